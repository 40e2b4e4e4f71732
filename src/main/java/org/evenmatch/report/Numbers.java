package org.evenmatch.report;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import org.evenmatch.measure.Interval;
import org.evenmatch.measure.Summary;
import org.evenmatch.measure.Throughput;

/** How numbers are written for people. */
public final class Numbers {
  public static final String ABSENT = "–";
  private static final String[] BYTE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private Numbers() {}

  /** With thousands separators. */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** As short as it can be: {@code 0.001}, {@code 3}. */
  public static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  /** A share as a percentage with two decimals. */
  public static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  /** Mean ± standard deviation as percentages. */
  public static String percent(Summary summary) {
    String mean = percent(summary.mean());
    return summary
        .std()
        .map(std -> String.format(Locale.ROOT, "%s ± %.2f", mean, 100 * std))
        .orElse(mean);
  }

  /** A share as a percentage with its 95 % interval. */
  public static String percent(Interval share) {
    return String.format(
        Locale.ROOT,
        "%s (%.2f to %.2f)",
        percent(share.mean()),
        100 * share.low(),
        100 * share.high());
  }

  /** A difference of shares in percentage points, with its sign. */
  public static String points(double difference) {
    return String.format(Locale.ROOT, "%+.2f", 100 * difference);
  }

  /** A size of a difference in percentage points. */
  public static String unsignedPoints(double difference) {
    return String.format(Locale.ROOT, "%.2f", 100 * difference);
  }

  /** A difference in percentage points with its 95 % interval. */
  public static String interval(Interval interval) {
    return String.format(
        "%s (%s to %s)", points(interval.mean()), points(interval.low()), points(interval.high()));
  }

  public static String rate(Optional<Throughput> throughput) {
    return throughput.map(rate -> count(Math.round(rate.median()))).orElse(ABSENT);
  }

  public static String seconds(Optional<Double> seconds) {
    return seconds.map(value -> String.format(Locale.ROOT, "%.1f", value)).orElse(ABSENT);
  }

  /** A ratio with two or three digits that count. */
  public static String ratio(double ratio) {
    return String.format(
        Locale.ROOT, ratio >= 100 ? "%,.0f" : ratio >= 10 ? "%.1f" : "%.2f", ratio);
  }

  /** A p-value; small ones as a bound. */
  public static String pValue(double p) {
    return p < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", p);
  }

  public static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < BYTE_UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, BYTE_UNITS[unit]);
  }

  /** {@code text} with a capital letter in front. */
  public static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  /** A whole share in percent. */
  public static String wholePercent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  /** {@code other} ÷ {@code first}, as in {@code 12.5x}. */
  public static String speedUp(Optional<Throughput> first, Optional<Throughput> other) {
    return first.isEmpty() || other.isEmpty()
        ? ABSENT
        : String.format(Locale.ROOT, "%.1fx", other.get().median() / first.get().median());
  }
}
