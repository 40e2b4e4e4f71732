package org.evenmatch.match;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.evenmatch.definition.Inputs;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.PixelRange;
import org.evenmatch.definition.Shape;
import org.evenmatch.definition.Window;

/**
 * What one layer costs. Connections and multiply-accumulates are for the forward pass of one
 * example; biases, pooling, activation and normalisation are not multiply-accumulates.
 *
 * @param name the layer's name
 * @param type the layer's type as reports write it
 * @param window the kernel of a convolution or the window of a pool
 * @param input the shape of one example before the layer
 * @param output the shape of one example after the layer
 * @param weights trained weights; for batch normalisation its scales
 * @param biases trained biases; for batch normalisation its shifts
 * @param buffers values that are kept but not trained: running means and variances, the scales of
 *     batch normalisation that does not scale, and whitening filters
 * @param fanIn inputs that each output depends on, for layers with weights; at the border perhaps
 *     fewer
 * @param connections outputs × fan-in
 * @param macs multiply-accumulates
 */
public record LayerCount(
    String name,
    String type,
    Optional<Window> window,
    Shape input,
    Shape output,
    long weights,
    long biases,
    long buffers,
    OptionalLong fanIn,
    long connections,
    long macs) {

  private static final long BYTES_PER_FLOAT = 4;

  /** Counts {@code layer} behind an input of shape {@code input}. */
  static LayerCount of(LayerSpec layer, Shape input) {
    Shape output = layer.outputShape(input);
    if (layer instanceof LayerSpec.Conv conv) {
      long fanIn = fanIn(conv.window(), input);
      long filters = conv.filters();
      LayerCount count =
          weighted(layer, Optional.of(conv.window()), input, output, fanIn, filters, filters);
      return conv.whitens() ? count.fixed() : count;
    }
    if (layer instanceof LayerSpec.Local local) {
      return weighted(
          layer,
          Optional.of(local.window()),
          input,
          output,
          fanIn(local.window(), input),
          output.volume(),
          local.filters());
    }
    if (layer instanceof LayerSpec.Unrolled unrolled) {
      return unrolled(unrolled, input, output);
    }
    if (layer instanceof LayerSpec.Dense || layer instanceof LayerSpec.Output) {
      long units = output.channels();
      return weighted(layer, Optional.empty(), input, output, input.volume(), units, units);
    }
    Optional<Window> window =
        layer instanceof LayerSpec.Pool pool ? Optional.of(pool.window()) : Optional.empty();
    long shifts = layer instanceof LayerSpec.BatchNorm ? output.channels() : 0;
    // Deeplearning4j keeps the scales of what is not scaled too: ones.
    long scales = layer instanceof LayerSpec.BatchNorm norm && norm.scaled() ? shifts : 0;
    return new LayerCount(
        layer.name(),
        layer.type(),
        window,
        input,
        output,
        scales,
        shifts,
        (3 * shifts) - scales,
        OptionalLong.empty(),
        0,
        0);
  }

  /** One weight a connection, each output with a bias of its own. */
  private static LayerCount unrolled(LayerSpec.Unrolled layer, Shape input, Shape output) {
    boolean all = layer.inputs() == Inputs.ALL;
    long fanIn = all ? input.volume() : fanIn(layer.window(), input);
    long connections =
        all
            ? product(fanIn, output.volume())
            : product(
                pixelsInside(layer.window(), input, output),
                product(input.channels(), layer.filters()));
    return new LayerCount(
        layer.name(),
        layer.type(),
        Optional.empty(),
        input,
        output,
        connections,
        output.volume(),
        0,
        OptionalLong.of(fanIn),
        connections,
        connections);
  }

  /** The same with weights that are not trained. */
  private LayerCount fixed() {
    return new LayerCount(
        name, type, window, input, output, 0, biases, buffers + weights, fanIn, connections, macs);
  }

  /** All pixels that the window sees at its places, without padding. */
  private static long pixelsInside(Window window, Shape input, Shape output) {
    long rows =
        IntStream.range(0, output.height())
            .mapToLong(row -> PixelRange.ofRows(window, row, input).size())
            .sum();
    long columns =
        IntStream.range(0, output.width())
            .mapToLong(column -> PixelRange.ofColumns(window, column, input).size())
            .sum();
    return product(rows, columns);
  }

  private static long fanIn(Window window, Shape input) {
    return product(product(window.height(), window.width()), input.channels());
  }

  /** With so many sets of weights, each as many as the fan-in. */
  private static LayerCount weighted(
      LayerSpec layer,
      Optional<Window> window,
      Shape input,
      Shape output,
      long fanIn,
      long sets,
      long biases) {
    long connections = product(output.volume(), fanIn);
    return new LayerCount(
        layer.name(),
        layer.type(),
        window,
        input,
        output,
        product(fanIn, sets),
        biases,
        0,
        OptionalLong.of(fanIn),
        connections,
        connections);
  }

  /** Trained parameters: weights + biases. */
  public long parameters() {
    return Math.addExact(weights, biases);
  }

  /** How many connections share one trained weight: connections ÷ weights. */
  public OptionalLong weightReuse() {
    return weights > 0 && fanIn.isPresent()
        ? OptionalLong.of(connections / weights)
        : OptionalLong.empty();
  }

  /** Bytes of the layer's output for one example in float32. */
  public long activationBytes() {
    return product(output.volume(), BYTES_PER_FLOAT);
  }

  private static long product(long a, long b) {
    return Math.multiplyExact(a, b);
  }
}
