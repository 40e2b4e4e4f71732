package org.evenmatch.training;

import java.util.Set;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.data.Dataset;
import org.evenmatch.data.Normalization;
import org.evenmatch.measure.ConfusionMatrix;
import org.evenmatch.network.NetworkRunner;
import org.evenmatch.network.Networks;
import org.evenmatch.spec.InvalidInputException;
import org.evenmatch.spec.Probe;

/**
 * Tests a network that was loaded, not built here.
 *
 * @param confusion of the test images
 * @param examination what the experiments asked for found
 */
public record Evaluation(ConfusionMatrix confusion, Examination examination) {

  /**
   * Classifies the test images of {@code dataset}, normalised by its training images.
   *
   * @param probes experiments that need no training
   * @throws InvalidInputException if the network takes other images or has other classes
   */
  public static Evaluation of(
      MultiLayerNetwork network, Dataset dataset, int batch, Set<Probe> probes) {
    int classes = dataset.classes().size();
    Networks.requireFits(network, dataset.shape(), classes);
    try (NetworkRunner runner = NetworkRunner.onOneDevice(network)) {
      Classifier classifier =
          new Classifier(
              runner,
              Normalization.of(dataset.train()),
              classes,
              batch,
              Networks.takesVectors(network));
      return new Evaluation(
          classifier.confusion(dataset.test()), Examination.of(classifier, dataset, probes));
    }
  }
}
