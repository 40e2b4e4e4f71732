package org.evenmatch.measure;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Examples a second over several windows of time.
 *
 * @param median the median window
 * @param min the slowest window
 * @param max the fastest window
 */
public record Throughput(double median, double min, double max) {

  /** Summarises windows; empty if there are none. */
  public static Optional<Throughput> of(List<Double> examplesPerSecond) {
    if (examplesPerSecond.isEmpty()) {
      return Optional.empty();
    }
    double[] sorted = examplesPerSecond.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return Optional.of(new Throughput(median, sorted[0], sorted[sorted.length - 1]));
  }
}
