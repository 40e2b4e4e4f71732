package org.evenmatch.kernels.gpu;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.engine.BackendChoice;
import org.evenmatch.kernels.ParameterMean;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Has the GPU compute the gradient of a small network and holds it against Deeplearning4j's own, in
 * double precision on the processor, before anything is trained on it; and a mean of parameters.
 */
final class GpuCheck {
  /** What rounding of float32 may do, against the gradient's length. */
  private static final double TOLERANCE = 1e-4;

  /** TF32 has 10 bits of mantissa. */
  private static final double TOLERANCE_TF32 = 2e-2;

  private static final int SIDE = 9;
  private static final int BATCH = 5;
  private static final int CLASSES = 3;
  private static boolean done;

  private GpuCheck() {}

  /**
   * Checks the GPU, if that has not been done in this process.
   *
   * @throws org.evenmatch.engine.BackendUnavailableException if they differ
   */
  static synchronized void once() {
    if (!done) {
      require(Arithmetic.EXACT, TOLERANCE);
      require(Arithmetic.FLOAT32, TOLERANCE_TF32);
      requireMean();
      done = true;
    }
  }

  private static void require(Arithmetic arithmetic, double tolerance) {
    double off = farthest(arithmetic);
    // Written so that what is not a number is wrong too.
    if (!(off <= tolerance)) {
      throw BackendChoice.unavailable(
          "this GPU and Deeplearning4j's own arithmetic disagree about a gradient by "
              + off
              + " of its length, with "
              + arithmetic
              + " arithmetic");
    }
  }

  private static void requireMean() {
    MultiLayerNetwork network = network(DataType.FLOAT);
    INDArray mean = network.params().mul(-2);
    INDArray expected = mean.mul(0.25).addi(network.params().mul(0.75));
    try (GpuRunner runner = new GpuRunner(network, Device.current(), Arithmetic.EXACT)) {
      ParameterMean followed = runner.meanOf(network, mean);
      followed.follow(0.25);
      followed.adopt();
      followed.fetch();
      runner.updateNetwork();
    }
    if (!expected.equalsWithEps(mean, TOLERANCE) || !network.params().equals(mean)) {
      throw BackendChoice.unavailable(
          "this GPU and Deeplearning4j's own arithmetic disagree about a mean of parameters");
    }
  }

  private static double farthest(Arithmetic arithmetic) {
    MultiLayerNetwork exact = network(DataType.DOUBLE);
    INDArray features = wave(BATCH, 2, SIDE, SIDE);
    INDArray labels = Nd4j.zeros(DataType.DOUBLE, BATCH, CLASSES);
    for (int i = 0; i < BATCH; i++) {
      labels.putScalar(i, i % CLASSES, 1);
    }
    exact.setInput(features);
    exact.setLabels(labels);
    exact.computeGradientAndScore();
    MultiLayerNetwork own = network(DataType.FLOAT);
    own.setParams(exact.params().castTo(DataType.FLOAT));
    double loss;
    try (GpuRunner runner = new GpuRunner(own, Device.current(), arithmetic)) {
      loss = runner.computeGradient(features.castTo(DataType.FLOAT), labels.castTo(DataType.FLOAT));
    }
    // Deeplearning4j divides by the batch later.
    exact.getFlattenedGradients().divi(BATCH);
    double lossOff = Math.abs(loss - exact.score()) / exact.score();
    return Math.max(lossOff, distance(trained(exact), trained(own)));
  }

  /** The gradient of what is learned: Deeplearning4j keeps running statistics beside it. */
  private static double[] trained(MultiLayerNetwork network) {
    int norm = 1;
    long from = network.getLayer(0).numParams() + (network.getLayer(norm).numParams() / 2);
    long to = network.getLayer(0).numParams() + network.getLayer(norm).numParams();
    double[] gradient = network.getFlattenedGradients().dup('c').data().asDouble();
    Arrays.fill(gradient, (int) from, (int) to, 0);
    return gradient;
  }

  /** How far apart, against the length of {@code expected}. */
  private static double distance(double[] expected, double[] actual) {
    double apart = 0;
    double length = 0;
    for (int i = 0; i < expected.length; i++) {
      apart += Math.pow(expected[i] - actual[i], 2);
      length += expected[i] * expected[i];
    }
    return Math.sqrt(apart / length);
  }

  private static MultiLayerNetwork network(DataType type) {
    MultiLayerConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .dataType(type)
            .updater(new Sgd(0.1))
            .list()
            .layer(
                new ConvolutionLayer.Builder(3, 2)
                    .nOut(4)
                    .convolutionMode(ConvolutionMode.Same)
                    .activation(Activation.TANH)
                    .build())
            .layer(new BatchNormalization.Builder().useLogStd(false).build())
            .layer(
                new SubsamplingLayer.Builder(PoolingType.MAX).kernelSize(2, 2).stride(2, 2).build())
            .layer(new ConvolutionLayer.Builder(2, 3).nOut(5).activation(Activation.GELU).build())
            .layer(
                new SubsamplingLayer.Builder(PoolingType.AVG)
                    .kernelSize(2, 2)
                    .stride(1, 1)
                    .convolutionMode(ConvolutionMode.Same)
                    .build())
            .layer(new DenseLayer.Builder().nOut(6).activation(Activation.SIGMOID).build())
            .layer(
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nOut(CLASSES)
                    .activation(Activation.SOFTMAX)
                    .build())
            .setInputType(InputType.convolutional(SIDE, SIDE, 2))
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }

  /** Values between -1 and 1 that no two pixels share. */
  private static INDArray wave(long... shape) {
    double[] values = new double[(int) (shape[0] * shape[1] * shape[2] * shape[3])];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.sin(0.7 * i);
    }
    return Nd4j.createFromArray(values).reshape('c', shape);
  }
}
