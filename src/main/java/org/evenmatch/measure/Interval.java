package org.evenmatch.measure;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A mean with its 95 % confidence interval.
 *
 * @param mean the estimate
 * @param low the lower end
 * @param high the upper end
 */
public record Interval(double mean, double low, double high) {
  private static final double UPPER_TAIL = 0.975;

  /** Student's interval for the mean of at least two values. */
  public static Interval ofMean(Summary summary) {
    int count = summary.runs().size();
    double deviation =
        summary.std().orElseThrow(() -> new IllegalArgumentException("an interval needs two runs"));
    double quantile = TDistribution.of(count - 1).inverseCumulativeProbability(UPPER_TAIL);
    return around(summary.mean(), quantile * deviation / Math.sqrt(count));
  }

  /**
   * The interval for a difference of two accuracies on the same examples (Wald's interval for
   * paired proportions; Agresti, "Categorical data analysis", 2013, section 11.1).
   *
   * @param onlyFirst examples that only the first network got right
   * @param onlySecond examples that only the second got right
   * @param examples all examples
   */
  public static Interval ofPairedDifference(int onlyFirst, int onlySecond, int examples) {
    double difference = (double) (onlyFirst - onlySecond) / examples;
    double discordant = (double) (onlyFirst + onlySecond) / examples;
    double error = Math.sqrt((discordant - (difference * difference)) / examples);
    double quantile = NormalDistribution.of(0, 1).inverseCumulativeProbability(UPPER_TAIL);
    return around(difference, quantile * error);
  }

  /**
   * The interval for the mean of a difference that was measured on every example (normal
   * approximation); for one prediction an example it is {@link #ofPairedDifference}.
   *
   * @param differences one an example, for example the first network's share of right answers − the
   *     second's
   */
  public static Interval ofPairedExamples(double[] differences) {
    double mean = Arrays.stream(differences).average().orElseThrow();
    double squares = Arrays.stream(differences).map(d -> (d - mean) * (d - mean)).sum();
    double quantile = NormalDistribution.of(0, 1).inverseCumulativeProbability(UPPER_TAIL);
    return around(mean, quantile * Math.sqrt(squares) / differences.length);
  }

  /** Wilson's interval for a share (Wilson, 1927). */
  public static Interval ofProportion(long right, long examples) {
    double share = (double) right / examples;
    double z = NormalDistribution.of(0, 1).inverseCumulativeProbability(UPPER_TAIL);
    double shrink = 1 + (z * z / examples);
    double middle = (share + (z * z / (2.0 * examples))) / shrink;
    double margin =
        z
            * Math.sqrt((share * (1 - share) / examples) + (z * z / (4.0 * examples * examples)))
            / shrink;
    return new Interval(share, middle - margin, middle + margin);
  }

  private static Interval around(double mean, double margin) {
    return new Interval(mean, mean - margin, mean + margin);
  }
}
