package org.evenmatch.measure;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether a network's confidence, its highest probability, comes true: examples in bins of equal
 * width by confidence (Guo et al., "On calibration of modern neural networks", 2017).
 *
 * @param bins from confidence 0 to 1
 */
public record Calibration(List<Bin> bins) {
  private static final int BINS = 15;

  public Calibration {
    bins = List.copyOf(bins);
  }

  /**
   * The examples of one bin.
   *
   * @param examples how many
   * @param right how many were classified rightly
   * @param confidenceSum sum of their confidences
   */
  public record Bin(int examples, int right, double confidenceSum) {

    Bin plus(Bin other) {
      return new Bin(
          examples + other.examples, right + other.right, confidenceSum + other.confidenceSum);
    }
  }

  /**
   * Sorts predictions into bins.
   *
   * @param probabilities {@code [examples, classes]}, row by row
   * @param labels the true classes
   */
  public static Calibration of(float[] probabilities, int[] labels) {
    int classes = probabilities.length / labels.length;
    int[] examples = new int[BINS];
    int[] right = new int[BINS];
    double[] sums = new double[BINS];
    for (int i = 0; i < labels.length; i++) {
      int best = 0;
      for (int c = 1; c < classes; c++) {
        if (probabilities[(i * classes) + c] > probabilities[(i * classes) + best]) {
          best = c;
        }
      }
      double confidence = probabilities[(i * classes) + best];
      int bin = Math.min(BINS - 1, (int) (confidence * BINS));
      examples[bin]++;
      right[bin] += best == labels[i] ? 1 : 0;
      sums[bin] += confidence;
    }
    List<Bin> bins = new ArrayList<>();
    for (int bin = 0; bin < BINS; bin++) {
      bins.add(new Bin(examples[bin], right[bin], sums[bin]));
    }
    return new Calibration(bins);
  }

  /** Both together, bin by bin. */
  public Calibration plus(Calibration other) {
    List<Bin> sums = new ArrayList<>();
    for (int bin = 0; bin < bins.size(); bin++) {
      sums.add(bins.get(bin).plus(other.bins.get(bin)));
    }
    return new Calibration(sums);
  }

  /** The expected calibration error: |accuracy − confidence|, weighted by examples. */
  public double expectedError() {
    double sum = 0;
    long examples = 0;
    for (Bin bin : bins) {
      sum += Math.abs(bin.right() - bin.confidenceSum());
      examples += bin.examples();
    }
    return sum / examples;
  }
}
