package org.evenmatch.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How often examples of each class were taken for each class.
 *
 * @param counts {@code [true class][predicted class]}
 */
public record ConfusionMatrix(List<List<Integer>> counts) {

  public ConfusionMatrix {
    counts = counts.stream().map(List::copyOf).toList();
  }

  /** Counts predictions against labels. */
  public static ConfusionMatrix of(int[] predicted, int[] labels, int classes) {
    int[][] counts = new int[classes][classes];
    for (int i = 0; i < labels.length; i++) {
      counts[labels[i]][predicted[i]]++;
    }
    List<List<Integer>> rows = new ArrayList<>();
    for (int[] row : counts) {
      rows.add(Arrays.stream(row).boxed().toList());
    }
    return new ConfusionMatrix(rows);
  }

  /** The sum of both matrices, which have the same classes. */
  public ConfusionMatrix plus(ConfusionMatrix other) {
    List<List<Integer>> rows = new ArrayList<>();
    for (int i = 0; i < counts.size(); i++) {
      List<Integer> row = new ArrayList<>();
      for (int j = 0; j < counts.size(); j++) {
        row.add(counts.get(i).get(j) + other.counts.get(i).get(j));
      }
      rows.add(row);
    }
    return new ConfusionMatrix(rows);
  }

  /** Examples on the diagonal. */
  public long right() {
    long right = 0;
    for (int i = 0; i < counts.size(); i++) {
      right += counts.get(i).get(i);
    }
    return right;
  }

  /** All examples. */
  public long examples() {
    return counts.stream().flatMap(List::stream).mapToLong(Integer::longValue).sum();
  }

  /** The share of examples on the diagonal. */
  public double accuracy() {
    return (double) right() / examples();
  }
}
