package org.evenmatch.report;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Shares that a terminal shows as small lines, all between the same lowest and highest value.
 *
 * @param title what they are
 * @param lines one or more
 */
public record Trend(String title, List<Line> lines) {
  private static final String STEPS = "▁▂▃▄▅▆▇█";

  /** Values in order, 0 to 1. */
  public record Line(String name, List<Double> values) {}

  /** A line of text for the title, and one for each line; nothing where there are none. */
  List<String> asText() {
    if (lines.isEmpty()) {
      return List.of();
    }
    DoubleSummaryStatistics range =
        lines.stream()
            .flatMap(line -> line.values().stream())
            .mapToDouble(Double::doubleValue)
            .summaryStatistics();
    String heading =
        String.format(
            "%s, %s to %s",
            title, Numbers.percent(range.getMin()), Numbers.percent(range.getMax()));
    return Stream.concat(
            Stream.of(heading),
            lines.stream()
                .map(
                    line ->
                        String.format(
                            "  %-18s %s",
                            line.name(), sparkline(line.values(), range.getMin(), range.getMax()))))
        .toList();
  }

  /** One character a value between {@code low} and {@code high}. */
  static String sparkline(List<Double> values, double low, double high) {
    return values.stream()
        .map(value -> high > low ? (value - low) / (high - low) : 1)
        .map(share -> STEPS.charAt((int) Math.round(share * (STEPS.length() - 1))))
        .map(String::valueOf)
        .collect(Collectors.joining());
  }
}
