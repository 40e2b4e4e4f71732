package org.evenmatch.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.Shape;
import org.evenmatch.network.Networks;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Holds what kernels compute against Deeplearning4j's own methods. */
public final class StepReference {
  private StepReference() {}

  public static INDArray features(NetworkSpec spec, int batch, SplittableRandom random) {
    Shape image = spec.image();
    float[] values = new float[batch * (int) image.volume()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((2 * random.nextDouble()) - 1);
    }
    return spec.input().flat()
        ? Nd4j.create(values, new long[] {batch, image.volume()}, 'c')
        : Nd4j.create(
            values, new long[] {batch, image.channels(), image.height(), image.width()}, 'c');
  }

  public static INDArray labels(NetworkSpec spec, int batch, SplittableRandom random) {
    int classes = spec.classes().orElseThrow();
    INDArray labels = Nd4j.zeros(DataType.FLOAT, batch, classes);
    for (int i = 0; i < batch; i++) {
      labels.putScalar(i, random.nextInt(classes), 1);
    }
    return labels;
  }

  /** Without dropout, whose masks cannot be the same. */
  public static NetworkSpec withoutDropout(NetworkSpec spec) {
    List<LayerSpec> layers = new ArrayList<>(spec.layers());
    layers.removeIf(LayerSpec.Dropout.class::isInstance);
    return new NetworkSpec(spec.name(), spec.kind(), spec.image(), layers, spec.training());
  }

  /** The same network in double precision, by Deeplearning4j's own methods. */
  private static MultiLayerNetwork inDoublePrecision(MultiLayerNetwork network) {
    return network.convertDataType(DataType.DOUBLE);
  }

  /** What computes a network's loss and gradient. */
  @FunctionalInterface
  public interface GradientOf {
    /** Computes the gradient into the network's array, and gives the loss. */
    double compute(MultiLayerNetwork network, INDArray features, INDArray labels);
  }

  /** Holds loss and gradient against Deeplearning4j's in double precision. */
  public static void assertGradientIsRight(
      NetworkSpec spec, int batch, long seed, GradientOf computed) {
    SplittableRandom random = new SplittableRandom(seed);
    MultiLayerNetwork network = Networks.build(spec, seed);
    network.params().addi(Nd4j.rand(DataType.FLOAT, network.params().shape()).muli(0.05));
    MultiLayerNetwork exact = inDoublePrecision(network);
    INDArray features = features(spec, batch, random);
    // Smoothed, as training may have them.
    INDArray labels =
        labels(spec, batch, random).muli(0.7).addi(0.3 / spec.classes().orElseThrow());

    double loss = computed.compute(network, features, labels);

    exact.setInput(features.castTo(DataType.DOUBLE));
    exact.setLabels(labels.castTo(DataType.DOUBLE));
    exact.computeGradientAndScore();
    GraphLayerGradient.mendGradient(exact);
    double[] expected = exact.getFlattenedGradients().divi(batch).ravel().toDoubleVector();
    float[] found = network.getFlattenedGradients().ravel().toFloatVector();
    boolean[] trained = trained(network);
    double norm = 0;
    double error = 0;
    for (int i = 0; i < expected.length; i++) {
      if (trained[i]) {
        norm += expected[i] * expected[i];
        error += (found[i] - expected[i]) * (found[i] - expected[i]);
      }
    }
    // Decoupled decay is no part of the loss that the gradient is of.
    double decay = 0;
    for (Layer layer : exact.getLayers()) {
      decay += layer.calcRegularizationScore(true);
    }
    assertThat(loss)
        .as("loss of %s, batch %d", spec, batch)
        .isCloseTo(exact.score() - decay, within(1e-4));
    assertThat(Math.sqrt(error / norm))
        .as("gradient of %s, batch %d", spec, batch)
        .isLessThan(1e-4);
  }

  /** Running statistics have no gradient. */
  private static boolean[] trained(MultiLayerNetwork network) {
    boolean[] trained = new boolean[(int) network.numParams()];
    int offset = 0;
    for (int i = 0; i < network.getnLayers(); i++) {
      int count = (int) network.getLayer(i).numParams();
      int statistics =
          network.getLayer(i).conf().getLayer() instanceof BatchNormalization norm
              ? 2 * (int) norm.getNOut()
              : 0;
      Arrays.fill(trained, offset, offset + count - statistics, true);
      offset += count;
    }
    return trained;
  }

  public static double distance(INDArray found, INDArray expected) {
    return found.sub(expected).norm2Number().doubleValue() / expected.norm2Number().doubleValue();
  }
}
