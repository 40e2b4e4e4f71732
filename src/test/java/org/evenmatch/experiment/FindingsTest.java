package org.evenmatch.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.evenmatch.experiment.Levels.Series;
import org.evenmatch.measure.Interval;
import org.evenmatch.measure.Summary;
import org.junit.jupiter.api.Test;

/** The numbers choose the sentence. */
class FindingsTest {
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
        List.of(interval(0.05, 0.01), interval(cnnAfter - fcAfter, margin), interval(0, 0.01)),
        List.of(0.01, 0.01, 1.0),
        List.of(interval(0, 0), interval(cnnAfter - fcAfter - 0.05, margin), interval(0, 0.01)));
  }

  @Test
  void saysWhoHoldsUpBetterOnlyWhereTheirLossesDiffer() {
    assertThat(new Shift().section(shift(0.4, 0.8, 0.05), 10).finding())
        .isEqualTo(
            "With test images moved by 4 pixels, the convolutional network loses 15.00 points and"
                + " the fully-connected network loses 50.00 points: the convolutional network holds up better.");
    assertThat(new Shift().section(shift(0.8, 0.4, 0.05), 10).finding())
        .endsWith(": the fully-connected network holds up better.");
    assertThat(new Shift().section(shift(0.4, 0.8, 0.4), 10).finding())
        .endsWith(": neither network holds up measurably better.");
  }

  @Test
  void doesNotPraiseANetworkThatHasNothingToLose() {
    Levels levels =
        new Levels(
            "pixels",
            List.of(0, 4, 8),
            List.of(series("fc", 0.11, 0.11, 0.1), series("cnn", 0.9, 0.6, 0.3)),
            List.of(interval(0.79, 0.01), interval(0.49, 0.01), interval(0.2, 0.01)),
            List.of(0.001, 0.001, 0.001),
            List.of(interval(0, 0), interval(-0.3, 0.01), interval(-0.59, 0.01)));

    assertThat(new Shift().section(levels, 10).finding())
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
            interval(cnn[2] - 0.9, 0.05)),
        List.of(p(cnn[0] - 0.5), p(cnn[1] - 0.7), p(cnn[2] - 0.9)),
        List.of());
  }

  /** Of a difference whose standard error is 0.02. */
  private static double p(double difference) {
    return 2 * NormalDistribution.of(0, 1).survivalProbability(Math.abs(difference) / 0.02);
  }

  @Test
  void saysHowFewImagesTheConvolutionalNetworkNeeds() {
    assertThat(new TrainingSize().section(earlier(data(0.6, 0.92, 0.97)), 10).finding())
        .isEqualTo(
            "The convolutional network with 1,000 training images reaches what the fully-connected"
                + " network does with 10,000 (90.00 %). Of 3 sizes of the training set, taken"
                + " together, it is measurably ahead at 3 and behind at 0. Small sets were seen up to ten times as often.");
    assertThat(new TrainingSize().section(earlier(data(0.3, 0.71, 0.86)), 10).finding())
        .isEqualTo(
            "The convolutional network does not reach what the fully-connected network does with"
                + " all images (90.00 %). Of 3 sizes of the training set, taken together, it is"
                + " measurably ahead at 0 and behind at 1. Small sets were seen up to ten times as often.");
  }

  /** As a version wrote it that did not train for equal steps. */
  private static TrainingSize.Result earlier(Levels levels) {
    return TrainingSize.Result.of(levels, Optional.empty());
  }

  @Test
  void saysWhatEqualStepsMakeOfSmallSets() {
    TrainingSize.Result both =
        TrainingSize.Result.of(data(0.3, 0.71, 0.86), Optional.of(data(0.6, 0.92, 0.97)));

    assertThat(new TrainingSize().section(both, 10).finding())
        .isEqualTo(
            "For as many epochs at each size: The convolutional network does not reach what the"
                + " fully-connected network does with all images (90.00 %). Of 3 sizes of the"
                + " training set, taken together, it is measurably ahead at 0 and behind at 1. For as"
                + " many steps, to the nearest whole epoch: The convolutional network with 1,000"
                + " training images reaches what the"
                + " fully-connected network does with 10,000 (90.00 %). Of 3 sizes of the training"
                + " set, taken together, it is measurably ahead at 3 and behind at 0.");
  }

  private static Permute.Result permute(Interval change, Interval after) {
    return new Permute.Result(
        List.of(
            new Permute.Change("f", "fc", one(0.8), one(0.8), interval(0, 0.01)),
            new Permute.Change("c", "cnn", one(0.9), one(0.9), change)),
        interval(0.1, 0.02),
        after,
        Optional.of(interval(after.mean() - 0.1, 0.03)));
  }

  @Test
  void saysWhatRearrangingDoesToTheAdvantage() {
    assertThat(
            new Permute().section(permute(interval(-0.1, 0.02), interval(0, 0.02)), 10).finding())
        .isEqualTo(
            "Trained on rearranged pixels, the fully-connected network does not measurably change"
                + " (+0.00 points) and the convolutional network loses 10.00 points: its advantage"
                + " is gone (+10.00 points before, +0.00 after).");
    assertThat(
            new Permute()
                .section(permute(interval(-0.2, 0.02), interval(-0.1, 0.02)), 10)
                .finding())
        .contains("its advantage turns into a disadvantage");
    assertThat(
            new Permute()
                .section(permute(interval(-0.05, 0.02), interval(0.05, 0.02)), 10)
                .finding())
        .contains("its advantage shrinks but stays");
    assertThat(
            new Permute().section(permute(interval(0, 0.02), interval(0.09, 0.02)), 10).finding())
        .contains("its advantage does not measurably shrink");
  }

  private static CostPoint point(String kind, long parameters, double accuracy) {
    return point(kind, parameters, one(accuracy), Optional.empty());
  }

  private static CostPoint point(
      String kind, long parameters, Summary accuracy, Optional<Boolean> open) {
    return new CostPoint(
        1,
        "n",
        kind,
        parameters,
        parameters,
        accuracy,
        Optional.empty(),
        open.isEmpty(),
        open.isEmpty(),
        open,
        open);
  }

  @Test
  void saysWhereTheFullyConnectedNetworkCatchesUp() {
    CostPoint cnn = point("cnn", 1_000, 0.9);

    assertThat(
            new Budget()
                .section(
                    new Budget.Result(
                        "parameters",
                        List.of(point("fc", 1_000, 0.7), cnn, point("fc", 50_000, 0.91))),
                    10)
                .finding())
        .startsWith(
            "The fully-connected network needs 50,000 parameters to reach what the convolutional"
                + " network does with 1,000 (90.00 %).");
    assertThat(
            new Budget()
                .section(
                    new Budget.Result("parameters", List.of(point("fc", 50_000, 0.7), cnn)), 10)
                .finding())
        .startsWith("No fully-connected network of up to 50,000 parameters reaches what");
  }

  @Test
  void saysHowManyNetworksMayBeTheBestForTheirCost() {
    List<CostPoint> points =
        List.of(
            point("cnn", 1_000, 0.9),
            point("cnn", 2_000, one(0.89), Optional.of(true)),
            point("fc", 3_000, one(0.5), Optional.of(false)));

    assertThat(new Budget().section(new Budget.Result("parameters", points), 10).finding())
        .endsWith(
            "By multiply-accumulates, 1 (up to 2) convolutional and 0 fully-connected networks are"
                + " the most accurate for their cost.");
  }

  @Test
  void saysHowFarSeedsLeaveOpenWhereItCatchesUp() {
    Summary spread = Summary.of(List.of(0.85, 0.95));
    CostPoint cnn = point("cnn", 1_000, spread, Optional.empty());

    assertThat(
            new Budget()
                .section(
                    new Budget.Result(
                        "parameters",
                        List.of(point("fc", 2_000, 0.88), cnn, point("fc", 50_000, 0.96))),
                    10)
                .finding())
        .startsWith(
            "The fully-connected network needs 2,000 to 50,000 parameters, as far as seeds differ,"
                + " to reach what");
    assertThat(
            new Budget()
                .section(
                    new Budget.Result("parameters", List.of(point("fc", 2_000, 0.88), cnn)), 10)
                .finding())
        .contains("needs 2,000 to more than 2,000 parameters");
  }

  @Test
  void saysOnWhichSideConfidenceErrs() {
    Reliability.Result reliability =
        new Reliability.Result(
            List.of(
                new Reliability.Member("f", "fc", one(0.1), List.of(bin(0.8)), Optional.empty()),
                new Reliability.Member(
                    "c",
                    "cnn",
                    one(0.05),
                    List.of(bin(0.95)),
                    Optional.of(
                        new Reliability.EqualCounts(
                            new Interval(0.04, -0.01, 0.06),
                            OptionalDouble.of(0.012),
                            List.of(bin(0.95)))))));

    assertThat(new Reliability().section(reliability, 10).finding())
        .isEqualTo(
            "The fully-connected network is over-confident: on average 90.00 % sure and 80.00 %"
                + " right, with an expected calibration error of 10.00 points. The convolutional"
                + " network is under-confident: on average 90.00 % sure and 95.00 % right, with an"
                + " expected calibration error of 5.00 points (in bins of equal counts 4.00, 95 %"
                + " interval 0.00 to 6.00; perfect calibration would come out at about 1.20 by chance).");
  }

  private static Reliability.Bin bin(double accuracy) {
    return new Reliability.Bin(0.9, accuracy, 10, Optional.empty());
  }

  private static Sparse.Result sparse(Interval difference) {
    return new Sparse.Result(
        new Sparse.Member("l", "local", 1_000, one(0.8)),
        new Sparse.Member("s", "fc", 1_000, one(0.7)),
        difference);
  }

  @Test
  void saysWhetherItMattersWhichInputsAnOutputSees() {
    assertThat(new Sparse().section(sparse(interval(0.1, 0.02)), 10).finding())
        .isEqualTo(
            "With 1,000 connections each, the network whose outputs see neighbours gets to 80.00 %,"
                + " the one whose outputs see as many inputs at random to 70.00 %, a difference of"
                + " +10.00 points (95 % interval +8.00 to +12.00): which inputs an output sees"
                + " matters, not only how few.");
    assertThat(new Sparse().section(sparse(interval(0.1, 0.2)), 10).finding())
        .endsWith(": which inputs an output sees makes no measurable difference.");
    assertThat(new Sparse().section(sparse(interval(-0.1, 0.02)), 10).finding())
        .endsWith(": neighbours are the worse choice here.");
  }

  private static Relax.Result relax(Interval difference) {
    return new Relax.Result(
        one(0.9),
        new Relax.Member("c", "cnn", 100, one(0.92)),
        new Relax.Member("u", "fc", 9_000, one(0.91)),
        difference,
        one(0.75),
        one(0.05),
        one(0.2));
  }

  @Test
  void saysWhetherANetworkLeavesTheConvolutionAndWhetherThatHelps() {
    assertThat(new Relax().section(relax(interval(-0.01, 0.002)), 10).finding())
        .isEqualTo(
            "The trained convolutional network (90.00 %) was written out as a dense network of 9,000"
                + " parameters that computes the same, and both were trained again: it gets to"
                + " 92.00 % as a convolutional network and to 91.00 % as a dense one, a difference"
                + " of -1.00 points (95 % interval -1.20 to -0.80): leaving the convolution hurts. Of"
                + " the dense one's squared weights, 75.00 % are as a convolution has them, 5.00 %"
                + " differ between places within windows, and 20.00 % are outside windows.");
    assertThat(new Relax().section(relax(interval(-0.01, 0.02)), 10).finding())
        .contains(": neither is measurably better.");
    assertThat(new Relax().section(relax(interval(0.01, 0.002)), 10).finding())
        .contains(": leaving the convolution helps.");
  }

  private static Equivariance.Layer layer(String name, double inPlace, double along) {
    return new Equivariance.Layer(
        name, Optional.of(one(inPlace)), along < 0 ? Optional.empty() : Optional.of(one(along)));
  }

  @Test
  void quotesTheLayerWhoseMapsMoveAlongLeastAndSaysWhatIsNotKnown() {
    Equivariance.Result result =
        new Equivariance.Result(
            4,
            List.of(
                new Equivariance.Member(
                    "c",
                    "cnn",
                    List.of(
                        layer("conv1", 0.9, 0.02),
                        layer("conv2", 0.8, 0.001),
                        new Equivariance.Layer("output", Optional.empty(), Optional.empty())))));

    assertThat(new Equivariance().section(result, 10).finding())
        .endsWith(
            "The convolutional network has maps that do not move along (conv1: 90.00 % left in"
                + " place, 2.00 % moved along); its answer is the same for all images.");
  }

  @Test
  void saysWhoseMapsMoveAlong() {
    Equivariance.Result result =
        new Equivariance.Result(
            4,
            List.of(
                new Equivariance.Member(
                    "f", "fc", List.of(layer("dense1", 0.9, -1), layer("output", 0.8, -1))),
                new Equivariance.Member(
                    "l", "local", List.of(layer("local1", 0.9, 0.7), layer("output", 0.6, -1))),
                new Equivariance.Member(
                    "c", "cnn", List.of(layer("conv1", 0.9, 1e-5), layer("output", 0.3, -1)))));

    assertThat(new Equivariance().section(result, 10).finding())
        .isEqualTo(
            "Test images moved by 4 pixels; distances are parts of that between two different"
                + " images. The fully-connected network has no maps that could move; its answer"
                + " changes by 80.00 %. The locally connected network has maps that do not move"
                + " along (local1: 90.00 % left in place, 70.00 % moved along); its answer changes"
                + " by 60.00 %. The convolutional network has maps that move along with the image"
                + " (conv1: 90.00 % left in place, 0.00 % moved along); its answer changes by"
                + " 30.00 %.");
  }
}
