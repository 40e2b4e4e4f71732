package org.evenmatch.kernels.cuda;

import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.engine.BackendChoice;
import org.evenmatch.engine.BackendUnavailableException;
import org.evenmatch.kernels.VendorKernels;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Has the device compute one gradient of a small network with the vendor's kernels and one with
 * Deeplearning4j's own, before anything is trained on it: they must agree, and the layers must
 * really have the vendor's.
 */
public final class DeviceCheck {
  /** What rounding in another order may do, against the largest value of the gradient. */
  private static final double TOLERANCE_DOUBLE = 1e-10;

  /** TF32 and float16 have 10 bits of mantissa. */
  private static final double TOLERANCE_FLOAT = 2e-2;

  private static final int SIDE = 9;
  private static final int BATCH = 5;
  private static final int CLASSES = 3;
  private static boolean done;

  private DeviceCheck() {}

  /**
   * Checks the device, if that has not been done in this process.
   *
   * @throws BackendUnavailableException if the gradients differ, or cuDNN is not used
   */
  public static synchronized void once() {
    if (!done) {
      check(DataType.DOUBLE, TOLERANCE_DOUBLE);
      check(DataType.FLOAT, TOLERANCE_FLOAT);
      done = true;
    }
  }

  private static void check(DataType type, double tolerance) {
    INDArray features = wave(type, BATCH, 2, SIDE, SIDE);
    INDArray labels = Nd4j.zeros(type, BATCH, CLASSES);
    for (int i = 0; i < BATCH; i++) {
      labels.putScalar(i, i % CLASSES, 1);
    }
    MultiLayerNetwork plain = new MultiLayerNetwork(configuration(type));
    plain.init();
    MultiLayerConfiguration configuration = configuration(type);
    CudaKernels.forbidFallback(configuration);
    MultiLayerNetwork fast = VendorKernels.initialised(configuration);
    fast.setParams(plain.params());
    for (int layer : List.of(0, 1, 3)) {
      if (fast.getLayer(layer).getHelper() == null) {
        throw BackendChoice.unavailable(
            "Deeplearning4j does not take cuDNN's kernels for layer " + layer + " in " + type);
      }
    }
    double[] expected = gradient(plain, features, labels);
    double[] actual = gradient(fast, features, labels);
    for (Layer layer : fast.getLayers()) {
      if (layer.getHelper() instanceof CudnnLayer<?, ?> cudnn && !cudnn.hasComputedGradient()) {
        throw BackendChoice.unavailable(
            "Deeplearning4j's " + layer.type() + " layer is left to itself in " + type);
      }
    }
    difference(expected, actual, tolerance)
        .ifPresent(
            problem -> {
              throw BackendChoice.unavailable(
                  "cuDNN and Deeplearning4j's own arithmetic disagree on this GPU in "
                      + type
                      + ": "
                      + problem);
            });
  }

  /**
   * What is wrong with {@code actual}; empty if every value is within {@code tolerance}, against
   * the largest value of {@code expected}.
   */
  static Optional<String> difference(double[] expected, double[] actual, double tolerance) {
    double largest = 0;
    for (double value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      double off = Math.abs(expected[i] - actual[i]);
      // Written so that what is not a number is wrong too.
      if (!(off <= tolerance * largest) || largest == 0) {
        return Optional.of("value " + i + " is " + actual[i] + " and not " + expected[i]);
      }
    }
    return Optional.empty();
  }

  /** The gradient of every parameter, in Deeplearning4j's order, after the loss. */
  private static double[] gradient(MultiLayerNetwork network, INDArray features, INDArray labels) {
    network.setInput(features);
    network.setLabels(labels);
    network.computeGradientAndScore();
    double[] gradient = network.getFlattenedGradients().dup('c').data().asDouble();
    double[] all = new double[gradient.length + 1];
    all[0] = network.score();
    System.arraycopy(gradient, 0, all, 1, gradient.length);
    return all;
  }

  private static MultiLayerConfiguration configuration(DataType type) {
    return new NeuralNetConfiguration.Builder()
        .seed(1)
        .dataType(type)
        .updater(new NoOp())
        .list()
        .layer(
            new ConvolutionLayer.Builder(3, 3)
                .nOut(4)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.TANH)
                .build())
        .layer(new BatchNormalization.Builder().useLogStd(false).build())
        .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build())
        .layer(new ConvolutionLayer.Builder(2, 3).nOut(5).activation(Activation.RELU).build())
        .layer(new DenseLayer.Builder().nOut(6).activation(Activation.RELU).build())
        .layer(
            new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(CLASSES)
                .activation(Activation.SOFTMAX)
                .build())
        .setInputType(InputType.convolutional(SIDE, SIDE, 2))
        .build();
  }

  /** Values between -1 and 1 that no two pixels share. */
  private static INDArray wave(DataType type, long... shape) {
    long length = 1;
    for (long dimension : shape) {
      length *= dimension;
    }
    double[] values = new double[(int) length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.sin(0.7 * i);
    }
    return Nd4j.createFromArray(values).castTo(type).reshape('c', shape);
  }
}
