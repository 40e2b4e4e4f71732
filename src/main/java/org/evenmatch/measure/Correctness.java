package org.evenmatch.measure;

import java.util.Arrays;
import java.util.List;

/**
 * How often a network was right about each example, in one or several trials on the same examples.
 *
 * @param trials how often each example was shown
 * @param counts one an example: the trials that were right
 */
public record Correctness(int trials, List<Integer> counts) {

  public Correctness {
    counts = List.copyOf(counts);
  }

  /** Counts the trials whose prediction is the label. */
  public static Correctness of(List<int[]> predictions, int[] labels) {
    int[] counts = new int[labels.length];
    for (int[] predicted : predictions) {
      for (int i = 0; i < labels.length; i++) {
        counts[i] += predicted[i] == labels[i] ? 1 : 0;
      }
    }
    return new Correctness(predictions.size(), Arrays.stream(counts).boxed().toList());
  }

  /** The share of right answers over all examples and trials. */
  public double accuracy() {
    long sum = counts.stream().mapToLong(Integer::longValue).sum();
    return (double) sum / ((long) trials * counts.size());
  }

  /** This share of right answers − the other's, one an example; both saw the same examples. */
  public double[] minus(Correctness other) {
    double[] differences = new double[counts.size()];
    for (int i = 0; i < differences.length; i++) {
      differences[i] = (double) (counts.get(i) - other.counts.get(i)) / trials;
    }
    return differences;
  }
}
