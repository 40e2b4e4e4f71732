package org.evenmatch.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.evenmatch.measure.Calibration.Bin;
import org.evenmatch.measure.Calibration.Binning;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  @Test
  void errorIsTheWeightedGapOfConfidenceAndAccuracy() {
    float[] probabilities = {0.9f, 0.1f, 0.9f, 0.1f, 0.4f, 0.6f, 0.4f, 0.6f};
    int[] labels = {0, 1, 1, 1};

    Calibration calibration = Calibration.of(probabilities, labels);

    // Two at 0.9, one right: gap 0.4; two at 0.6, both right: gap 0.4.
    assertThat(calibration.expectedError(Binning.EQUAL_WIDTHS)).isCloseTo(0.4, within(1e-6));
    assertThat(calibration.bins(Binning.EQUAL_WIDTHS).get(13))
        .isEqualTo(new Bin(2, 1, 2 * (double) 0.9f));
    Calibration perfect = Calibration.of(new float[] {1, 0}, new int[] {0});
    assertThat(perfect.expectedError(Binning.EQUAL_WIDTHS)).isZero();
    assertThat(perfect.expectedError(Binning.EQUAL_COUNTS)).isZero();
  }

  @Test
  void binsOfEqualCountsHoldAsManyExamplesEachInTheOrderOfConfidence() {
    // 0.51, 0.52 … in a mixed order; the surer half is right.
    List<Float> confidences = new ArrayList<>();
    List<Boolean> right = new ArrayList<>();
    for (int i = 0; i < 45; i++) {
      int mixed = (i * 7) % 45;
      confidences.add((51 + mixed) / 100f);
      right.add(mixed >= 24);
    }

    List<Bin> bins = new Calibration(confidences, right).bins(Binning.EQUAL_COUNTS);

    assertThat(bins).extracting(Bin::examples).containsOnly(3).hasSize(15);
    assertThat(bins.get(0).confidenceSum()).isCloseTo(0.51 + 0.52 + 0.53, within(1e-6));
    assertThat(bins.get(14).confidenceSum()).isCloseTo(0.93 + 0.94 + 0.95, within(1e-6));
    assertThat(bins.subList(0, 8)).extracting(Bin::right).containsOnly(0);
    assertThat(bins.subList(8, 15)).extracting(Bin::right).containsOnly(3);
  }

  @Test
  void meanOfAllGapsIsTheError() {
    Calibration calibration = simulated(new Random(1), 400, 0.05);

    for (Binning binning : Binning.values()) {
      double[] gaps = calibration.gaps(binning);
      assertThat(IntStream.range(0, gaps.length).mapToDouble(i -> gaps[i]).average().orElseThrow())
          .isCloseTo(calibration.expectedError(binning), within(1e-9));
    }
  }

  /** Where the true error is known: 8 points in every bin. */
  @Test
  void intervalsOverExamplesCoverTheTrueError() {
    Random random = new Random(7);
    int covered = 0;
    int runs = 500;
    for (int i = 0; i < runs; i++) {
      Calibration drawn = simulated(random, 5_000, 0.08);
      Interval interval = MeanOverSeeds.of(List.of(drawn.gaps(Binning.EQUAL_COUNTS))).interval();
      covered += interval.low() <= 0.08 && 0.08 <= interval.high() ? 1 : 0;
    }

    assertThat(covered / (double) runs).isBetween(0.93, 0.97);
  }

  @Test
  void errorByChanceIsWhatPerfectCalibrationComesOutWith() {
    Random random = new Random(11);
    double found = 0;
    double said = 0;
    for (int i = 0; i < 300; i++) {
      Calibration perfect = simulated(random, 300, 0);
      found += perfect.expectedError(Binning.EQUAL_COUNTS) / 300;
      said += perfect.expectedErrorByChance(Binning.EQUAL_COUNTS) / 300;
    }

    assertThat(found).isGreaterThan(0.05);
    assertThat(said).isCloseTo(found, within(0.1 * found));
  }

  /** Confidences from 0.3 to 1 that come true less often than they say, by {@code gap}. */
  private static Calibration simulated(Random random, int examples, double gap) {
    List<Float> confidences = new ArrayList<>();
    List<Boolean> right = new ArrayList<>();
    for (int i = 0; i < examples; i++) {
      float confidence = 0.3f + (0.7f * random.nextFloat());
      confidences.add(confidence);
      right.add(random.nextDouble() < confidence - gap);
    }
    return new Calibration(confidences, right);
  }
}
