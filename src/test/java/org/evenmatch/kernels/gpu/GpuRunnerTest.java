package org.evenmatch.kernels.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.evenmatch.kernels.StepReference.distance;
import static org.evenmatch.kernels.StepReference.features;
import static org.evenmatch.kernels.StepReference.labels;
import static org.evenmatch.kernels.StepReference.withoutDropout;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.Pairs;
import org.evenmatch.definition.Activation;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.Match;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.Optimizer;
import org.evenmatch.definition.Padding;
import org.evenmatch.definition.Schedule;
import org.evenmatch.definition.Shape;
import org.evenmatch.definition.Training;
import org.evenmatch.definition.Weights;
import org.evenmatch.definition.Window;
import org.evenmatch.engine.NativeRuntime;
import org.evenmatch.kernels.BuiltInRunner;
import org.evenmatch.kernels.NetworkRunner;
import org.evenmatch.kernels.StepReference;
import org.evenmatch.kernels.Supported;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.match.RandomPairs;
import org.evenmatch.match.Unrolling;
import org.evenmatch.network.Networks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Steps on a GPU against Deeplearning4j's own methods on the processor. */
class GpuRunnerTest {
  /** Before each, so that every test is seen to be skipped. */
  @BeforeEach
  void needsGpu() {
    NativeRuntime.current().start();
    String problem = "";
    try {
      Device.current();
    } catch (LinkageError | IllegalStateException e) {
      problem = "there is no GPU with CUDA 13 and cuDNN 9: " + e;
    }
    assumeTrue(problem.isEmpty(), problem);
  }

  private static GpuRunner exact(MultiLayerNetwork network) {
    return new GpuRunner(network, Device.current(), Arithmetic.EXACT);
  }

  private static void assertGradientIsRight(NetworkSpec spec, int batch, long seed) {
    StepReference.assertGradientIsRight(
        spec,
        batch,
        seed,
        network ->
            (features, labels) -> {
              try (GpuRunner runner = exact(network)) {
                return runner.computeGradient(features, labels);
              }
            });
  }

  @Test
  void theCheckBeforeTrainingPasses() {
    GpuCheck.once();
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
  @ValueSource(ints = {2, 7, 16})
  void gradientsAreThoseOfDoublePrecisionForRandomConvolutionalNetworks(int batch) {
    RandomPairs random = new RandomPairs(100 + batch);
    for (int i = 0; i < 12; i++) {
      NetworkSpec spec = withoutDropout(random.next(20).spec().convolutional());
      assertThat(Supported.problem(Networks.build(spec, 1), layer -> Optional.empty())).isEmpty();
      assertGradientIsRight(spec, batch, i);
    }
  }

  @Test
  void gradientsAreThoseOfDoublePrecisionForRandomFullyConnectedNetworks() {
    RandomPairs random = new RandomPairs(300);
    for (int i = 0; i < 12; i++) {
      assertGradientIsRight(withoutDropout(random.next(20).matched().fullyConnected()), 9, i);
    }
  }

  /** Dense layers whose units are taken as maps by pools and normalisations behind them. */
  @Test
  void gradientsAreThoseOfDoublePrecisionForRandomUnrolledNetworks() {
    RandomPairs random = new RandomPairs(500);
    for (int i = 0; i < 12; i++) {
      NetworkSpec cnn = withoutDropout(random.next(12).spec().convolutional());
      assertGradientIsRight(Unrolling.dense(cnn), 7, i);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lenet", "cifar-small", "cifar-vgg"})
  void gradientsAreThoseOfDoublePrecisionForShippedPairs(String name) {
    MatchedPair pair = Pairs.load(name).matched();
    assertGradientIsRight(withoutDropout(pair.convolutional()), 8, 1);
    assertGradientIsRight(withoutDropout(pair.fullyConnected()), 8, 1);
  }

  @Test
  void gradientsAreThoseOfDoublePrecisionForLocallyConnectedLayers() {
    NetworkSpec lenet =
        Pairs.load("lenet").matchedBy(Match.UNITS, List.of(Kind.LOCAL)).member(Kind.LOCAL);
    assertGradientIsRight(withoutDropout(lenet), 3, 1);
  }

  @ParameterizedTest
  @EnumSource(Optimizer.class)
  void stepsLeaveTheSameParametersStateAndCountersAsDeeplearning4j(Optimizer optimizer) {
    NetworkSpec spec =
        withoutDropout(Pairs.load("lenet").spec().convolutional())
            .withTraining(
                new Training(optimizer, 0.001, Schedule.COSINE, 8, 3).with("weight-decay", "0.5"));
    MultiLayerNetwork own = Networks.build(spec, 2);
    MultiLayerNetwork builtIn = Networks.build(spec, 2);
    NetworkRunner builtInRunner = new BuiltInRunner(builtIn);
    SplittableRandom random = new SplittableRandom(5);
    try (GpuRunner runner = exact(own)) {
      for (int epoch = 1; epoch <= 2; epoch++) {
        runner.startEpoch(epoch);
        builtInRunner.startEpoch(epoch);
        // More than what is asked for kernel by kernel.
        for (int step = 0; step < 4; step++) {
          INDArray features = features(spec, 8, random);
          INDArray labels = labels(spec, 8, random);
          runner.fit(features, labels);
          builtInRunner.fit(features, labels);
          assertThat(runner.awaitLossSum()).isCloseTo(builtInRunner.awaitLossSum(), within(5e-3));
        }
      }
      runner.updateNetwork();
    }
    assertThat(own.getIterationCount()).isEqualTo(builtIn.getIterationCount()).isEqualTo(8);
    assertThat(own.getEpochCount()).isEqualTo(builtIn.getEpochCount());
    assertThat(distance(own.params(), builtIn.params())).isLessThan(2e-4);
    if (optimizer.stateValuesPerParameter() > 0) {
      assertThat(
              distance(
                  own.getUpdater().getStateViewArray(), builtIn.getUpdater().getStateViewArray()))
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
                new LayerSpec.BatchNorm("norm", Activation.GELU, true, 4, 0.6),
                new LayerSpec.BatchNorm("shifted", Activation.GELU, false, 8, 0.8),
                new LayerSpec.Conv(
                    "conv", 5, Window.square(3, 1, Padding.SAME), Activation.GELU, Weights.DIRAC),
                new LayerSpec.Conv("one", 1, Window.square(3, 1, Padding.SAME), Activation.GELU),
                new LayerSpec.BatchNorm("single", Activation.GELU, false, 8, 0.9),
                new LayerSpec.Dense("dense", 7, Activation.GELU),
                new LayerSpec.BatchNorm("units", Activation.RELU, false, 8, 0.9),
                new LayerSpec.Output("output", 3)),
            new Training(optimizer, 0.01, Schedule.LINEAR, 8, 3)
                .with("momentum", "0.8")
                .with("warm-up", "0.4")
                .with("weight-decay", "0.5")
                .with("output-scale", "0.5"));
    MultiLayerNetwork own = Networks.build(spec, 2, 16);
    MultiLayerNetwork builtIn = Networks.build(spec, 2, 16);
    INDArray white = Networks.weights(own, "white").dup();
    NetworkRunner builtInRunner = new BuiltInRunner(builtIn);
    SplittableRandom random = new SplittableRandom(5);
    try (GpuRunner runner = exact(own)) {
      for (int step = 0; step < 6; step++) {
        INDArray features = features(spec, 8, random);
        INDArray labels = labels(spec, 8, random);
        runner.fit(features, labels);
        builtInRunner.fit(features, labels);
        assertThat(runner.awaitLossSum()).isCloseTo(builtInRunner.awaitLossSum(), within(2e-3));
      }
      runner.updateNetwork();
    }
    assertThat(distance(own.params(), builtIn.params())).isLessThan(1e-3);
    assertThat(Networks.weights(own, "white")).isEqualTo(white);
    for (String shift : List.of("4", "9", "13")) {
      assertThat(own.getParam(shift + "_W").ravel().toFloatVector()).containsOnly(1);
      assertThat(own.getParam(shift + "_b").norm2Number().doubleValue()).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource(Optimizer.class)
  void clippedStepsAreThoseOfDeeplearning4j(Optimizer optimizer) {
    Training training = new Training(optimizer, 0.01, Schedule.CONSTANT, 8, 1);
    NetworkSpec spec = withoutDropout(Pairs.load("cifar-small").spec().convolutional());
    NetworkSpec clipping = spec.withTraining(training.with("gradient-clip", "0.3"));
    MultiLayerNetwork own = Networks.build(clipping, 2);
    MultiLayerNetwork builtIn = Networks.build(clipping, 2);
    MultiLayerNetwork free = Networks.build(spec.withTraining(training), 2);
    NetworkRunner builtInRunner = new BuiltInRunner(builtIn);
    SplittableRandom random = new SplittableRandom(5);
    try (GpuRunner runner = exact(own);
        GpuRunner freeRunner = exact(free)) {
      for (int step = 0; step < 3; step++) {
        INDArray features = features(spec, 8, random);
        INDArray labels = labels(spec, 8, random);
        runner.fit(features, labels);
        builtInRunner.fit(features, labels);
        freeRunner.fit(features, labels);
      }
      runner.updateNetwork();
      freeRunner.updateNetwork();
    }
    assertThat(distance(own.params(), builtIn.params())).isLessThan(1e-3);
    assertThat(distance(own.params(), free.params())).isGreaterThan(5e-3);
  }

  @Test
  void runningStatisticsFollowAsDeeplearning4jsDo() {
    NetworkSpec spec =
        withoutDropout(Pairs.load("cifar-vgg").spec().convolutional())
            .withTraining(new Training(Optimizer.SGD, 0.001, Schedule.CONSTANT, 8, 3));
    MultiLayerNetwork own = Networks.build(spec, 2);
    MultiLayerNetwork builtIn = Networks.build(spec, 2);
    SplittableRandom random = new SplittableRandom(5);
    try (GpuRunner runner = exact(own)) {
      for (int step = 0; step < 4; step++) {
        INDArray features = features(spec, 8, random);
        INDArray labels = labels(spec, 8, random);
        runner.fit(features, labels);
        new BuiltInRunner(builtIn).fit(features, labels);
      }
      runner.updateNetwork();
    }
    assertThat(distance(own.params(), builtIn.params())).isLessThan(1e-3);
    for (String name : List.of("1_mean", "1_var", "4_mean", "4_var")) {
      assertThat(distance(own.getParam(name), builtIn.getParam(name))).as(name).isLessThan(1e-3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lenet", "cifar-vgg"})
  void probabilitiesAreThoseOfDeeplearning4jAlsoAfterParametersChanged(String name) {
    MatchedPair pair = Pairs.load(name).matched();
    for (NetworkSpec spec : List.of(pair.convolutional(), pair.fullyConnected())) {
      MultiLayerNetwork network = Networks.build(spec, 8);
      SplittableRandom random = new SplittableRandom(6);
      try (GpuRunner runner = exact(network)) {
        for (int round = 0; round < 3; round++) {
          INDArray features = features(spec, 33, random);
          float[] expected = new BuiltInRunner(network).probabilities(features);
          float[] found = runner.probabilities(features);
          for (int i = 0; i < expected.length; i++) {
            assertThat(found[i]).as("round %d", round).isCloseTo(expected[i], within(1e-4f));
          }
          network.params().muli(1.1);
          runner.parametersChanged();
        }
      }
    }
  }

  @Test
  void theSameStepsGiveTheSameBits() {
    NetworkSpec spec = Pairs.load("cifar-vgg").spec().convolutional();
    MultiLayerNetwork first = Networks.build(spec, 2);
    MultiLayerNetwork second = Networks.build(spec, 2);
    for (MultiLayerNetwork network : List.of(first, second)) {
      SplittableRandom random = new SplittableRandom(5);
      try (GpuRunner runner = new GpuRunner(network, Device.current(), Arithmetic.FLOAT32)) {
        for (int step = 0; step < 5; step++) {
          runner.fit(features(spec, 64, random), labels(spec, 64, random));
        }
        runner.updateNetwork();
      }
    }
    // Not equals, which allows for rounding.
    assertThat(first.params().equalsWithEps(second.params(), 0)).isTrue();
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
    try (GpuRunner runner = exact(network)) {
      runner.computeGradient(ones, labels);
      INDArray first = network.getFlattenedGradients().dup();
      runner.computeGradient(ones, labels);
      assertThat(network.getFlattenedGradients()).as("one step, one mask").isEqualTo(first);
      network.setIterationCount(1);
      runner.computeGradient(ones, labels);
      assertThat(network.getFlattenedGradients()).as("another step").isNotEqualTo(first);
      // Every weight's gradient is in proportion to how often its input was kept, and 1 ÷ 0.75.
      double[] weights = first.dup('c').data().asDouble();
      double mean = 0;
      double bias = weights[1_000];
      for (int i = 0; i < 1_000; i++) {
        mean += weights[i] / 1_000;
      }
      assertThat(mean / bias).isCloseTo(1, within(0.02));
    }
  }
}
