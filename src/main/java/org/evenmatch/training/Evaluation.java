package org.evenmatch.training;

import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.data.Dataset;
import org.evenmatch.data.Normalization;
import org.evenmatch.definition.TestViews;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.kernels.NetworkRunner;
import org.evenmatch.measure.ConfusionMatrix;
import org.evenmatch.network.NetworkInput;
import org.evenmatch.network.Networks;
import org.evenmatch.network.Runners;

/**
 * What a network that was loaded, not trained here, does on test images.
 *
 * @param confusion of the test images
 * @param measured what else was asked for
 */
public record Evaluation(ConfusionMatrix confusion, List<Measured> measured) {

  /**
   * Classifies the test images of {@code dataset}, normalised by its training images.
   *
   * @param views of which views of an image the logits' mean is taken
   * @param measurements what else to measure
   * @throws InvalidInputException if the network takes other images or has other classes
   */
  public static Evaluation of(
      MultiLayerNetwork network,
      Dataset dataset,
      int batch,
      TestViews views,
      List<? extends Measurement> measurements) {
    int classes = dataset.classes().size();
    NetworkInput.requireFits(network, dataset.shape(), classes);
    try (NetworkRunner runner = Runners.onOneDevice(network)) {
      Classifier classifier =
          new Classifier(
              network,
              runner,
              Normalization.of(dataset.train()),
              classes,
              batch,
              Networks.takesVectors(network),
              views);
      return new Evaluation(
          classifier.confusion(dataset.test()), Measured.all(measurements, classifier, dataset));
    }
  }
}
