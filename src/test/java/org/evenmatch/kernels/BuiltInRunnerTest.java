package org.evenmatch.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.Pairs;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.engine.NativeRuntime;
import org.evenmatch.network.Networks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class BuiltInRunnerTest {
  private static final int BATCH = 6;
  private final NetworkSpec spec = Pairs.load("lenet").spec().convolutional();

  @BeforeAll
  static void loadEngine() {
    NativeRuntime.current().start();
  }

  private static INDArray features(int step) {
    Nd4j.getRandom().setSeed(step + 1);
    return Nd4j.rand(DataType.FLOAT, BATCH, 1, 28, 28);
  }

  private static INDArray labels(int classes) {
    INDArray labels = Nd4j.zeros(DataType.FLOAT, BATCH, classes);
    for (int i = 0; i < BATCH; i++) {
      labels.putScalar(i, i % classes, 1);
    }
    return labels;
  }

  @Test
  void leavesTheSameNetworkAndTheSameLossesWhenTheLossIsNotReadEachStep() {
    MultiLayerNetwork plain = Networks.build(spec, 3);
    MultiLayerNetwork deferred = Networks.build(spec, 3);
    BuiltInRunner plainRunner = new BuiltInRunner(plain);
    BuiltInRunner deferringRunner = BuiltInRunner.deferring(deferred);
    double[] losses = new double[4];
    for (int step = 0; step < losses.length; step++) {
      plainRunner.fit(features(step), labels(10));
      losses[step] = plainRunner.awaitLossSum();
      assertThat(losses[step]).isEqualTo(plain.score());
    }

    deferringRunner.fit(features(0), labels(10));
    deferringRunner.fit(features(1), labels(10));
    deferringRunner.fit(features(2), labels(10));
    double ofThree = deferringRunner.awaitLossSum();
    deferringRunner.fit(features(3), labels(10));

    assertThat(plainRunner.isImmediate()).isTrue();
    assertThat(deferringRunner.isImmediate()).isFalse();
    assertThat(ofThree).isCloseTo(losses[0] + losses[1] + losses[2], within(1e-5));
    assertThat(deferringRunner.awaitLossSum()).isCloseTo(losses[3], within(1e-5));
    assertThat(deferred.score()).isCloseTo(losses[3], within(1e-5));
    assertThat(deferringRunner.awaitLossSum()).isZero();
    assertThat(deferred.params()).isEqualTo(plain.params());
    assertThat(deferred.getUpdater().getStateViewArray())
        .isEqualTo(plain.getUpdater().getStateViewArray());
    assertThat(deferred.getIterationCount()).isEqualTo(4);
  }

  @Test
  void leavesTheConfigurationAsItWasEvenWhenAStepFails() {
    MultiLayerNetwork network = Networks.build(spec, 3);
    String before = network.getLayerWiseConfigurations().toJson();
    BuiltInRunner runner = BuiltInRunner.deferring(network);

    runner.fit(features(0), labels(10));
    assertThat(network.getLayerWiseConfigurations().toJson())
        .satisfies(json -> assertThat(withoutCounters(json)).isEqualTo(withoutCounters(before)));

    assertThatThrownBy(() -> runner.fit(features(0), labels(7)))
        .isInstanceOf(RuntimeException.class);
    assertThat(network.getLayerWiseConfigurations().toJson())
        .satisfies(json -> assertThat(withoutCounters(json)).isEqualTo(withoutCounters(before)));
  }

  private static String withoutCounters(String json) {
    return json.replaceAll("\"iterationCount\" : \\d+", "");
  }

  @Test
  void addsWhatDeeplearning4jAddsForLargeWeights() {
    MultiLayerNetwork plain = penalised();
    MultiLayerNetwork deferred = penalised();
    BuiltInRunner plainRunner = new BuiltInRunner(plain);
    BuiltInRunner deferringRunner = BuiltInRunner.deferring(deferred);
    INDArray values = features(0).reshape('c', BATCH, 28 * 28);

    plainRunner.fit(values, labels(3));
    deferringRunner.fit(values, labels(3));

    assertThat(deferringRunner.awaitLossSum())
        .isCloseTo(plainRunner.awaitLossSum(), within(1e-5))
        .isGreaterThan(2.0);
  }

  private static MultiLayerNetwork penalised() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .l2(0.1)
                .list()
                .layer(new DenseLayer.Builder().nOut(20).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.feedForward(28 * 28))
                .build());
    network.init();
    return network;
  }

  @Test
  void readsTheLossEachStepOfANetworkThatEndsInAnotherWay() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().nOut(3).build())
                .layer(new LossLayer.Builder(LossFunction.MSE).build())
                .setInputType(InputType.feedForward(28 * 28))
                .build());
    network.init();
    BuiltInRunner runner = BuiltInRunner.deferring(network);

    runner.fit(features(0).reshape('c', BATCH, 28 * 28), labels(3));

    assertThat(runner.isImmediate()).isTrue();
    assertThat(runner.awaitLossSum()).isEqualTo(network.score()).isPositive();
  }
}
