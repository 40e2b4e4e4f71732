package org.evenmatch.measure;

import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.BinomialTest;

/**
 * How two networks did on the same test examples.
 *
 * @param onlyFirst examples that only the first got right
 * @param onlySecond examples that only the second got right
 * @param examples all examples
 */
public record PairedCounts(int onlyFirst, int onlySecond, int examples) {

  /**
   * Compares predictions.
   *
   * @param first the first network's classes, one an example
   * @param second the second network's
   * @param labels the true ones
   */
  public static PairedCounts of(int[] first, int[] second, int[] labels) {
    int onlyFirst = 0;
    int onlySecond = 0;
    for (int i = 0; i < labels.length; i++) {
      boolean firstRight = first[i] == labels[i];
      boolean secondRight = second[i] == labels[i];
      onlyFirst += firstRight && !secondRight ? 1 : 0;
      onlySecond += secondRight && !firstRight ? 1 : 0;
    }
    return new PairedCounts(onlyFirst, onlySecond, labels.length);
  }

  /** The first network's accuracy − the second's. */
  public double difference() {
    return (double) (onlyFirst - onlySecond) / examples;
  }

  /**
   * The two-sided p-value of McNemar's exact test: were both networks equally good, each example
   * that one alone got right would be either's with probability ½ (McNemar, 1947).
   */
  public double mcNemarP() {
    int discordant = onlyFirst + onlySecond;
    return discordant == 0
        ? 1
        : BinomialTest.withDefaults()
            .with(AlternativeHypothesis.TWO_SIDED)
            .test(discordant, onlyFirst, 0.5)
            .getPValue();
  }
}
