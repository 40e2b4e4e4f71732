package org.evenmatch.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.evenmatch.measure.Interval;
import org.evenmatch.measure.Summary;
import org.evenmatch.report.Findings.LevelText;
import org.evenmatch.report.ProbeResults.Budget;
import org.evenmatch.report.ProbeResults.BudgetPoint;
import org.evenmatch.report.ProbeResults.Calibrated;
import org.evenmatch.report.ProbeResults.Change;
import org.evenmatch.report.ProbeResults.Levels;
import org.evenmatch.report.ProbeResults.Permute;
import org.evenmatch.report.ProbeResults.Reliability;
import org.evenmatch.report.ProbeResults.ReliabilityBin;
import org.evenmatch.report.ProbeResults.Series;
import org.junit.jupiter.api.Test;

/** The numbers choose the sentence. */
class FindingsTest {
  private final Findings findings = new Findings(10);

  private static Summary one(double value) {
    return new Summary(value, Optional.empty(), List.of(value));
  }

  private static Series series(String kind, double... accuracy) {
    return new Series(
        "net-" + kind, kind, Arrays.stream(accuracy).mapToObj(FindingsTest::one).toList());
  }

  private static Interval interval(double mean, double margin) {
    return new Interval(mean, mean - margin, mean + margin);
  }

  private static Levels shift(double fcAfter, double cnnAfter, double margin) {
    return new Levels(
        "pixels",
        List.of(0, 4, 8),
        List.of(series("fc", 0.9, fcAfter, 0.1), series("cnn", 0.95, cnnAfter, 0.1)),
        List.of(interval(0.05, 0.01), interval(cnnAfter - fcAfter, margin), interval(0, 0.01)));
  }

  @Test
  void saysWhoHoldsUpBetterOnlyWhereTheIntervalsDoNotMeet() {
    assertThat(findings.disturbed(shift(0.4, 0.8, 0.05), LevelText.SHIFT))
        .isEqualTo(
            "With test images moved by 4 pixels, the convolutional network loses 15.00 points and"
                + " the fully-connected network 50.00: the convolutional network holds up better.");
    assertThat(findings.disturbed(shift(0.8, 0.4, 0.05), LevelText.SHIFT))
        .endsWith(": the fully-connected network holds up better.");
    assertThat(findings.disturbed(shift(0.4, 0.8, 0.4), LevelText.SHIFT))
        .endsWith(": neither network holds up measurably better.");
  }

  @Test
  void doesNotPraiseANetworkThatHasNothingToLose() {
    Levels levels =
        new Levels(
            "pixels",
            List.of(0, 4, 8),
            List.of(series("fc", 0.11, 0.11, 0.1), series("cnn", 0.9, 0.6, 0.3)),
            List.of(interval(0.79, 0.01), interval(0.49, 0.01), interval(0.2, 0.01)));

    assertThat(findings.disturbed(levels, LevelText.SHIFT))
        .endsWith(
            ": the fully-connected network, hardly better than guessing (10.00 %) from the start,"
                + " has nothing to lose.");
  }

  private static Levels data(double... cnn) {
    return new Levels(
        "training images",
        List.of(100, 1_000, 10_000),
        List.of(series("fc", 0.5, 0.7, 0.9), series("cnn", cnn)),
        List.of(
            interval(cnn[0] - 0.5, 0.05),
            interval(cnn[1] - 0.7, 0.05),
            interval(cnn[2] - 0.9, 0.05)));
  }

  @Test
  void saysHowFewImagesTheConvolutionalNetworkNeeds() {
    assertThat(findings.data(data(0.6, 0.92, 0.97)))
        .isEqualTo(
            "The convolutional network with 1,000 training images reaches what the fully-connected"
                + " network does with 10,000 (90.00 %). Of 3 sizes of the training set, it is"
                + " measurably ahead at 3 and behind at 0. Small sets were seen up to ten times as often.");
    assertThat(findings.data(data(0.3, 0.71, 0.86)))
        .isEqualTo(
            "The convolutional network does not reach what the fully-connected network does with"
                + " all images (90.00 %). Of 3 sizes of the training set, it is measurably ahead at"
                + " 0 and behind at 1. Small sets were seen up to ten times as often.");
  }

  private static Permute permute(Interval change, Interval after) {
    return new Permute(
        List.of(
            new Change("f", "fc", one(0.8), one(0.8), interval(0, 0.01)),
            new Change("c", "cnn", one(0.9), one(0.9), change)),
        interval(0.1, 0.02),
        after);
  }

  @Test
  void saysWhatRearrangingDoesToTheAdvantage() {
    assertThat(Findings.permute(permute(interval(-0.1, 0.02), interval(0, 0.02))))
        .isEqualTo(
            "Trained on rearranged pixels, the fully-connected network does not measurably change"
                + " (+0.00 points) and the convolutional network loses 10.00 points: its advantage"
                + " is gone (+10.00 points before, +0.00 after).");
    assertThat(Findings.permute(permute(interval(-0.2, 0.02), interval(-0.1, 0.02))))
        .contains("its advantage turns into a disadvantage");
    assertThat(Findings.permute(permute(interval(-0.05, 0.02), interval(0.05, 0.02))))
        .contains("its advantage shrinks but stays");
    assertThat(Findings.permute(permute(interval(0, 0.02), interval(0.09, 0.02))))
        .contains("its advantage does not measurably shrink");
  }

  private static BudgetPoint point(String kind, long parameters, double accuracy) {
    return new BudgetPoint(1, "n", kind, parameters, parameters, one(accuracy), true, true);
  }

  @Test
  void saysWhereTheFullyConnectedNetworkCatchesUp() {
    BudgetPoint cnn = point("cnn", 1_000, 0.9);

    assertThat(
            Findings.budget(
                new Budget(
                    "parameters",
                    List.of(point("fc", 1_000, 0.7), cnn, point("fc", 50_000, 0.91)))))
        .startsWith(
            "The fully-connected network needs 50,000 parameters to reach what the convolutional"
                + " network does with 1,000 (90.00 %).");
    assertThat(Findings.budget(new Budget("parameters", List.of(point("fc", 50_000, 0.7), cnn))))
        .startsWith("No fully-connected network of up to 50,000 parameters reaches what");
  }

  @Test
  void saysOnWhichSideConfidenceErrs() {
    Reliability reliability =
        new Reliability(
            List.of(
                new Calibrated("f", "fc", one(0.1), List.of(new ReliabilityBin(0.9, 0.8, 10))),
                new Calibrated("c", "cnn", one(0.05), List.of(new ReliabilityBin(0.9, 0.95, 10)))));

    assertThat(Findings.calibration(reliability))
        .isEqualTo(
            "The fully-connected network is over-confident: on average 90.00 % sure and 80.00 %"
                + " right, with an expected calibration error of 10.00 points. The convolutional"
                + " network is under-confident: on average 90.00 % sure and 95.00 % right, with an"
                + " expected calibration error of 5.00 points.");
  }
}
