package org.evenmatch.data;

import org.evenmatch.files.InvalidInputException;

/** A dataset that can be fetched is not there yet. */
public final class MissingDatasetException extends InvalidInputException {
  private final String dataset;

  MissingDatasetException(String dataset, String message) {
    super(message);
    this.dataset = dataset;
  }

  /** The dataset's name. */
  public String dataset() {
    return dataset;
  }
}
