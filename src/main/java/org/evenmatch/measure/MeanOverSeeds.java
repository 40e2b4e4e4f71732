package org.evenmatch.measure;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A mean of something that was measured on the same test examples with one seed or with several,
 * with how far it can be from the mean over all seeds and all such examples.
 *
 * <p>With several seeds, seeds and examples are both taken as drawn at random: the two-way model in
 * which radiology compares two ways of reading the same cases by several readers (Dorfman, Berbaum
 * and Metz, "Receiver operating characteristic rating analysis", 1992). The margins that seeds
 * (Student's) and examples (normal) would have alone are added in squares (Zou and Donner,
 * "Construction of confidence limits about effect measures: a general approach", 2008), which holds
 * with two seeds too. With one seed, examples alone are drawn, and what another seed would give is
 * unknown; the interval is Wald's with a disagreement of each kind added (Agresti and Min, "Simple
 * improved confidence intervals for comparing matched proportions", 2005).
 *
 * @param interval the mean and its 95 % interval
 * @param p two-sided, were the true mean 0
 */
public record MeanOverSeeds(Interval interval, double p) {
  private static final double LEVEL = 0.05;

  /**
   * Takes the mean.
   *
   * @param values one array a seed, in each one value an example, in the same order; each value a
   *     share of right answers or a difference of such shares
   */
  public static MeanOverSeeds of(List<double[]> values) {
    return values.size() == 1 ? overExamples(values.get(0)) : overBoth(values);
  }

  private static MeanOverSeeds overExamples(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double all = values.length + 2.0;
    // Half an example of +1, half of −1 and one of 0 more.
    double squares = Arrays.stream(values).map(value -> value * value).sum() + 1;
    double middle = mean * values.length / all;
    double error = Math.sqrt(((squares / all) - (middle * middle)) / all);
    NormalDistribution normal = NormalDistribution.of(0, 1);
    double margin = normal.inverseSurvivalProbability(LEVEL / 2) * error;
    return new MeanOverSeeds(
        new Interval(mean, Math.min(mean, middle - margin), Math.max(mean, middle + margin)),
        2 * normal.survivalProbability(Math.abs(middle) / error));
  }

  private static MeanOverSeeds overBoth(List<double[]> values) {
    int seeds = values.size();
    int examples = values.get(0).length;
    double[] ofSeeds = values.stream().mapToDouble(one -> Arrays.stream(one).sum()).toArray();
    double[] ofExamples = new double[examples];
    for (double[] one : values) {
      for (int i = 0; i < examples; i++) {
        ofExamples[i] += one[i];
      }
    }
    double mean = Arrays.stream(ofSeeds).sum() / seeds / examples;
    double seedSquares =
        Arrays.stream(ofSeeds).map(sum -> square((sum / examples) - mean)).sum() * examples;
    double exampleSquares =
        Arrays.stream(ofExamples).map(sum -> square((sum / seeds) - mean)).sum() * seeds;
    double all =
        values.stream()
            .mapToDouble(one -> Arrays.stream(one).map(value -> square(value - mean)).sum())
            .sum();
    double ofSeed = seedSquares / (seeds - 1);
    double ofExample = exampleSquares / (examples - 1.0);
    double rest =
        Math.max(0, all - seedSquares - exampleSquares) / ((seeds - 1) * (examples - 1.0));
    Margin margin =
        new Margin(
            seeds, ofSeed / seeds / examples, Math.max(0, ofExample - rest) / seeds / examples);
    double width = margin.at(LEVEL);
    return new MeanOverSeeds(new Interval(mean, mean - width, mean + width), margin.p(mean));
  }

  /**
   * How wide an interval is.
   *
   * @param ofSeeds the variance of the mean that is of seeds
   * @param ofExamples the one that is of examples
   */
  private record Margin(int seeds, double ofSeeds, double ofExamples) {
    private static final int HALVINGS = 60;

    /** To each side of the mean, such that the true one is outside with probability {@code p}. */
    double at(double p) {
      double student = TDistribution.of(seeds - 1.0).inverseSurvivalProbability(p / 2);
      double normal = NormalDistribution.of(0, 1).inverseSurvivalProbability(p / 2);
      return Math.sqrt((square(student) * ofSeeds) + (square(normal) * ofExamples));
    }

    /** The probability at which the interval around {@code mean} ends at 0. */
    double p(double mean) {
      if (mean == 0) {
        return 1;
      }
      double low = 0;
      double high = 1;
      for (int i = 0; i < HALVINGS; i++) {
        double middle = (low + high) / 2;
        if (at(middle) > Math.abs(mean)) {
          low = middle;
        } else {
          high = middle;
        }
      }
      return high;
    }
  }

  private static double square(double value) {
    return value * value;
  }
}
