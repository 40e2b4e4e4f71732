package org.evenmatch.measure;

import java.util.Arrays;
import java.util.List;

/**
 * How long training steps took, and how they divided their time.
 *
 * @param p50Millis the median step
 * @param p90Millis nine of ten steps took no longer
 * @param p99Millis 99 of 100 steps took no longer
 * @param dataShare share of the time spent waiting for data
 * @param forwardShare share spent in the forward pass and the loss
 * @param backwardShare share spent on gradients
 * @param optimizerShare share spent updating parameters
 */
public record StepTimes(
    double p50Millis,
    double p90Millis,
    double p99Millis,
    double dataShare,
    double forwardShare,
    double backwardShare,
    double optimizerShare) {

  /** One step: the whole and its parts, in nanoseconds. */
  public record Step(
      long totalNanos,
      long dataNanos,
      long forwardNanos,
      long backwardNanos,
      long optimizerNanos) {}

  /** Summarises at least one step. */
  public static StepTimes of(List<Step> steps) {
    long[] totals = steps.stream().mapToLong(Step::totalNanos).sorted().toArray();
    double sum = Arrays.stream(totals).sum();
    return new StepTimes(
        percentileMillis(totals, 0.5),
        percentileMillis(totals, 0.9),
        percentileMillis(totals, 0.99),
        steps.stream().mapToLong(Step::dataNanos).sum() / sum,
        steps.stream().mapToLong(Step::forwardNanos).sum() / sum,
        steps.stream().mapToLong(Step::backwardNanos).sum() / sum,
        steps.stream().mapToLong(Step::optimizerNanos).sum() / sum);
  }

  /** The nearest-rank percentile. */
  private static double percentileMillis(long[] sorted, double share) {
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(0, rank - 1)] / 1e6;
  }
}
