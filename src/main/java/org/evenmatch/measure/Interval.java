package org.evenmatch.measure;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * A mean with its 95 % confidence interval.
 *
 * @param mean the estimate
 * @param low the lower end
 * @param high the upper end
 */
public record Interval(double mean, double low, double high) {
  private static final double UPPER_TAIL = 0.975;

  /** The same with ends that are no lower and no higher than what can be. */
  Interval within(double least, double most) {
    return new Interval(mean, Math.max(least, low), Math.min(most, high));
  }

  /** Wilson's interval for a share (Wilson, 1927). */
  public static Interval ofProportion(long right, long examples) {
    return ofMeanProportion((double) right, (double) examples);
  }

  /** The same where both are means over several runs on the same examples. */
  public static Interval ofMeanProportion(double right, double examples) {
    double share = right / examples;
    double z = NormalDistribution.of(0, 1).inverseCumulativeProbability(UPPER_TAIL);
    double shrink = 1 + (z * z / examples);
    double middle = (share + (z * z / (2.0 * examples))) / shrink;
    double margin =
        z
            * Math.sqrt((share * (1 - share) / examples) + (z * z / (4.0 * examples * examples)))
            / shrink;
    return new Interval(share, middle - margin, middle + margin);
  }
}
