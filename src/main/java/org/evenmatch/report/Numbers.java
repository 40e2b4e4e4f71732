package org.evenmatch.report;

import java.util.Locale;
import java.util.Optional;
import org.evenmatch.measure.Interval;
import org.evenmatch.measure.Summary;
import org.evenmatch.measure.Throughput;

/** How numbers are written for people. */
final class Numbers {
  static final String ABSENT = "–";
  private static final String[] BYTE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private Numbers() {}

  /** With thousands separators. */
  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A share as a percentage with two decimals. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  /** Mean ± standard deviation as percentages. */
  static String percent(Summary summary) {
    String mean = percent(summary.mean());
    return summary
        .std()
        .map(std -> String.format(Locale.ROOT, "%s ± %.2f", mean, 100 * std))
        .orElse(mean);
  }

  /** A difference of shares in percentage points, with its sign. */
  static String points(double difference) {
    return String.format(Locale.ROOT, "%+.2f", 100 * difference);
  }

  /** A size of a difference in percentage points. */
  static String unsignedPoints(double difference) {
    return String.format(Locale.ROOT, "%.2f", 100 * difference);
  }

  /** A difference in percentage points with its 95 % interval. */
  static String interval(Interval interval) {
    return String.format(
        "%s (%s to %s)", points(interval.mean()), points(interval.low()), points(interval.high()));
  }

  static String rate(Optional<Throughput> throughput) {
    return throughput.map(rate -> count(Math.round(rate.median()))).orElse(ABSENT);
  }

  static String seconds(Optional<Double> seconds) {
    return seconds.map(value -> String.format(Locale.ROOT, "%.1f", value)).orElse(ABSENT);
  }

  /** A ratio with two or three digits that count. */
  static String ratio(double ratio) {
    return String.format(
        Locale.ROOT, ratio >= 100 ? "%,.0f" : ratio >= 10 ? "%.1f" : "%.2f", ratio);
  }

  /** A p-value; small ones as a bound. */
  static String pValue(double p) {
    return p < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", p);
  }

  static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < BYTE_UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, BYTE_UNITS[unit]);
  }
}
