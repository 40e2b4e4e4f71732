package org.evenmatch.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  @Test
  void anAccuracyIsNeverAboveAllNorBelowNone() {
    Correctness perfect = new Correctness(1, Collections.nCopies(100, 1));
    List<Integer> most = new ArrayList<>(Collections.nCopies(98, 1));
    most.addAll(List.of(0, 0));

    Interval interval = Correctness.accuracyInterval(List.of(perfect, new Correctness(1, most)));

    assertThat(interval.mean()).isEqualTo(0.99);
    assertThat(interval.high()).isEqualTo(1);
    assertThat(interval.low()).isLessThan(0.99);
  }

  @Test
  void summaryHasMeanAndSampleDeviation() {
    Summary summary = Summary.of(List.of(2.0, 4.0, 9.0));

    assertThat(summary.mean()).isEqualTo(5);
    assertThat(summary.std().orElseThrow()).isCloseTo(Math.sqrt(13), within(1e-12));
    assertThat(Summary.of(List.of(1.0)).std()).isEmpty();
  }

  @Test
  void mcNemarIsTheExactBinomialTest() {
    // 2 × (1 + 10 + 45) ÷ 1024 for 2 of 10.
    assertThat(new PairedCounts(30, 2, 8, 10).mcNemarP()).isCloseTo(0.109375, within(1e-12));
    assertThat(new PairedCounts(25, 0, 0, 25).mcNemarP()).isEqualTo(1);
    assertThat(new PairedCounts(20, 5, 5, 20).mcNemarP()).isEqualTo(1);
    // 2 × the sum of C(100, 0…40) ÷ 2¹⁰⁰, whichever network is named first.
    assertThat(new PairedCounts(0, 60, 40, 0).mcNemarP()).isCloseTo(0.056888, within(1e-6));
    assertThat(new PairedCounts(0, 40, 60, 0).mcNemarP()).isCloseTo(0.056888, within(1e-6));
    for (int discordant = 1; discordant <= 60; discordant++) {
      for (int first = 0; first <= discordant; first++) {
        assertThat(new PairedCounts(1, first, discordant - first, 1).mcNemarP())
            .as("%d of %d", first, discordant)
            .isCloseTo(exactP(first, discordant), within(1e-10));
      }
    }
  }

  /** Every outcome that is no more likely than this one, counted exactly. */
  private static double exactP(int first, int discordant) {
    BigInteger own = ways(discordant, first);
    BigInteger sum = BigInteger.ZERO;
    for (int i = 0; i <= discordant; i++) {
      BigInteger ways = ways(discordant, i);
      sum = ways.compareTo(own) <= 0 ? sum.add(ways) : sum;
    }
    return sum.doubleValue() / Math.pow(2, discordant);
  }

  private static BigInteger ways(int n, int k) {
    BigInteger ways = BigInteger.ONE;
    for (int i = 0; i < k; i++) {
      ways = ways.multiply(BigInteger.valueOf(n - i)).divide(BigInteger.valueOf(i + 1));
    }
    return ways;
  }

  @Test
  void pairedCountsLookAtTheSameExamples() {
    int[] labels = {1, 2, 0, 1};
    Correctness first = Correctness.of(List.of(new int[] {1, 2, 3, 0}), labels);
    Correctness second = Correctness.of(List.of(new int[] {1, 0, 0, 0}), labels);

    PairedCounts counts = first.paired(second).orElseThrow();

    assertThat(counts).isEqualTo(new PairedCounts(1, 1, 1, 1));
    assertThat(counts.examples()).isEqualTo(4);
    assertThat(counts.difference()).isZero();
    assertThat(Correctness.of(List.of(labels, labels), labels).paired(first)).isEmpty();
  }

  @Test
  void pairedIntervalIsNewcombes() {
    // By hand, method 10 with Wilson's limits: see the class's source.
    Interval few = new PairedCounts(1, 1, 7, 12).interval();

    assertThat(few.mean()).isCloseTo(-6.0 / 21, within(1e-12));
    assertThat(few.low()).isCloseTo(-0.507, within(5e-4));
    assertThat(few.high()).isCloseTo(-0.026, within(5e-4));
    // Wald's would be 0 wide.
    assertThat(new PairedCounts(100, 0, 0, 0).interval().high()).isGreaterThan(0.02);
  }

  @Test
  void confusionCountsTrueByPredicted() {
    ConfusionMatrix matrix = ConfusionMatrix.of(new int[] {0, 1, 1, 1}, new int[] {0, 0, 1, 1}, 2);

    assertThat(matrix.counts()).containsExactly(List.of(1, 1), List.of(0, 2));
    assertThat(matrix.accuracy()).isEqualTo(0.75);
    assertThat(matrix.plus(matrix).counts()).containsExactly(List.of(2, 2), List.of(0, 4));
  }

  @Test
  void throughputIsTheMedianOfWindows() {
    assertThat(Throughput.of(List.of(3.0, 1.0, 2.0))).contains(new Throughput(2, 1, 3));
    assertThat(Throughput.of(List.of(4.0, 1.0, 2.0, 3.0))).contains(new Throughput(2.5, 1, 4));
    assertThat(Throughput.of(List.of())).isEmpty();
  }

  @Test
  void meterLeavesOutTheWarmUp() {
    ThroughputMeter meter = new ThroughputMeter();
    for (int i = 0; i < 10; i++) {
      meter.add(1, 100_000_000);
    }
    assertThat(meter.result()).isEmpty();
    for (int i = 0; i < 8; i++) {
      meter.add(20, 100_000_000);
    }
    assertThat(meter.windows()).isEqualTo(2);
    assertThat(meter.result()).contains(new Throughput(200, 200, 200));
  }

  @Test
  void meterTakesWhatThereIsOfATrainingShorterThanAWindow() {
    ThroughputMeter meter = new ThroughputMeter();
    for (int i = 0; i < 10; i++) {
      meter.add(1, 50_000_000);
    }
    meter.add(5, 50_000_000);
    assertThat(meter.examplesPerSecondAtEnd()).isEmpty();
    meter.add(25, 50_000_000);
    assertThat(meter.examplesPerSecondAtEnd()).containsExactly(300.0);
    assertThat(meter.examplesPerSecond()).isEmpty();
    meter.add(10, 400_000_000);
    assertThat(meter.examplesPerSecondAtEnd()).containsExactly(80.0);
  }

  @Test
  void stepTimesAreNearestRankPercentilesAndShares() {
    List<StepTimes.Step> steps = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      steps.add(new StepTimes.Step(i * 1_000_000L, i * 100_000L, i * 200_000L, i * 300_000L, 0));
    }

    StepTimes times = StepTimes.of(steps);

    assertThat(times.p50Millis()).isEqualTo(50);
    assertThat(times.p90Millis()).isEqualTo(90);
    assertThat(times.p99Millis()).isEqualTo(99);
    assertThat(times.dataShare()).isCloseTo(0.1, within(1e-12));
    assertThat(times.forwardShare()).isCloseTo(0.2, within(1e-12));
    assertThat(times.backwardShare()).isCloseTo(0.3, within(1e-12));
    assertThat(times.optimizerShare()).isZero();
  }

  @Test
  void intervalOfAShareIsWilsons() {
    // 8 of 10: 0.4902 to 0.9433, by the formula's own paper and every table.
    Interval interval = Interval.ofProportion(8, 10);

    assertThat(interval.mean()).isEqualTo(0.8);
    assertThat(interval.low()).isCloseTo(0.4902, within(1e-4));
    assertThat(interval.high()).isCloseTo(0.9433, within(1e-4));
    assertThat(Interval.ofProportion(10, 10).high()).isCloseTo(1, within(1e-12));
  }

  @Test
  void correctnessCountsTrialsByExample() {
    int[] labels = {1, 2};
    Correctness one = Correctness.of(List.of(new int[] {1, 0}, new int[] {1, 2}), labels);
    Correctness other = Correctness.of(List.of(new int[] {0, 0}, new int[] {1, 2}), labels);

    assertThat(one.counts()).containsExactly(2, 1);
    assertThat(one.accuracy()).isEqualTo(0.75);
    assertThat(one.minus(other)).containsExactly(0.5, 0);
  }
}
