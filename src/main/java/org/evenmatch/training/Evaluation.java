package org.evenmatch.training;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.data.Batches;
import org.evenmatch.data.Dataset;
import org.evenmatch.data.Normalization;
import org.evenmatch.measure.ConfusionMatrix;
import org.evenmatch.network.NetworkRunner;
import org.evenmatch.network.Networks;
import org.evenmatch.spec.InvalidInputException;

/** Tests a network that was loaded, not built here. */
public final class Evaluation {
  private Evaluation() {}

  /**
   * Classifies the test images of {@code dataset}, normalised by its training images.
   *
   * @throws InvalidInputException if the network takes other images or has other classes
   */
  public static ConfusionMatrix of(MultiLayerNetwork network, Dataset dataset, int batch) {
    boolean flat = Networks.takesVectors(network);
    Networks.requireFits(network, dataset.shape(), dataset.classes().size());
    Batches batches =
        new Batches(
            dataset.test(),
            dataset.classes().size(),
            Normalization.of(dataset.train()),
            batch,
            flat);
    NetworkRunner runner = NetworkRunner.of(network);
    return ConfusionMatrix.of(
        Trainer.classify(runner, batches, dataset.test().size()),
        dataset.test().labels(),
        dataset.classes().size());
  }
}
