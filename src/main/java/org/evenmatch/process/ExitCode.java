package org.evenmatch.process;

/** What the exit codes of the program and of its workers mean. */
public final class ExitCode {
  public static final int DONE = 0;
  public static final int FAILED = 1;
  public static final int UNUSABLE = 2;
  public static final int NO_BACKEND = 3;
  public static final int INTERRUPTED = 130;

  /** A worker whose GPU is lost: another process may go on. */
  static final int DEVICE_LOST = 70;

  /** What Linux's out-of-memory killer leaves: 128 + SIGKILL. */
  static final int KILLED = 137;

  /** 128 + SIGTERM. */
  private static final int TERMINATED = 143;

  private ExitCode() {}

  /** Whether the program itself ended with {@code code}, having said why. */
  public static boolean isOwn(int code) {
    return code >= DONE && code <= NO_BACKEND;
  }

  /** Whether a process that ended with {@code code} was asked to end. */
  public static boolean isInterrupted(int code) {
    return code == INTERRUPTED || code == TERMINATED;
  }
}
