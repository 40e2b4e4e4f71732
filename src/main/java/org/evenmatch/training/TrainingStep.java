package org.evenmatch.training;

import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.data.Batch;
import org.evenmatch.data.Batches;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.Optimizer;
import org.evenmatch.definition.Schedule;
import org.evenmatch.definition.Training;
import org.evenmatch.kernels.NetworkRunner;
import org.evenmatch.network.Networks;
import org.evenmatch.network.Runners;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One step of gradient descent on random images, the same on every backend, for one to be held
 * against another. Dropout is left out: backends draw other numbers.
 */
public final class TrainingStep {
  private TrainingStep() {}

  /**
   * Does the step with batches of {@code network}'s training settings' size.
   *
   * @return the loss before the step, then what it added to every parameter, in Deeplearning4j's
   *     order
   */
  public static double[] of(NetworkSpec network) {
    List<LayerSpec> layers =
        network.layers().stream().filter(layer -> !(layer instanceof LayerSpec.Dropout)).toList();
    int examples = network.training().batch();
    NetworkSpec plain =
        new NetworkSpec(
            network.name(),
            network.kind(),
            network.image(),
            layers,
            new Training(Optimizer.SGD, 1, Schedule.CONSTANT, examples, 1));
    MultiLayerNetwork built = Networks.build(plain, 1);
    INDArray before = built.params().dup('c');
    try (NetworkRunner runner = Runners.of(built);
        Batches batches = Benchmark.batches(plain, plain.classes().orElseThrow(), examples)) {
      runner.startEpoch(1);
      Batch batch = batches.inOrder().iterator().next();
      batch.fit(runner);
      double loss = runner.awaitLossSum();
      runner.updateNetwork();
      double[] added = built.params().sub(before).dup('c').data().asDouble();
      double[] all = new double[added.length + 1];
      all[0] = loss;
      System.arraycopy(added, 0, all, 1, added.length);
      return all;
    }
  }
}
