package org.evenmatch.kernels.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.evenmatch.kernels.StepReference.distance;
import static org.evenmatch.kernels.StepReference.features;
import static org.evenmatch.kernels.StepReference.labels;
import static org.evenmatch.kernels.StepReference.withoutDropout;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.Pairs;
import org.evenmatch.data.Batch;
import org.evenmatch.data.Batches;
import org.evenmatch.data.Dataset;
import org.evenmatch.data.Datasets;
import org.evenmatch.data.ImageSet;
import org.evenmatch.data.Normalization;
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
import org.evenmatch.engine.NativeRuntime;
import org.evenmatch.kernels.BuiltInRunner;
import org.evenmatch.kernels.NetworkRunner;
import org.evenmatch.kernels.StepReference;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.match.RandomPairs;
import org.evenmatch.match.Unrolling;
import org.evenmatch.network.Networks;
import org.evenmatch.network.Runners;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The fast kernels against Deeplearning4j's own methods. */
class FastRunnerTest {
  @BeforeAll
  static void needsOneDnn() {
    NativeRuntime.current().start();
    assumeTrue(OneDnn.find().isPresent(), OneDnn.problem());
  }

  static void assertGradientIsRight(NetworkSpec spec, int batch, long seed) {
    StepReference.assertGradientIsRight(
        spec,
        batch,
        seed,
        network -> {
          FastRunner runner = FastRunner.find(network).orElseThrow();
          return runner::computeGradient;
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 16})
  void gradientsAreThoseOfDoublePrecisionForRandomConvolutionalNetworks(int batch) {
    RandomPairs random = new RandomPairs(100 + batch);
    for (int i = 0; i < 25; i++) {
      NetworkSpec spec = withoutDropout(random.next(20).spec().convolutional());
      boolean normalises = spec.layers().stream().anyMatch(LayerSpec.BatchNorm.class::isInstance);
      boolean supported = FastRunner.problem(Networks.build(spec, 1)).isEmpty();
      if (supported && (batch > 1 || !normalises)) {
        assertGradientIsRight(spec, batch, i);
      }
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
      if (unrolls && FastRunner.problem(Networks.build(spec, 1)).isEmpty()) {
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

  @ParameterizedTest
  @EnumSource(Optimizer.class)
  void stepsLeaveTheSameParametersStateAndCountersAsDeeplearning4j(Optimizer optimizer) {
    NetworkSpec spec =
        withoutDropout(Pairs.load("lenet").spec().convolutional())
            .withTraining(
                new Training(optimizer, 0.001, Schedule.COSINE, 8, 3).with("weight-decay", "0.5"));
    MultiLayerNetwork fast = Networks.build(spec, 2);
    MultiLayerNetwork builtIn = Networks.build(spec, 2);
    NetworkRunner fastRunner = FastRunner.find(fast).orElseThrow();
    NetworkRunner builtInRunner = new BuiltInRunner(builtIn);
    SplittableRandom random = new SplittableRandom(5);
    for (int epoch = 1; epoch <= 2; epoch++) {
      fastRunner.startEpoch(epoch);
      builtInRunner.startEpoch(epoch);
      for (int step = 0; step < 2; step++) {
        INDArray features = features(spec, 8, random);
        INDArray labels = labels(spec, 8, random);
        fastRunner.fit(features, labels);
        builtInRunner.fit(features, labels);
        assertThat(fastRunner.awaitLossSum()).isCloseTo(builtInRunner.awaitLossSum(), within(2e-3));
      }
    }
    assertThat(fast.getIterationCount()).isEqualTo(builtIn.getIterationCount()).isEqualTo(4);
    assertThat(fast.getEpochCount()).isEqualTo(builtIn.getEpochCount());
    assertThat(distance(fast.params(), builtIn.params())).isLessThan(1e-4);
    if (optimizer.stateValuesPerParameter() > 0) {
      assertThat(
              distance(
                  fast.getUpdater().getStateViewArray(), builtIn.getUpdater().getStateViewArray()))
          .isLessThan(1e-3);
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
            new Training(optimizer, 0.01, Schedule.LINEAR, 8, 3)
                .with("momentum", "0.8")
                .with("warm-up", "0.4")
                .with("weight-decay", "0.5")
                .with("output-scale", "0.5"));
    MultiLayerNetwork fast = Networks.build(spec, 2, 16);
    MultiLayerNetwork builtIn = Networks.build(spec, 2, 16);
    INDArray white = Networks.weights(fast, "white").dup();
    NetworkRunner fastRunner = FastRunner.find(fast).orElseThrow();
    NetworkRunner builtInRunner = new BuiltInRunner(builtIn);
    SplittableRandom random = new SplittableRandom(5);
    for (int step = 0; step < 6; step++) {
      INDArray features = features(spec, 8, random);
      INDArray labels = labels(spec, 8, random);
      fastRunner.fit(features, labels);
      builtInRunner.fit(features, labels);
      assertThat(fastRunner.awaitLossSum()).isCloseTo(builtInRunner.awaitLossSum(), within(2e-3));
    }

    assertThat(distance(fast.params(), builtIn.params())).isLessThan(1e-3);
    assertThat(Networks.weights(fast, "white")).isEqualTo(white);
    assertThat(fast.getParam("0_b").norm2Number().doubleValue()).isPositive();
    for (String shift : List.of("4", "9", "13")) {
      assertThat(fast.getParam(shift + "_W").ravel().toFloatVector()).containsOnly(1);
      assertThat(fast.getParam(shift + "_b").norm2Number().doubleValue()).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource(Optimizer.class)
  void clippedStepsAreThoseOfDeeplearning4j(Optimizer optimizer) {
    Training training = new Training(optimizer, 0.01, Schedule.CONSTANT, 8, 1);
    NetworkSpec spec = withoutDropout(Pairs.load("cifar-small").spec().convolutional());
    NetworkSpec clipping = spec.withTraining(training.with("gradient-clip", "0.3"));
    MultiLayerNetwork fast = Networks.build(clipping, 2);
    MultiLayerNetwork builtIn = Networks.build(clipping, 2);
    MultiLayerNetwork free = Networks.build(spec.withTraining(training), 2);
    SplittableRandom random = new SplittableRandom(5);
    for (int step = 0; step < 3; step++) {
      INDArray features = features(spec, 8, random);
      INDArray labels = labels(spec, 8, random);
      FastRunner.find(fast).orElseThrow().fit(features, labels);
      new BuiltInRunner(builtIn).fit(features, labels);
      FastRunner.find(free).orElseThrow().fit(features, labels);
    }
    assertThat(distance(fast.params(), builtIn.params())).isLessThan(1e-3);
    assertThat(distance(fast.params(), free.params())).isGreaterThan(5e-3);
  }

  @Test
  void stepsOnChangingThreadsAreThoseOfDeeplearning4j() {
    NetworkSpec spec =
        withoutDropout(Pairs.load("lenet").spec().convolutional())
            .withTraining(new Training(Optimizer.ADAM, 0.001, Schedule.CONSTANT, 8, 1));
    MultiLayerNetwork fast = Networks.build(spec, 2);
    MultiLayerNetwork builtIn = Networks.build(spec, 2);
    ThreadChoice choice = new ThreadChoice(2, false);
    FastRunner fastRunner =
        new FastRunner(fast, OneDnn.find().orElseThrow(), choice, new ThreadChoice(2, true));
    NetworkRunner builtInRunner = new BuiltInRunner(builtIn);
    SplittableRandom random = new SplittableRandom(5);
    Set<Integer> used = new HashSet<>();
    for (int step = 0; step < 12; step++) {
      INDArray features = features(spec, 8, random);
      INDArray labels = labels(spec, 8, random);
      used.add(choice.threads());
      fastRunner.fit(features, labels);
      builtInRunner.fit(features, labels);
      assertThat(fastRunner.awaitLossSum()).isCloseTo(builtInRunner.awaitLossSum(), within(5e-3));
    }

    assertThat(used).containsExactlyInAnyOrder(1, 2);
    assertThat(distance(fast.params(), builtIn.params())).isLessThan(1e-3);
  }

  @Test
  void aFirstLayerThatFlattensImagesSeesThoseOfEveryStep() {
    NetworkSpec spec =
        new NetworkSpec(
            "flat",
            Kind.CNN,
            Shape.image(4, 5, 3),
            List.of(
                new LayerSpec.Dense("dense", 6, Activation.RELU),
                new LayerSpec.Output("output", 3)),
            Training.DEFAULT);
    MultiLayerNetwork network = Networks.build(spec, 2);
    NetworkRunner runner = FastRunner.find(network).orElseThrow();
    SplittableRandom random = new SplittableRandom(5);
    for (int step = 0; step < 3; step++) {
      INDArray features = features(spec, 8, random);
      float[] expected = new BuiltInRunner(network).probabilities(features);
      float[] found = runner.probabilities(features);
      for (int i = 0; i < expected.length; i++) {
        assertThat(found[i]).as("step %d", step).isCloseTo(expected[i], within(1e-5f));
      }
    }
  }

  @Test
  void runningStatisticsFollowAsDeeplearning4jsDo() {
    NetworkSpec spec =
        withoutDropout(Pairs.load("cifar-vgg").spec().convolutional())
            .withTraining(
                new Training(Optimizer.SGD, 0.001, Schedule.CONSTANT, 8, 3)
                    .with("weight-decay", "0.9"));
    MultiLayerNetwork fast = Networks.build(spec, 2);
    MultiLayerNetwork builtIn = Networks.build(spec, 2);
    SplittableRandom random = new SplittableRandom(5);
    for (int step = 0; step < 3; step++) {
      INDArray features = features(spec, 8, random);
      INDArray labels = labels(spec, 8, random);
      FastRunner.find(fast).orElseThrow().fit(features, labels);
      new BuiltInRunner(builtIn).fit(features, labels);
    }
    // Weights have decayed; scales and shifts have not.
    assertThat(distance(fast.params(), builtIn.params())).isLessThan(1e-3);
    for (String name : List.of("1_mean", "1_var", "4_mean", "4_var")) {
      assertThat(distance(fast.getParam(name), builtIn.getParam(name))).as(name).isLessThan(1e-3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lenet", "cifar-vgg"})
  void classesAreThoseOfDeeplearning4j(String name) {
    for (NetworkSpec spec :
        List.of(
            Pairs.load(name).matched().convolutional(),
            Pairs.load(name).matched().fullyConnected())) {
      MultiLayerNetwork network = Networks.build(spec, 8);
      SplittableRandom random = new SplittableRandom(6);
      Runners.of(network).fit(features(spec, 16, random), labels(spec, 16, random));
      INDArray features = features(spec, 33, random);

      assertThat(Runners.of(network).classify(features))
          .containsExactly(new BuiltInRunner(network).classify(features));
    }
  }

  @Test
  void learningCurvesAgreeWithDeeplearning4jsOnTheSameBatches() {
    Dataset glyphs = Datasets.glyphs();
    ImageSet train = glyphs.train().first(1_920);
    Batches batches = new Batches(train, 10, Normalization.of(train), 64, false);
    NetworkSpec spec = Pairs.load("lenet").spec().convolutional();
    MultiLayerNetwork fast = Networks.build(spec, 4);
    MultiLayerNetwork builtIn = Networks.build(spec, 4);
    NetworkRunner fastRunner = FastRunner.find(fast).orElseThrow();
    NetworkRunner builtInRunner = new BuiltInRunner(builtIn);
    for (int epoch = 1; epoch <= 3; epoch++) {
      fastRunner.startEpoch(epoch);
      builtInRunner.startEpoch(epoch);
      for (Batch batch : batches.shuffled(1, epoch)) {
        fastRunner.fit(batch.features(), batch.labels());
        builtInRunner.fit(batch.features(), batch.labels());
      }
      assertThat(fastRunner.awaitLossSum())
          .as("epoch %d", epoch)
          .isCloseTo(builtInRunner.awaitLossSum(), withinPercentage(2));
    }
  }

  @Test
  void dropoutKeepsTheExpectedShareAndScale() {
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
    INDArray ones = Nd4j.ones(DataType.FLOAT, 64, 1_000);
    FastRunner runner = FastRunner.find(network).orElseThrow();
    INDArray labels = labels(spec, 64, new SplittableRandom(1));

    runner.computeGradient(ones, labels);
    INDArray first = network.getFlattenedGradients().dup();
    runner.computeGradient(ones, labels);

    assertThat(network.getFlattenedGradients()).as("one step, one mask").isEqualTo(first);
    network.setIterationCount(1);
    runner.computeGradient(ones, labels);
    assertThat(network.getFlattenedGradients()).as("another step").isNotEqualTo(first);
  }

  private static MultiLayerNetwork withConvolution(
      ConvolutionLayer convolution, CNN2DFormat format) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(convolution)
                .layer(
                    new OutputLayer.Builder()
                        .nOut(2)
                        .activation(org.nd4j.linalg.activations.Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(8, 8, 1, format))
                .build());
    network.init();
    return network;
  }

  @Test
  void leavesToDeeplearning4jWhatItsKernelsWouldComputeWrongly() {
    ConvolutionLayer.Builder plain = new ConvolutionLayer.Builder(2, 2).nOut(3);
    ConvolutionLayer.Builder dilated = new ConvolutionLayer.Builder(2, 2).nOut(3).dilation(2, 2);
    ConvolutionLayer.Builder strided = new ConvolutionLayer.Builder(1, 1).nOut(3).stride(2, 2);
    ConvolutionLayer.Builder regularised = new ConvolutionLayer.Builder(2, 2).nOut(3).l2(0.1);
    ConvolutionLayer.Builder nhwc =
        new ConvolutionLayer.Builder(2, 2).nOut(3).dataFormat(CNN2DFormat.NHWC);

    assertThat(problem(plain, CNN2DFormat.NCHW)).isEmpty();
    assertThat(problem(dilated, CNN2DFormat.NCHW).orElseThrow()).contains("no kernels for this");
    assertThat(problem(strided, CNN2DFormat.NCHW).orElseThrow()).contains("1×1 windows");
    assertThat(problem(regularised, CNN2DFormat.NCHW).orElseThrow()).contains("regularisation");
    assertThat(problem(nhwc, CNN2DFormat.NHWC).orElseThrow()).contains("no kernels for this");
  }

  private static Optional<String> problem(ConvolutionLayer.Builder layer, CNN2DFormat format) {
    return FastRunner.problem(withConvolution(layer.build(), format));
  }

  @Test
  void leavesToDeeplearning4jWhatItHasNoKernelsFor() {
    MultiLayerConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .list()
            .layer(new LSTM.Builder().nIn(3).nOut(4).build())
            .layer(new RnnOutputLayer.Builder().nIn(4).nOut(2).build())
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();

    assertThat(FastRunner.find(network)).isEmpty();
    assertThat(FastRunner.problem(network).orElseThrow()).contains("LSTM");
    assertThat(Runners.of(network)).isInstanceOf(BuiltInRunner.class);
  }
}
