package org.evenmatch.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Whether a network's confidence, its highest probability, comes true (Guo et al., "On calibration
 * of modern neural networks", 2017).
 *
 * @param confidences one an example
 * @param right whether it was classified rightly, one an example
 */
public record Calibration(List<Float> confidences, List<Boolean> right) {
  private static final int BINS = 15;

  public Calibration {
    confidences = List.copyOf(confidences);
    right = List.copyOf(right);
  }

  /** How examples of similar confidence are put together. */
  public enum Binning {
    /** Of equal width, from confidence 0 to 1; some may be empty. */
    EQUAL_WIDTHS {
      @Override
      int[] binOfEach(List<Float> confidences) {
        return confidences.stream()
            .mapToInt(confidence -> Math.min(BINS - 1, (int) (confidence * BINS)))
            .toArray();
      }
    },
    /**
     * Of as many examples each, by confidence, so that none is of few examples (Nixon et al.,
     * "Measuring calibration in deep learning", 2019). Equal confidences may fall into two bins.
     */
    EQUAL_COUNTS {
      @Override
      int[] binOfEach(List<Float> confidences) {
        int[] inOrder =
            IntStream.range(0, confidences.size())
                .boxed()
                .sorted(Comparator.comparing(confidences::get))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] bins = new int[inOrder.length];
        for (int rank = 0; rank < inOrder.length; rank++) {
          bins[inOrder[rank]] = (int) ((long) rank * BINS / inOrder.length);
        }
        return bins;
      }
    };

    /** The bin of each example. */
    abstract int[] binOfEach(List<Float> confidences);
  }

  /**
   * The examples of one bin.
   *
   * @param examples how many
   * @param right how many were classified rightly
   * @param confidenceSum sum of their confidences
   */
  public record Bin(int examples, int right, double confidenceSum) {

    /** The examples of both. */
    public Bin plus(Bin other) {
      return new Bin(
          examples + other.examples, right + other.right, confidenceSum + other.confidenceSum);
    }

    private Bin plus(double confidence, boolean isRight) {
      return plus(new Bin(1, isRight ? 1 : 0, confidence));
    }

    /** How much more often it is right than it is sure, in examples. */
    private double gap() {
      return right - confidenceSum;
    }
  }

  /**
   * Takes a network's predictions.
   *
   * @param probabilities {@code [examples, classes]}, row by row
   * @param labels the true classes
   */
  public static Calibration of(float[] probabilities, int[] labels) {
    int classes = probabilities.length / labels.length;
    List<Float> confidences = new ArrayList<>();
    List<Boolean> right = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      int best = 0;
      for (int c = 1; c < classes; c++) {
        if (probabilities[(i * classes) + c] > probabilities[(i * classes) + best]) {
          best = c;
        }
      }
      confidences.add(probabilities[(i * classes) + best]);
      right.add(best == labels[i]);
    }
    return new Calibration(confidences, right);
  }

  /** All bins, by confidence. */
  public List<Bin> bins(Binning binning) {
    List<Bin> bins = new ArrayList<>(Collections.nCopies(BINS, new Bin(0, 0, 0)));
    int[] binOfEach = binning.binOfEach(confidences);
    for (int i = 0; i < binOfEach.length; i++) {
      double confidence = confidences.get(i);
      boolean isRight = right.get(i);
      bins.set(binOfEach[i], bins.get(binOfEach[i]).plus(confidence, isRight));
    }
    return bins;
  }

  /** The expected calibration error: |accuracy − confidence| of bins, weighted by examples. */
  public double expectedError(Binning binning) {
    return bins(binning).stream().mapToDouble(bin -> Math.abs(bin.gap())).sum()
        / confidences.size();
  }

  /**
   * The expected calibration error that a perfectly calibrated network of such confidences would
   * come out with, since the share of right answers in a bin is drawn: of each bin, the mean size
   * of a normal deviation.
   */
  public double expectedErrorByChance(Binning binning) {
    int[] binOfEach = binning.binOfEach(confidences);
    double[] variances = new double[BINS];
    for (int i = 0; i < binOfEach.length; i++) {
      double confidence = confidences.get(i);
      variances[binOfEach[i]] += confidence * (1 - confidence);
    }
    return Arrays.stream(variances).map(variance -> Math.sqrt(2 * variance / Math.PI)).sum()
        / binOfEach.length;
  }

  /**
   * What each example adds to the expected calibration error, so that their mean is that error: its
   * confidence less 1 or 0, or the opposite, whichever its bin's gap asks for. As long as bins are
   * not so well calibrated that chance decides the sign of their gaps, the error varies from sample
   * to sample as this mean does; where chance does decide, the error comes out too large.
   */
  public double[] gaps(Binning binning) {
    int[] binOfEach = binning.binOfEach(confidences);
    List<Bin> bins = bins(binning);
    double[] gaps = new double[binOfEach.length];
    for (int i = 0; i < gaps.length; i++) {
      double gap = (right.get(i) ? 1 : 0) - confidences.get(i);
      gaps[i] = bins.get(binOfEach[i]).gap() < 0 ? -gap : gap;
    }
    return gaps;
  }
}
