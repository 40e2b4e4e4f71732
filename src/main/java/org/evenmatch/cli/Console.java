package org.evenmatch.cli;

import java.io.PrintStream;

/**
 * Where a command writes.
 *
 * @param out results
 * @param err progress, notices and errors
 * @param isTerminal whether {@code err} is a terminal, so that a bar can be drawn on it
 */
record Console(PrintStream out, PrintStream err, boolean isTerminal) {
  private static final String TERMINAL_PROPERTY = "evenmatch.terminal";

  static Console of(PrintStream out, PrintStream err) {
    return new Console(out, err, Boolean.getBoolean(TERMINAL_PROPERTY));
  }

  void notice(String text) {
    err.println("evenmatch: " + text);
  }
}
