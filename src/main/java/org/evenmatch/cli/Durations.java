package org.evenmatch.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.evenmatch.files.InvalidInputException;

/** Reads times as users write them: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1.5h}. */
final class Durations {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|m|h)");

  private Durations() {}

  static double seconds(String option, String text) {
    Matcher matcher = FORM.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new InvalidInputException(
          option + " must be a number and ms, s, m or h, but is '" + text + "': write 5m");
    }
    double number = Double.parseDouble(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> number / 1000;
      case "m" -> number * 60;
      case "h" -> number * 3600;
      default -> number;
    };
  }
}
