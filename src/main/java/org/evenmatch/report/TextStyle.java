package org.evenmatch.report;

/**
 * What a terminal can show.
 *
 * @param color whether text may be coloured
 * @param columns the width of a line; 0 if there is no limit
 */
public record TextStyle(boolean color, int columns) {

  /** For files and pipes. */
  public static final TextStyle PLAIN = new TextStyle(false, 0);

  private static final String BOLD = "\u001b[1m";
  private static final String RESET = "\u001b[0m";

  String bold(String text) {
    return color ? BOLD + text + RESET : text;
  }
}
