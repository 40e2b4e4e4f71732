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
import org.evenmatch.definition.Schedule;
import org.evenmatch.definition.Shape;
import org.evenmatch.definition.Training;
import org.evenmatch.engine.NativeRuntime;
import org.evenmatch.kernels.BuiltInRunner;
import org.evenmatch.kernels.NetworkRunner;
import org.evenmatch.kernels.RunnerContract;
import org.evenmatch.kernels.ThreadChoice;
import org.evenmatch.network.Networks;
import org.evenmatch.network.Runners;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The fast kernels against Deeplearning4j's own methods. */
class FastRunnerTest extends RunnerContract {
  @BeforeAll
  static void needsOneDnn() {
    NativeRuntime.current().start();
    assumeTrue(OneDnn.find().isPresent(), OneDnn.problem());
  }

  @Override
  protected NetworkRunner runner(MultiLayerNetwork network) {
    return FastRunner.find(network).orElseThrow();
  }

  @Override
  protected double gradient(MultiLayerNetwork network, INDArray features, INDArray labels) {
    return gradientOf(network, features, labels);
  }

  @Override
  protected Optional<String> problem(MultiLayerNetwork network) {
    return FastRunner.problem(network);
  }

  /** All but 1×1 windows that leave pixels out. */
  @Override
  protected boolean covers(NetworkSpec network) {
    return network.layers().stream()
        .filter(LayerSpec.Conv.class::isInstance)
        .map(layer -> ((LayerSpec.Conv) layer).window())
        .noneMatch(
            window ->
                window.height() * window.width() == 1
                    && window.strideHeight() * window.strideWidth() > 1);
  }

  static double gradientOf(MultiLayerNetwork network, INDArray features, INDArray labels) {
    return FastRunner.find(network).orElseThrow().computeGradient(features, labels);
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
