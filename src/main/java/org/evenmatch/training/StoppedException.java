package org.evenmatch.training;

/** A training stopped because it was asked to; where it stood is saved. */
public final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoppedException(String task) {
    super(task + " was asked to stop");
  }
}
