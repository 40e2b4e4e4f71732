package org.evenmatch.process;

/** A worker process ended without what it was asked for. */
public final class WorkerFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;

  WorkerFailedException(int code, String reason) {
    super("a worker process ended with exit code " + code + ": " + reason);
    this.code = code;
  }

  /** Its exit code. */
  public int code() {
    return ExitCode.isInterrupted(code) ? ExitCode.INTERRUPTED : code;
  }
}
