package org.evenmatch.engine;

/** The backend asked for is not to be had; the message says why and what to do. */
public class BackendUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BackendUnavailableException(String message) {
    super(message);
  }
}
