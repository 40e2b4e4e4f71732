package org.evenmatch.training;

/** A training was to go on from a network whose own training came to nothing. */
public final class UntrainedStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Names the network.
   *
   * @param network its name
   * @param seed its training's
   */
  public UntrainedStartException(String network, long seed) {
    super(network + " was not trained to its end with seed " + seed);
  }
}
