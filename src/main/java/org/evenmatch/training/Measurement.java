package org.evenmatch.training;

import org.evenmatch.data.Dataset;

/** Something that is measured on trained networks. */
public interface Measurement {
  /** A name that is its own among the measurements of a run. */
  String name();

  /** Whether it is for the network of {@code task}: by default for those of the comparison. */
  default boolean concerns(TrainingTask task) {
    return task.purpose() == Purpose.COMPARISON;
  }

  /**
   * Measures a network.
   *
   * @param classifier has the network classify images
   * @param dataset what the network was trained on and is tested on
   * @return a record that can be written as JSON and read again
   */
  Record of(Classifier classifier, Dataset dataset);
}
