package org.evenmatch.engine;

/**
 * A GPU has failed in a way after which this process can do nothing more with it: what was begun is
 * lost, and another process may go on.
 */
public final class DeviceLostError extends Error {
  private static final long serialVersionUID = 1L;

  public DeviceLostError(String message) {
    super(message);
  }
}
