package org.evenmatch.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.Pairs;
import org.evenmatch.definition.Activation;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.Optimizer;
import org.evenmatch.definition.Schedule;
import org.evenmatch.definition.Shape;
import org.evenmatch.definition.Training;
import org.evenmatch.kernels.BuiltInRunner;
import org.evenmatch.kernels.Clip;
import org.evenmatch.kernels.NetworkRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;

/** What Deeplearning4j makes of a training recipe. */
class UpdatersTest {
  private static final double SCALE = 0.25;

  /** Two inputs and two classes. */
  private static NetworkSpec softmax(Training training) {
    return new NetworkSpec(
        "softmax",
        Kind.FC,
        Shape.image(1, 2, 1),
        List.of(new LayerSpec.Output("output", 2)),
        training);
  }

  private static IUpdater updater(NetworkSpec spec, int examples) {
    MultiLayerNetwork network = Networks.build(spec, 1, examples);
    return ((BaseLayer) network.getLayer("output").conf().getLayer()).getIUpdater();
  }

  @ParameterizedTest
  @CsvSource({"SGD", "NESTEROVS", "ADAM"})
  void learningRatesFallFromStepToStep(Optimizer optimizer) {
    IUpdater updater = updater(softmax(new Training(optimizer, 0.1, Schedule.LINEAR, 10, 2)), 15);

    double[] rates =
        IntStream.range(0, 4).mapToDouble(step -> updater.getLearningRate(step, 0)).toArray();

    assertThat(rates).containsExactly(new double[] {0.1, 0.075, 0.05, 0.025}, within(1e-12));
  }

  @Test
  void batchNormalisationLearnsAtItsOwnRate() {
    Training training = new Training(Optimizer.NESTEROVS, 0.1, Schedule.CONSTANT, 10, 1);
    NetworkSpec spec =
        new NetworkSpec(
            "norms",
            Kind.FC,
            Shape.image(1, 2, 1),
            List.of(
                new LayerSpec.BatchNorm("faster", Activation.IDENTITY, true, 64, 0.9),
                new LayerSpec.BatchNorm("usual", Activation.IDENTITY),
                new LayerSpec.Output("output", 2)),
            training);

    MultiLayerNetwork network = Networks.build(spec, 1);

    assertThat(
            Stream.of("faster", "usual", "output")
                .map(name -> (BaseLayer) network.getLayer(name).conf().getLayer())
                .map(layer -> layer.getIUpdater())
                .map(updater -> updater.getLearningRate(0, 0)))
        .containsExactly(6.4, 0.1, 0.1);
  }

  @Test
  void longTrainingsShareRatesAmongAFewStepsWithTheSameMean() {
    Training training = new Training(Optimizer.SGD, 0.1, Schedule.LINEAR, 1, 1);
    IUpdater updater = updater(softmax(training), 10_001);

    double[] rates =
        IntStream.range(0, 10_001).mapToDouble(step -> updater.getLearningRate(step, 0)).toArray();

    double worst = 0;
    double sum = 0;
    for (int step = 0; step < rates.length; step++) {
      worst = Math.max(worst, Math.abs(rates[step] - training.learningRateAt(step / 10_001.0)));
      sum += rates[step];
    }
    // 21 steps together, so that none is more than 10 steps' fall away.
    assertThat(worst).isLessThan(0.1 * 10.01 / 10_001);
    assertThat(sum / 10_001).isCloseTo(0.1 * 10_002 / 20_002, within(1e-9));
    assertThat(IntStream.range(0, 10_001).mapToObj(i -> rates[i]).distinct().count())
        .isEqualTo(477);
  }

  /** Softmax regression with logits s (V x + c) by the textbook, against weights W = s V. */
  @ParameterizedTest
  @CsvSource({"SGD", "NESTEROVS"})
  void anOutputScaleTrainsAsScaledLogitsDo(Optimizer optimizer) {
    double rate = 0.5;
    double momentum = 0.6;
    double decay = 0.1;
    Training training =
        new Training(optimizer, rate, Schedule.CONSTANT, 1, 1)
            .with("momentum", Double.toString(momentum))
            .with("weight-decay", Double.toString(decay))
            .with("output-scale", Double.toString(SCALE));
    MultiLayerNetwork network = Networks.build(softmax(training), 3, 1);
    MultiLayerNetwork unscaled = Networks.build(softmax(training.with("output-scale", "1")), 3, 1);
    INDArray begun = Networks.weights(unscaled, "output");
    // [input][class]; the last row holds the biases.
    double[][] v = new double[3][2];
    double[][] velocity = new double[3][2];
    for (int input = 0; input < 2; input++) {
      for (int k = 0; k < 2; k++) {
        v[input][k] = begun.getDouble(input, k);
      }
    }
    NetworkRunner runner = new BuiltInRunner(network);
    double[][] examples = {{1, -2, 1}, {0.5, 3, 1}, {-1, 1, 1}};
    for (int step = 0; step < examples.length; step++) {
      double[] x = examples[step];
      int label = step % 2;
      double difference = 0;
      for (int i = 0; i < 3; i++) {
        difference += SCALE * x[i] * (v[i][1] - v[i][0]);
      }
      double second = 1 / (1 + Math.exp(-difference));
      double[] error = {1 - second - (1 - label), second - label};
      for (int i = 0; i < 3; i++) {
        for (int k = 0; k < 2; k++) {
          double gradient = SCALE * error[k] * x[i];
          double shrunk = i < 2 ? rate * decay * v[i][k] : 0;
          double before = velocity[i][k];
          velocity[i][k] =
              (optimizer == Optimizer.NESTEROVS ? momentum * before : 0) - (rate * gradient);
          v[i][k] +=
              (optimizer == Optimizer.NESTEROVS
                      ? ((1 + momentum) * velocity[i][k]) - (momentum * before)
                      : velocity[i][k])
                  - shrunk;
        }
      }
      runner.fit(
          Nd4j.createFromArray(new float[][] {{(float) x[0], (float) x[1]}}),
          Nd4j.createFromArray(new float[][] {{1 - label, label}}));
    }
    for (int input = 0; input < 2; input++) {
      for (int k = 0; k < 2; k++) {
        assertThat(Networks.weights(network, "output").getDouble(input, k))
            .isCloseTo(SCALE * v[input][k], within(1e-6));
      }
    }
    assertThat(network.getParam("0_b").getDouble(0)).isCloseTo(SCALE * v[2][0], within(1e-6));
  }

  @Test
  void onlyLayersWithWeightsAreClipped() {
    Training clipping =
        new Training(Optimizer.SGD, 0.1, Schedule.CONSTANT, 1, 1).with("gradient-clip", "0.5");
    MultiLayerNetwork network =
        Networks.build(Pairs.load("cifar-vgg").spec().convolutional().withTraining(clipping), 1);
    List<Clip> clips = new ArrayList<>();
    long from = 0;
    for (Layer layer : network.getLayers()) {
      if (layer.numParams() > 0 && !(layer instanceof BatchNormalization)) {
        clips.add(new Clip(from, layer.numParams(), 0.5));
      }
      from += layer.numParams();
    }
    assertThat(clips).hasSize(7);
    assertThat(Clip.of(network)).isEqualTo(clips);
  }
}
