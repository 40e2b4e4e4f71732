package org.evenmatch.measure;

import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * How two networks did on the same test examples.
 *
 * @param both examples that both got right
 * @param onlyFirst examples that only the first got right
 * @param onlySecond examples that only the second got right
 * @param neither examples that neither got right
 */
public record PairedCounts(int both, int onlyFirst, int onlySecond, int neither) {

  /** All examples. */
  public int examples() {
    return both + onlyFirst + onlySecond + neither;
  }

  /** The first network's accuracy − the second's. */
  public double difference() {
    return (double) (onlyFirst - onlySecond) / examples();
  }

  /**
   * The 95 % interval for the difference of both accuracies, over test examples: a score interval
   * that holds with few disagreements too (Newcombe, "Improved confidence intervals for the
   * difference between binomial proportions based on paired data", 1998, method 10).
   */
  public Interval interval() {
    Interval first = Interval.ofProportion((long) both + onlyFirst, examples());
    Interval second = Interval.ofProportion((long) both + onlySecond, examples());
    double correlation = correlation();
    return new Interval(
        difference(),
        difference() - side(first.mean() - first.low(), second.high() - second.mean(), correlation),
        difference()
            + side(first.high() - first.mean(), second.mean() - second.low(), correlation));
  }

  private static double side(double one, double other, double correlation) {
    return Math.sqrt((one * one) - (2 * correlation * one * other) + (other * other));
  }

  /** Pearson's φ, corrected towards 0 where it is above. */
  private double correlation() {
    double product =
        ((double) both + onlyFirst)
            * ((double) onlySecond + neither)
            * ((double) both + onlySecond)
            * ((double) onlyFirst + neither);
    if (product == 0) {
      return 0;
    }
    double determinant = ((double) both * neither) - ((double) onlyFirst * onlySecond);
    double corrected =
        determinant > 0 ? Math.max(determinant - (examples() / 2.0), 0) : determinant;
    return corrected / Math.sqrt(product);
  }

  /**
   * The two-sided p-value of McNemar's exact test: were both networks equally good, each example
   * that one alone got right would be either's with probability ½ (McNemar, 1947).
   */
  public double mcNemarP() {
    if (onlyFirst == onlySecond) {
      return 1;
    }
    // Both tails are alike. BinomialTest adds up single terms, and leaves one of two that are equal
    // but for rounding out: p of 60 of 100 is 0.046 there, not 0.057.
    BinomialDistribution either = BinomialDistribution.of(onlyFirst + onlySecond, 0.5);
    return 2 * either.cumulativeProbability(Math.min(onlyFirst, onlySecond));
  }
}
