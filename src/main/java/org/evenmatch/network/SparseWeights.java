package org.evenmatch.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.definition.Inputs;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.PixelRange;
import org.evenmatch.definition.Shape;
import org.evenmatch.definition.Window;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The dense layers of a network whose outputs see few inputs, drawn at random: Deeplearning4j
 * stores all weights of such a layer, of which those without a connection are kept at 0. Optimisers
 * treat each weight for itself, so that what would have become of those changes no other.
 */
public final class SparseWeights implements AutoCloseable {
  private final List<Layer> layers;

  private SparseWeights(List<Layer> layers) {
    this.layers = layers;
  }

  /**
   * One layer.
   *
   * @param weights the network's own, {@code [inputs, outputs]}
   * @param connected 1 where there is a connection, 0 elsewhere
   * @param scale what weights that began for all inputs are to be multiplied by
   */
  private record Layer(INDArray weights, INDArray connected, double scale) {}

  /**
   * Draws the connections of {@code network}; empty if its layers see all inputs.
   *
   * @param seed the same seed gives the same connections
   */
  public static Optional<SparseWeights> of(MultiLayerNetwork network, NetworkSpec spec, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < spec.layers().size(); i++) {
      if (spec.layers().get(i) instanceof LayerSpec.Unrolled unrolled
          && unrolled.inputs() == Inputs.RANDOM) {
        Shape input = i == 0 ? spec.input() : spec.outputShapes().get(i - 1);
        layers.add(
            layer(
                Networks.weights(network, unrolled.name()),
                unrolled,
                input,
                spec.outputShapes().get(i),
                random.split()));
      }
    }
    return layers.isEmpty() ? Optional.empty() : Optional.of(new SparseWeights(layers));
  }

  private static Layer layer(
      INDArray weights,
      LayerSpec.Unrolled unrolled,
      Shape input,
      Shape output,
      SplittableRandom random) {
    int inputs = Math.toIntExact(input.volume());
    int outputs = Math.toIntExact(output.volume());
    float[] connected = new float[inputs * outputs];
    int[] order = IntStream.range(0, inputs).toArray();
    Window window = unrolled.window();
    int plane = output.height() * output.width();
    for (int at = 0; at < outputs; at++) {
      int row = (at % plane) / output.width();
      int column = at % output.width();
      int count =
          PixelRange.ofRows(window, row, input).size()
              * PixelRange.ofColumns(window, column, input).size()
              * input.channels();
      // The beginning of Fisher and Yates' shuffle, in whatever order the last left.
      for (int i = 0; i < count; i++) {
        int j = i + random.nextInt(inputs - i);
        int drawn = order[j];
        order[j] = order[i];
        order[i] = drawn;
        connected[(drawn * outputs) + at] = 1;
      }
    }
    double fanIn = (double) window.height() * window.width() * input.channels();
    return new Layer(
        weights,
        Nd4j.create(connected, new long[] {inputs, outputs}, 'c'),
        Math.sqrt(inputs / fanIn));
  }

  /** Has the weights begin as He's rule has them for as many inputs as a whole window has. */
  void begin() {
    for (Layer layer : layers) {
      layer.weights().muli(layer.scale());
    }
    apply();
  }

  /** Gives back what the knowledge of connections takes. */
  @Override
  public void close() {
    layers.forEach(layer -> layer.connected().close());
  }

  /** Sets to 0 what an optimisation step made of weights without a connection. */
  public void apply() {
    for (Layer layer : layers) {
      layer.weights().muli(layer.connected());
    }
  }
}
