package org.evenmatch.measure;

import java.util.List;
import java.util.Optional;

/**
 * Repeated measurements of one thing.
 *
 * @param mean the arithmetic mean
 * @param std the sample standard deviation (n − 1); absent for one run
 * @param runs every measurement, in order
 */
public record Summary(double mean, Optional<Double> std, List<Double> runs) {

  public Summary {
    runs = List.copyOf(runs);
  }

  /** Summarises at least one measurement. */
  public static Summary of(List<Double> runs) {
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("nothing was measured");
    }
    double mean = runs.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    double squares = runs.stream().mapToDouble(run -> (run - mean) * (run - mean)).sum();
    return new Summary(
        mean,
        runs.size() > 1 ? Optional.of(Math.sqrt(squares / (runs.size() - 1))) : Optional.empty(),
        runs);
  }
}
