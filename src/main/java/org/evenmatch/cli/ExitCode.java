package org.evenmatch.cli;

/** What the program's exit codes mean. */
final class ExitCode {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int UNUSABLE = 2;
  static final int NO_BACKEND = 3;
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
