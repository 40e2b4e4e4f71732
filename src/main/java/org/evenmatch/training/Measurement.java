package org.evenmatch.training;

import org.evenmatch.data.Dataset;

/** Something that is measured on every trained network of a comparison. */
public interface Measurement {
  /** A name that is its own among the measurements of a run. */
  String name();

  /**
   * Measures a network.
   *
   * @param classifier has the network classify images
   * @param dataset what the network was trained on and is tested on
   * @return a record that can be written as JSON and read again
   */
  Record of(Classifier classifier, Dataset dataset);
}
