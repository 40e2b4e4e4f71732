package org.evenmatch.cli;

import java.io.PrintStream;
import java.util.regex.Pattern;
import org.evenmatch.report.TextStyle;

/**
 * Where a command writes.
 *
 * @param out results
 * @param err progress, notices and errors
 * @param isTerminal whether {@code err} is a terminal, so that a bar can be drawn on it
 */
record Console(PrintStream out, PrintStream err, boolean isTerminal) {
  /** Begins every line that the program itself says on standard error. */
  static final String PREFIX = "evenmatch: ";

  private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");
  private static final String TERMINAL_PROPERTY = "evenmatch.terminal";
  private static final String COLOR_PROPERTY = "evenmatch.color";
  private static final String COLUMNS_PROPERTY = "evenmatch.columns";

  static Console of(PrintStream out, PrintStream err) {
    return new Console(out, err, Boolean.getBoolean(TERMINAL_PROPERTY));
  }

  /** How results may look: plain unless the launcher found a terminal. */
  TextStyle style() {
    return new TextStyle(
        Boolean.getBoolean(COLOR_PROPERTY), Integer.getInteger(COLUMNS_PROPERTY, 0));
  }

  /** Says a line; what comes from elsewhere cannot command the terminal. */
  void notice(String text) {
    err.println(PREFIX + CONTROL.matcher(text).replaceAll("\uFFFD"));
  }
}
