package org.evenmatch.match;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.Shape;
import org.evenmatch.files.InvalidInputException;

/**
 * What a network costs, layer by layer and in all.
 *
 * @param network what was counted
 * @param layers one count a layer, in order
 */
public record NetworkCount(NetworkSpec network, List<LayerCount> layers) {

  public NetworkCount {
    layers = List.copyOf(layers);
  }

  /**
   * Counts {@code network}.
   *
   * @throws InvalidInputException if a count does not fit in 63 bits
   */
  public static NetworkCount of(NetworkSpec network) {
    List<LayerCount> counts = new ArrayList<>();
    Shape shape = network.input();
    try {
      for (LayerSpec layer : network.layers()) {
        LayerCount count = LayerCount.of(layer, shape);
        counts.add(count);
        shape = count.output();
      }
      NetworkCount total = new NetworkCount(network, counts);
      total.parameters();
      total.macs();
      return total;
    } catch (ArithmeticException e) {
      throw new InvalidInputException(
          "the counts of '" + network.name() + "' exceed 2^63: use smaller layers", e);
    }
  }

  public long weights() {
    return sum(LayerCount::weights);
  }

  public long biases() {
    return sum(LayerCount::biases);
  }

  /** Trained parameters: weights + biases. */
  public long parameters() {
    return sum(LayerCount::parameters);
  }

  /** Values kept but not trained. */
  public long buffers() {
    return sum(LayerCount::buffers);
  }

  public long connections() {
    return sum(LayerCount::connections);
  }

  /** Multiply-accumulates of one example's forward pass. */
  public long macs() {
    return sum(LayerCount::macs);
  }

  private long sum(ToLongFunction<LayerCount> count) {
    return layers.stream().mapToLong(count).reduce(0, Math::addExact);
  }
}
