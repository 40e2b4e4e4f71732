package org.evenmatch.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.evenmatch.kernels.StepReference.distance;
import static org.evenmatch.kernels.StepReference.features;
import static org.evenmatch.kernels.StepReference.labels;
import static org.evenmatch.kernels.StepReference.withoutDropout;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.Pairs;
import org.evenmatch.definition.Activation;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.Optimizer;
import org.evenmatch.definition.Padding;
import org.evenmatch.definition.Schedule;
import org.evenmatch.definition.Shape;
import org.evenmatch.definition.Training;
import org.evenmatch.definition.Weights;
import org.evenmatch.definition.Window;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.match.RandomPairs;
import org.evenmatch.match.Unrolling;
import org.evenmatch.network.Networks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What every runner with kernels of its own computes as Deeplearning4j's own methods do. */
public abstract class RunnerContract {
  /** Runs {@code network} in float32 throughout. */
  protected abstract NetworkRunner runner(MultiLayerNetwork network);

  /** Computes loss and gradient of {@code network}. */
  protected abstract double gradient(MultiLayerNetwork network, INDArray features, INDArray labels);

  /** Why there are no kernels for all of {@code network}; empty if there are. */
  protected abstract Optional<String> problem(MultiLayerNetwork network);

  /** Whether there should be, as far as is documented. */
  protected abstract boolean covers(NetworkSpec network);

  /** Holds this runner's loss and gradient against Deeplearning4j's in double precision. */
  protected final void assertGradientIsRight(NetworkSpec spec, int batch, long seed) {
    StepReference.assertGradientIsRight(spec, batch, seed, this::gradient);
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void gradientsAreThoseOfDoublePrecisionForEveryActivation(Activation activation) {
    NetworkSpec spec =
        new NetworkSpec(
            "activation",
            Kind.CNN,
            Shape.image(6, 5, 3),
            List.of(
                new LayerSpec.Conv("conv", 4, Window.square(3, 1, Padding.SAME), activation),
                new LayerSpec.BatchNorm("norm", activation),
                new LayerSpec.Dense("dense", 7, activation),
                new LayerSpec.Output("output", 3)),
            Training.DEFAULT);
    assertGradientIsRight(spec, 5, 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 16})
  void gradientsAreThoseOfDoublePrecisionForRandomConvolutionalNetworks(int batch) {
    RandomPairs random = new RandomPairs(100 + batch);
    int checked = 0;
    while (checked < 20) {
      NetworkSpec spec = withoutDropout(random.next(20).spec().convolutional());
      boolean normalises = spec.layers().stream().anyMatch(LayerSpec.BatchNorm.class::isInstance);
      if (covers(spec) && (batch > 1 || !normalises)) {
        assertGradientIsRight(spec, batch, checked);
        checked++;
      }
    }
  }

  @Test
  void allThatAPairCanHaveIsCoveredButWhatIsDocumented() {
    RandomPairs random = new RandomPairs(700);
    for (int i = 0; i < 200; i++) {
      NetworkSpec spec = random.next(8).spec().convolutional();
      assertThat(problem(Networks.build(spec, 1)).isEmpty()).as("%s", spec).isEqualTo(covers(spec));
    }
  }

  @Test
  void gradientsAreThoseOfDoublePrecisionForRandomFullyConnectedNetworks() {
    RandomPairs random = new RandomPairs(300);
    for (int i = 0; i < 25; i++) {
      assertGradientIsRight(withoutDropout(random.next(20).matched().fullyConnected()), 9, i);
    }
  }

  /** Dense layers whose units are taken as maps by pools and normalisations behind them. */
  @Test
  void gradientsAreThoseOfDoublePrecisionForRandomUnrolledNetworks() {
    RandomPairs random = new RandomPairs(500);
    int checked = 0;
    for (int i = 0; i < 100 && checked < 15; i++) {
      NetworkSpec cnn = withoutDropout(random.next(12).spec().convolutional());
      boolean unrolls = cnn.layers().stream().anyMatch(LayerSpec.Conv.class::isInstance);
      NetworkSpec spec = unrolls ? Unrolling.dense(cnn) : cnn;
      if (unrolls && problem(Networks.build(spec, 1)).isEmpty()) {
        assertGradientIsRight(spec, 7, i);
        checked++;
      }
    }
    assertThat(checked).isEqualTo(15);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lenet", "cifar-small", "cifar-vgg"})
  void gradientsAreThoseOfDoublePrecisionForShippedPairs(String name) {
    MatchedPair pair = Pairs.load(name).matched();
    assertGradientIsRight(withoutDropout(pair.convolutional()), 8, 1);
    assertGradientIsRight(withoutDropout(pair.fullyConnected()), 8, 1);
  }

  /** A network and the same one for Deeplearning4j, trained on the same random batches. */
  private final class Twins {
    private static final int BATCH = 8;
    private static final int STEPS_PER_EPOCH = 4;

    private final NetworkSpec spec;
    private final MultiLayerNetwork own;
    private final MultiLayerNetwork builtIn;

    Twins(NetworkSpec spec) {
      this.spec = spec;
      this.own = Networks.build(spec, 2, BATCH * STEPS_PER_EPOCH);
      this.builtIn = Networks.build(spec, 2, BATCH * STEPS_PER_EPOCH);
    }

    Twins trained(int epochs) {
      NetworkRunner reference = new BuiltInRunner(builtIn);
      SplittableRandom random = new SplittableRandom(5);
      try (NetworkRunner runner = runner(own)) {
        for (int epoch = 1; epoch <= epochs; epoch++) {
          runner.startEpoch(epoch);
          reference.startEpoch(epoch);
          for (int step = 0; step < STEPS_PER_EPOCH; step++) {
            INDArray features = features(spec, BATCH, random);
            INDArray labels = labels(spec, BATCH, random);
            runner.fit(features, labels);
            reference.fit(features, labels);
            assertThat(runner.awaitLossSum()).isCloseTo(reference.awaitLossSum(), within(5e-3));
          }
        }
        runner.updateNetwork();
      }
      return this;
    }

    double distanceOf(String parameter) {
      return distance(own.getParam(parameter), builtIn.getParam(parameter));
    }
  }

  @ParameterizedTest
  @EnumSource(Optimizer.class)
  void stepsLeaveTheSameParametersStateAndCountersAsDeeplearning4j(Optimizer optimizer) {
    NetworkSpec spec =
        withoutDropout(Pairs.load("lenet").spec().convolutional())
            .withTraining(
                new Training(optimizer, 0.001, Schedule.COSINE, Twins.BATCH, 3)
                    .with("weight-decay", "0.5"));

    Twins twins = new Twins(spec).trained(2);

    assertThat(twins.own.getIterationCount())
        .isEqualTo(twins.builtIn.getIterationCount())
        .isEqualTo(2 * Twins.STEPS_PER_EPOCH);
    assertThat(twins.own.getEpochCount()).isEqualTo(twins.builtIn.getEpochCount());
    assertThat(distance(twins.own.params(), twins.builtIn.params())).isLessThan(2e-4);
    if (optimizer.stateValuesPerParameter() > 0) {
      assertThat(
              distance(
                  twins.own.getUpdater().getStateViewArray(),
                  twins.builtIn.getUpdater().getStateViewArray()))
          .isLessThan(2e-3);
    }
  }

  @ParameterizedTest
  @EnumSource(Optimizer.class)
  void stepsOfARecipeWithGroupsOfLearningRatesAreThoseOfDeeplearning4j(Optimizer optimizer) {
    NetworkSpec spec =
        new NetworkSpec(
            "grouped",
            Kind.CNN,
            Shape.image(6, 6, 2),
            List.of(
                new LayerSpec.Conv(
                    "white",
                    16,
                    Window.square(2, 1, Padding.VALID),
                    Activation.GELU,
                    Weights.WHITENING),
                // Not before batch normalisation: biases there have gradients of rounding alone.
                new LayerSpec.BatchNorm("norm", Activation.GELU, true, 4, 0.6),
                new LayerSpec.BatchNorm("shifted", Activation.GELU, false, 8, 0.8),
                new LayerSpec.Conv(
                    "conv", 5, Window.square(3, 1, Padding.SAME), Activation.GELU, Weights.DIRAC),
                new LayerSpec.Conv("one", 1, Window.square(3, 1, Padding.SAME), Activation.GELU),
                new LayerSpec.BatchNorm("single", Activation.GELU, false, 8, 0.9),
                new LayerSpec.Dense("dense", 7, Activation.GELU),
                new LayerSpec.BatchNorm("units", Activation.RELU, false, 8, 0.9),
                new LayerSpec.Output("output", 3)),
            new Training(optimizer, 0.01, Schedule.LINEAR, Twins.BATCH, 2)
                .with("momentum", "0.8")
                .with("warm-up", "0.4")
                .with("weight-decay", "0.5")
                .with("output-scale", "0.5"));
    Twins twins = new Twins(spec);
    MultiLayerNetwork own = twins.own;
    INDArray white = Networks.weights(own, "white").dup();

    twins.trained(2);

    assertThat(distance(own.params(), twins.builtIn.params())).isLessThan(1e-3);
    assertThat(Networks.weights(own, "white")).isEqualTo(white);
    assertThat(own.getParam("0_b").norm2Number().doubleValue()).isPositive();
    for (String shift : List.of("4", "9", "13")) {
      assertThat(own.getParam(shift + "_W").ravel().toFloatVector()).containsOnly(1);
      assertThat(own.getParam(shift + "_b").norm2Number().doubleValue()).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource(Optimizer.class)
  void clippedStepsAreThoseOfDeeplearning4j(Optimizer optimizer) {
    Training training = new Training(optimizer, 0.01, Schedule.CONSTANT, Twins.BATCH, 1);
    NetworkSpec spec = withoutDropout(Pairs.load("cifar-small").spec().convolutional());

    Twins clipping = new Twins(spec.withTraining(training.with("gradient-clip", "0.3"))).trained(1);
    Twins free = new Twins(spec.withTraining(training)).trained(1);

    assertThat(distance(clipping.own.params(), clipping.builtIn.params())).isLessThan(1e-3);
    assertThat(distance(clipping.own.params(), free.own.params())).isGreaterThan(5e-3);
  }

  @Test
  void runningStatisticsFollowAsDeeplearning4jsDo() {
    NetworkSpec spec =
        withoutDropout(Pairs.load("cifar-vgg").spec().convolutional())
            .withTraining(
                new Training(Optimizer.SGD, 0.001, Schedule.CONSTANT, Twins.BATCH, 1)
                    .with("weight-decay", "0.9"));

    Twins twins = new Twins(spec).trained(1);

    // Weights have decayed; scales and shifts have not.
    assertThat(distance(twins.own.params(), twins.builtIn.params())).isLessThan(1e-3);
    for (String name : List.of("1_mean", "1_var", "4_mean", "4_var")) {
      assertThat(twins.distanceOf(name)).as(name).isLessThan(1e-3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lenet", "cifar-vgg"})
  void probabilitiesAreThoseOfDeeplearning4jAlsoAfterParametersChanged(String name) {
    MatchedPair pair = Pairs.load(name).matched();
    for (NetworkSpec spec : List.of(pair.convolutional(), pair.fullyConnected())) {
      MultiLayerNetwork network = Networks.build(spec, 8);
      NetworkRunner reference = new BuiltInRunner(network);
      SplittableRandom random = new SplittableRandom(6);
      try (NetworkRunner runner = runner(network)) {
        for (int round = 0; round < 3; round++) {
          INDArray features = features(spec, 33, random);
          float[] expected = reference.probabilities(features);
          float[] found = runner.probabilities(features);
          for (int i = 0; i < expected.length; i++) {
            assertThat(found[i]).as("round %d", round).isCloseTo(expected[i], within(1e-4f));
          }
          assertThat(runner.classify(features)).containsExactly(reference.classify(features));
          network.params().muli(1.1);
          runner.parametersChanged();
        }
      }
    }
  }

  @Test
  void aMeanOfTheParametersFollowsThemAndTakesTheirPlace() {
    NetworkSpec spec = Pairs.load("lenet").spec().convolutional();
    MultiLayerNetwork network = Networks.build(spec, 3);
    INDArray mean = network.params().mul(-2);
    INDArray expected = mean.dup();
    SplittableRandom random = new SplittableRandom(4);
    try (NetworkRunner runner = runner(network)) {
      runner.startEpoch(1);
      ParameterMean followed = runner.meanOf(network, mean);
      for (double kept : List.of(0.25, 0.5)) {
        runner.fit(features(spec, 8, random), labels(spec, 8, random));
        followed.follow(kept);
        runner.updateNetwork();
        expected.muli(kept).addi(network.params().mul(1 - kept));
      }
      followed.adopt();
      followed.fetch();
      runner.updateNetwork();

      assertThat(distance(mean, expected)).isLessThan(1e-6);
      assertThat(network.params()).isEqualTo(mean);
      INDArray images = features(spec, 8, random);
      assertThat(runner.classify(images))
          .containsExactly(new BuiltInRunner(network).classify(images));
    }
  }

  @Test
  void dropoutKeepsTheExpectedShareAndScaleAndDrawsAnewAtEveryStep() {
    NetworkSpec spec =
        new NetworkSpec(
            "d",
            Kind.FC,
            Shape.image(1, 1, 1_000),
            List.of(
                new LayerSpec.Dropout("drop", 0.25),
                new LayerSpec.Dense("dense", 1, Activation.IDENTITY),
                new LayerSpec.Output("output", 2)),
            Training.DEFAULT);
    MultiLayerNetwork network = Networks.build(spec, 3);
    network.params().assign(0.001);
    network.setParam("2_W", Nd4j.createFromArray(new float[][] {{1, -1}}));
    INDArray ones = Nd4j.ones(DataType.FLOAT, 64, 1_000);
    INDArray labels = Nd4j.zeros(DataType.FLOAT, 64, 2);
    labels.getColumn(0).assign(1);

    gradient(network, ones, labels);
    INDArray first = network.getFlattenedGradients().dup();
    gradient(network, ones, labels);
    assertThat(network.getFlattenedGradients()).as("one step, one mask").isEqualTo(first);
    network.setIterationCount(1);
    gradient(network, ones, labels);
    assertThat(network.getFlattenedGradients()).as("another step").isNotEqualTo(first);

    // A weight's gradient is in proportion to how often its input was kept, and to 1 ÷ 0.75.
    double[] weights = first.dup('c').data().asDouble();
    double bias = weights[1_000];
    SummaryStatistics shares = new SummaryStatistics();
    for (int i = 0; i < 1_000; i++) {
      shares.addValue(weights[i] / bias);
    }
    assertThat(shares.getMean()).isCloseTo(1, within(0.02));
    // Of 64 examples, each kept by itself: sqrt(0.75 × 0.25 ÷ 64) ÷ 0.75 = 0.072.
    assertThat(shares.getStandardDeviation()).isCloseTo(0.072, within(0.01));
  }
}
