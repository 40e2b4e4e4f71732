package org.evenmatch.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.PixelRange;
import org.evenmatch.definition.Shape;
import org.evenmatch.definition.Window;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The weights of dense layers that stand in the place of convolutions: {@code [inputs, outputs]},
 * both in the order channel, row, column.
 */
public final class UnrolledWeights {
  private static final String BIAS = "b";

  private final LayerSpec.Unrolled layer;
  private final Shape input;
  private final Shape output;

  private UnrolledWeights(LayerSpec.Unrolled layer, Shape input, Shape output) {
    this.layer = layer;
    this.input = input;
    this.output = output;
  }

  /**
   * How the squares of weights are divided; the parts add up to 1.
   *
   * @param shared what convolutions have in common with these weights: at each place the mean over
   *     all places
   * @param local within windows, but different from place to place
   * @param elsewhere outside windows
   */
  public record Parts(double shared, double local, double elsewhere) {}

  private static List<UnrolledWeights> of(NetworkSpec spec) {
    List<UnrolledWeights> all = new ArrayList<>();
    List<Shape> outputs = spec.outputShapes();
    for (int i = 0; i < outputs.size(); i++) {
      if (spec.layers().get(i) instanceof LayerSpec.Unrolled unrolled) {
        all.add(
            new UnrolledWeights(
                unrolled, i == 0 ? spec.input() : outputs.get(i - 1), outputs.get(i)));
      }
    }
    return all;
  }

  /**
   * Has {@code network} compute what {@code cnn} does: convolutions are written out, all other
   * parameters copied.
   *
   * @param spec of {@code network}: {@code cnn}'s layers, with dense ones in place of convolutions
   */
  public static void set(MultiLayerNetwork network, NetworkSpec spec, MultiLayerNetwork cnn) {
    for (int i = 0; i < network.getnLayers(); i++) {
      Map<String, INDArray> own = network.getLayer(i).paramTable();
      Map<String, INDArray> theirs = cnn.getLayer(i).paramTable();
      boolean isUnrolled = own.keySet().stream().anyMatch(key -> differs(own, theirs, key));
      if (!isUnrolled) {
        own.forEach((key, values) -> values.assign(theirs.get(key)));
      }
    }
    for (UnrolledWeights one : of(spec)) {
      String name = one.layer.name();
      Networks.weights(network, name).assign(one.written(Networks.weights(cnn, name)));
      INDArray biases = network.getLayer(name).getParam(BIAS);
      biases.assign(one.repeated(cnn.getLayer(name).getParam(BIAS)).reshape(biases.shape()));
    }
  }

  private static boolean differs(
      Map<String, INDArray> own, Map<String, INDArray> theirs, String key) {
    return !Arrays.equals(own.get(key).shape(), theirs.get(key).shape());
  }

  /**
   * How the weights of all dense layers of {@code spec} that stand for convolutions are divided.
   */
  public static Parts parts(MultiLayerNetwork network, NetworkSpec spec) {
    double shared = 0;
    double within = 0;
    double all = 0;
    for (UnrolledWeights one : of(spec)) {
      INDArray weights = Networks.weights(network, one.layer.name());
      float[] values = weights.dup('c').data().asFloat();
      Windows windows = one.new Windows();
      one.forEachConnection((at, tap) -> windows.add(tap, values[at]));
      shared += windows.shared();
      within += windows.squares;
      for (float value : values) {
        all += (double) value * value;
      }
    }
    return new Parts(shared / all, (within - shared) / all, (all - within) / all);
  }

  /** A connection within a window: where its weight is, and which of the filter's weights it is. */
  private interface Connection {
    void at(int weight, int tap);
  }

  private void forEachConnection(Connection connection) {
    Window window = layer.window();
    int outputs = Math.toIntExact(output.volume());
    int at = 0;
    for (int filter = 0; filter < output.channels(); filter++) {
      for (int row = 0; row < output.height(); row++) {
        PixelRange rows = PixelRange.ofRows(window, row, input);
        for (int column = 0; column < output.width(); column++, at++) {
          PixelRange columns = PixelRange.ofColumns(window, column, input);
          for (int channel = 0; channel < input.channels(); channel++) {
            for (int y = rows.first(); y < rows.past(); y++) {
              for (int x = columns.first(); x < columns.past(); x++) {
                int from = (((channel * input.height()) + y) * input.width()) + x;
                connection.at(
                    (from * outputs) + at,
                    tap(filter, channel, y - rows.begin(), x - columns.begin()));
              }
            }
          }
        }
      }
    }
  }

  /** As Deeplearning4j has a convolution's weights: {@code [filters, channels, height, width]}. */
  private int tap(int filter, int channel, int row, int column) {
    Window window = layer.window();
    int ofChannel = (filter * input.channels()) + channel;
    return (((ofChannel * window.height()) + row) * window.width()) + column;
  }

  private INDArray written(INDArray filters) {
    float[] taps = filters.dup('c').data().asFloat();
    int inputs = Math.toIntExact(input.volume());
    int outputs = Math.toIntExact(output.volume());
    float[] written = new float[inputs * outputs];
    forEachConnection((at, tap) -> written[at] = taps[tap]);
    return Nd4j.create(written, new long[] {inputs, outputs}, 'c');
  }

  /** A filter's bias for each of its places. */
  private INDArray repeated(INDArray biases) {
    float[] own = biases.dup('c').data().asFloat();
    int plane = output.height() * output.width();
    float[] repeated = new float[own.length * plane];
    for (int i = 0; i < repeated.length; i++) {
      repeated[i] = own[i / plane];
    }
    return Nd4j.create(repeated);
  }

  /** Sums over the places of each of the filters' weights. */
  private final class Windows {
    private final double[] sums;
    private final int[] places;
    private double squares;

    Windows() {
      Window window = layer.window();
      int taps = layer.filters() * input.channels() * window.height() * window.width();
      this.sums = new double[taps];
      this.places = new int[taps];
    }

    void add(int tap, double weight) {
      sums[tap] += weight;
      places[tap]++;
      squares += weight * weight;
    }

    /** The squares that would be left if all places had their mean. */
    double shared() {
      double shared = 0;
      for (int tap = 0; tap < sums.length; tap++) {
        shared += places[tap] == 0 ? 0 : sums[tap] * sums[tap] / places[tap];
      }
      return shared;
    }
  }
}
