package org.evenmatch.training;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.data.Batches;
import org.evenmatch.data.ImageSet;
import org.evenmatch.data.Normalization;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.network.UnrolledWeights;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Has a network begin as one that was trained before, and compute the same. */
final class Start {
  private static final int IMAGES = 32;

  /** Sums in another order give other last digits. */
  private static final double MOST_DIFFERENCE = 1e-3;

  private Start() {}

  static void from(
      NetworkSpec trained, TrainingTask task, TrainerSettings settings, MultiLayerNetwork network) {
    MultiLayerNetwork earlier = settings.trained().of(trained, task.seed());
    UnrolledWeights.set(network, task.network(), earlier);
    requireSame(earlier, trained, network, task);
  }

  /**
   * Holds what both give for some test images against each other.
   *
   * @throws IllegalStateException if they differ
   */
  private static void requireSame(
      MultiLayerNetwork earlier,
      NetworkSpec trained,
      MultiLayerNetwork network,
      TrainingTask task) {
    ImageSet images = task.dataset().test().spread(IMAGES);
    Normalization normalization = Normalization.of(task.dataset().train());
    int classes = task.dataset().classes().size();
    INDArray expected =
        earlier.output(Batches.features(images, classes, normalization, trained.input().flat()));
    INDArray found =
        network.output(
            Batches.features(images, classes, normalization, task.network().input().flat()));
    double difference = expected.sub(found).amaxNumber().doubleValue();
    if (!(difference <= MOST_DIFFERENCE)) {
      throw new IllegalStateException(
          String.format(
              "%s must compute what %s does, but its probabilities differ by %s",
              task.network().name(), trained.name(), difference));
    }
  }
}
