package org.evenmatch.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeanOverSeedsTest {
  private static final int REPETITIONS = 2_000;

  @Test
  void meanAndIntervalOfATwoWayTableByHand() {
    // Rows 1 and 3, columns 1.5, 2.5 and 2, mean 2: MS seeds = 3 × (1 + 1) ÷ 1 = 6,
    // MS examples = 2 × (0.25 + 0.25 + 0) ÷ 2 = 0.5, the rest 0, so that the variances are 6 ÷ 6
    // and 0.5 ÷ 6, and the margins t(0.975; 1) = 12.7062 and 1.959964 × √(0.5 ÷ 6).
    MeanOverSeeds mean =
        MeanOverSeeds.of(List.of(new double[] {0.5, 1.5, 1}, new double[] {2.5, 3.5, 3}));

    double margin = Math.sqrt((12.7062 * 12.7062) + (1.959964 * 1.959964 * 0.5 / 6));
    assertThat(mean.interval().mean()).isCloseTo(2, within(1e-12));
    assertThat(mean.interval().high() - 2).isCloseTo(margin, within(1e-3));
    assertThat(2 - mean.interval().low()).isCloseTo(margin, within(1e-3));
    // Of seeds alone: 2 × P(t(1) > 2) = 0.29517.
    assertThat(mean.p()).isBetween(0.29517, 0.32);
  }

  @Test
  void seedsThatAgreeInEverythingLeaveTheExamplesUncertain() {
    double[] same = new double[100];
    Arrays.fill(same, 0, 10, 1);

    MeanOverSeeds mean = MeanOverSeeds.of(List.of(same, same, same));

    // 0.1 ± 1.96 × √(0.1 × 0.9 ÷ 99).
    assertThat(mean.interval().low()).isCloseTo(0.1 - (1.959964 * 0.0301511), within(1e-4));
  }

  @Test
  void noDisagreementIsNoProof() {
    MeanOverSeeds none = MeanOverSeeds.of(List.of(new double[100]));

    assertThat(none.p()).isEqualTo(1);
    assertThat(none.interval().low()).isBetween(-0.03, -0.01);
    assertThat(none.interval().high()).isBetween(0.01, 0.03);
  }

  /**
   * Two networks classify images that differ in difficulty, and each training comes out better or
   * worse: over all of them the difference is known, and 93 to 97 % of the intervals must hold it.
   */
  @ParameterizedTest
  @CsvSource({
    "1, 300, 1.0, 1.2, 1.5, 0.0",
    "1, 2000, 2.0, 2.1, 1.0, 0.0",
    "2, 500, 1.0, 1.2, 1.5, 0.10",
    "2, 500, 2.0, 2.1, 1.5, 0.0",
    "3, 500, 1.0, 1.2, 1.5, 0.05",
    "3, 2000, 2.0, 2.3, 1.5, 0.05",
    "5, 1000, 0.5, 1.0, 1.0, 0.10",
    "5, 500, 1.0, 1.0, 2.0, 0.20"
  })
  void intervalsCoverWhatTheyPromise(
      int seeds, int images, double first, double second, double imageSpread, double seedSpread) {
    SplittableRandom random = new SplittableRandom(7);
    double spread = Math.sqrt(1 + (imageSpread * imageSpread) + (seedSpread * seedSpread));
    NormalDistribution normal = NormalDistribution.of(0, 1);
    double truth =
        normal.cumulativeProbability(second / spread)
            - normal.cumulativeProbability(first / spread);
    int covered = 0;
    for (int repetition = 0; repetition < REPETITIONS; repetition++) {
      double[] ease = random.doubles(images).map(u -> imageSpread * quantile(normal, u)).toArray();
      List<double[]> differences = new ArrayList<>();
      for (int seed = 0; seed < seeds; seed++) {
        double luck = seedSpread * random.nextGaussian();
        double otherLuck = seedSpread * random.nextGaussian();
        double[] difference = new double[images];
        for (int i = 0; i < images; i++) {
          boolean right = first + luck + ease[i] + random.nextGaussian() > 0;
          boolean otherRight = second + otherLuck + ease[i] + random.nextGaussian() > 0;
          difference[i] = (otherRight ? 1 : 0) - (right ? 1 : 0);
        }
        differences.add(difference);
      }
      Interval interval = MeanOverSeeds.of(differences).interval();
      covered += interval.low() <= truth && truth <= interval.high() ? 1 : 0;
    }

    assertThat((double) covered / REPETITIONS).isBetween(0.93, 0.97);
  }

  private static double quantile(NormalDistribution normal, double u) {
    return normal.inverseCumulativeProbability(Math.max(u, 1e-12));
  }

  @Test
  void scoreIntervalsCoverWithFewDisagreements() {
    SplittableRandom random = new SplittableRandom(11);
    double onlyFirst = 0.02;
    double onlySecond = 0.01;
    int covered = 0;
    for (int repetition = 0; repetition < REPETITIONS; repetition++) {
      int[] cells = new int[3];
      for (int i = 0; i < 200; i++) {
        double u = random.nextDouble();
        cells[u < onlyFirst ? 0 : u < onlyFirst + onlySecond ? 1 : 2]++;
      }
      Interval interval =
          new PairedCounts(cells[2] * 9 / 10, cells[0], cells[1], cells[2] - (cells[2] * 9 / 10))
              .interval();
      boolean holds =
          interval.low() <= onlyFirst - onlySecond && onlyFirst - onlySecond <= interval.high();
      covered += holds ? 1 : 0;
    }

    assertThat((double) covered / REPETITIONS).isBetween(0.93, 0.98);
  }

  @Test
  void holmStopsAtTheFirstThatCouldBeChance() {
    // 0.01 × 4 and 0.015 × 3 are below 0.05, 0.03 × 2 is not, so 0.04 is not looked at.
    assertThat(Holm.real(List.of(0.04, 0.01, 0.03, 0.015))).containsExactly(1, 3);
    assertThat(Holm.real(List.of(0.9, 0.2))).isEmpty();
    assertThat(Holm.real(List.of())).isEmpty();
  }
}
