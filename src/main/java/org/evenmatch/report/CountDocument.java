package org.evenmatch.report;

import java.util.List;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.match.NetworkCount;
import org.evenmatch.match.TrainingMemory;
import org.evenmatch.report.RunDocument.LayerInfo;
import org.evenmatch.report.RunDocument.PairInfo;
import org.evenmatch.spec.NetworkSpec;

/**
 * What {@code count} prints as JSON: the configurations of a {@link RunDocument} without the fields
 * of training.
 *
 * @param schema the schema of the run document
 * @param pair the pair and its rule
 * @param configurations the fully-connected and the convolutional member
 * @param parameterRatio FC ÷ CNN
 * @param macRatio FC ÷ CNN
 */
public record CountDocument(
    int schema,
    PairInfo pair,
    List<CountedConfiguration> configurations,
    double parameterRatio,
    double macRatio) {

  /**
   * One network, counted.
   *
   * @param name for example {@code lenet-cnn}
   * @param kind {@code fc} or {@code cnn}
   * @param batch examples in a batch
   * @param weights trained weights
   * @param biases trained biases
   * @param parameters trained parameters
   * @param buffers values kept but not trained
   * @param connections of one example
   * @param macs multiply-accumulates of one example's forward pass
   * @param trainingMemoryBytes estimate for training on such batches
   * @param layers one count a layer
   */
  public record CountedConfiguration(
      String name,
      String kind,
      int batch,
      long weights,
      long biases,
      long parameters,
      long buffers,
      long connections,
      long macs,
      long trainingMemoryBytes,
      List<LayerInfo> layers) {

    static CountedConfiguration of(NetworkSpec network) {
      NetworkCount count = NetworkCount.of(network);
      int batch = network.training().batch();
      return new CountedConfiguration(
          network.name(),
          network.kind().yamlName(),
          batch,
          count.weights(),
          count.biases(),
          count.parameters(),
          count.buffers(),
          count.connections(),
          count.macs(),
          TrainingMemory.of(count, batch).totalBytes(),
          count.layers().stream().map(LayerInfo::of).toList());
    }
  }

  /** Counts both members of {@code pair}. */
  public static CountDocument of(MatchedPair pair) {
    return new CountDocument(
        RunDocument.SCHEMA,
        new PairInfo(pair.name(), pair.match().yamlName()),
        List.of(
            CountedConfiguration.of(pair.fullyConnected()),
            CountedConfiguration.of(pair.convolutional())),
        pair.parameterRatio(),
        pair.macRatio());
  }
}
