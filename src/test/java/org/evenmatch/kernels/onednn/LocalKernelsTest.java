package org.evenmatch.kernels.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
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
import org.evenmatch.definition.Window;
import org.evenmatch.engine.NativeRuntime;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.kernels.BuiltInRunner;
import org.evenmatch.kernels.NetworkRunner;
import org.evenmatch.kernels.StepReference;
import org.evenmatch.match.Pair;
import org.evenmatch.match.RandomPairs;
import org.evenmatch.network.Networks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class LocalKernelsTest {
  @BeforeAll
  static void loadEngine() {
    NativeRuntime.current().start();
  }

  private static void assertGradientIsRight(NetworkSpec spec, int batch, long seed) {
    StepReference.assertGradientIsRight(spec, batch, seed, FastRunnerTest::gradientOf);
  }

  private static NetworkSpec local(Pair pair) {
    return StepReference.withoutDropout(
        pair.matchedBy(Match.UNITS, List.of(Kind.LOCAL)).member(Kind.LOCAL));
  }

  private static NetworkSpec one(int side, Window window) {
    return new NetworkSpec(
        "one-local",
        Kind.LOCAL,
        Shape.image(side, side, 2),
        List.of(
            new LayerSpec.Local("local1", 3, window, Activation.TANH),
            new LayerSpec.Output("output", 4)),
        Training.DEFAULT);
  }

  @Test
  void gradientsAreThoseOfDoublePrecision() {
    assertGradientIsRight(local(Pairs.load("lenet")), 3, 1);
    RandomPairs random = new RandomPairs(900);
    int checked = 0;
    while (checked < 10) {
      try {
        NetworkSpec spec = local(random.next(12));
        if (FastRunner.problem(Networks.build(spec, 1)).isEmpty()) {
          assertGradientIsRight(spec, 2 + (checked % 4), checked);
          checked++;
        }
      } catch (InvalidInputException e) {
        // Not square, or without a conv layer.
        assertThat(e).hasMessageContaining("leave that member out");
      }
    }
  }

  @Test
  void gradientsAreThoseOfDoublePrecisionForStridesAndPadding() {
    assertGradientIsRight(one(8, Window.square(3, 2, Padding.SAME)), 3, 1);
    assertGradientIsRight(one(9, Window.square(3, 2, Padding.VALID)), 3, 2);
    assertGradientIsRight(one(5, Window.square(4, 1, Padding.SAME)), 2, 3);
    assertGradientIsRight(one(4, Window.square(4, 1, Padding.VALID)), 1, 4);
    // The window's last row and column see nothing of the image.
    assertGradientIsRight(one(2, Window.square(3, 2, Padding.SAME)), 3, 5);
  }

  @Test
  void stepsThatReachOverTheBorderAreLeftToDeeplearning4j() {
    NetworkSpec spec = one(5, Window.square(3, 2, Padding.SAME));

    assertThat(FastRunner.problem(Networks.build(spec, 1)).orElseThrow())
        .contains("locally connected layers of another kind");
  }

  @Test
  void outputIsThatOfEachPlacesOwnWeights() {
    NetworkSpec spec = one(4, Window.square(3, 1, Padding.VALID));
    MultiLayerNetwork network = Networks.build(spec, 1);
    SplittableRandom random = new SplittableRandom(1);
    INDArray features = StepReference.features(spec, 2, random);

    assertThat(Networks.weights(network, "local1").shape()).containsExactly(4, 18, 3);
    // As He et al. propose for a fan-in of 18; Deeplearning4j's own choice would be 0.21.
    assertThat(Networks.weights(network, "local1").stdNumber().doubleValue())
        .isCloseTo(Math.sqrt(2.0 / 18), within(0.06));
    assertThat(FastRunner.find(network).orElseThrow().probabilities(features))
        .containsExactly(network.output(features).ravel().toFloatVector(), within(1e-5f));
  }

  @ParameterizedTest
  @EnumSource(Optimizer.class)
  void stepsLeaveTheSameParametersAsDeeplearning4jWithItsGradientMended(Optimizer optimizer) {
    Window window = Window.square(3, 1, Padding.SAME);
    NetworkSpec spec =
        new NetworkSpec(
            "normalised",
            Kind.LOCAL,
            Shape.image(6, 6, 2),
            List.of(
                new LayerSpec.Local("local1", 3, window, Activation.RELU),
                new LayerSpec.BatchNorm("norm1", Activation.IDENTITY),
                new LayerSpec.Local("local2", 5, window, Activation.TANH),
                new LayerSpec.Output("output", 4)),
            new Training(optimizer, 0.001, Schedule.COSINE, 8, 3).with("weight-decay", "0.5"));
    MultiLayerNetwork fast = Networks.build(spec, 2);
    MultiLayerNetwork builtIn = Networks.build(spec, 2);
    NetworkRunner fastRunner = FastRunner.find(fast).orElseThrow();
    NetworkRunner builtInRunner = new BuiltInRunner(builtIn);
    // A second one must not mend it again.
    new BuiltInRunner(builtIn);
    SplittableRandom random = new SplittableRandom(5);
    for (int step = 0; step < 3; step++) {
      INDArray features = StepReference.features(spec, 8, random);
      INDArray labels = StepReference.labels(spec, 8, random);
      fastRunner.fit(features, labels);
      builtInRunner.fit(features, labels);
      assertThat(fastRunner.awaitLossSum()).isCloseTo(builtInRunner.awaitLossSum(), within(2e-3));
    }

    assertThat(StepReference.distance(fast.params(), builtIn.params())).isLessThan(1e-4);
  }
}
