package org.evenmatch.match;

import java.util.List;
import org.evenmatch.definition.Inputs;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.files.InvalidInputException;

/**
 * Puts dense layers in the place of convolutions and locally connected layers, with as many outputs
 * that stand where theirs did; all other layers stay.
 */
public final class Unrolling {
  private Unrolling() {}

  /**
   * The network that {@code cnn} is a special case of: each output sees all inputs (d'Ascoli et
   * al., "Finding the needle in the haystack with convolutions", 2019).
   *
   * @throws InvalidInputException if it has fixed filters, or would have too many weights
   */
  public static NetworkSpec dense(NetworkSpec cnn) {
    return of(cnn, Inputs.ALL, "-unrolled");
  }

  /** As many connections as {@code local} has, but to inputs that are drawn at random. */
  public static NetworkSpec sparse(NetworkSpec local) {
    return of(local, Inputs.RANDOM, "-sparse");
  }

  private static NetworkSpec of(NetworkSpec network, Inputs inputs, String suffix) {
    String name = network.name().replaceFirst("-(cnn|local)$", "") + suffix;
    List<LayerSpec> layers = network.layers().stream().map(layer -> of(layer, inputs)).toList();
    if (layers.stream().noneMatch(LayerSpec.Unrolled.class::isInstance)) {
      throw new InvalidInputException(
          "a network must have a convolution for dense layers to stand in its place, but '"
              + network.name()
              + "' has none: leave 'sparse' and 'relax' out, or choose another pair");
    }
    return new NetworkSpec(name, Kind.FC, network.image(), layers, network.training());
  }

  private static LayerSpec of(LayerSpec layer, Inputs inputs) {
    if (layer instanceof LayerSpec.Conv conv) {
      if (conv.whitens()) {
        throw new InvalidInputException(
            "a convolution whose filters are fixed cannot be unrolled, but layer '"
                + conv.name()
                + "' whitens: choose another pair");
      }
      return new LayerSpec.Unrolled(
          conv.name(), conv.filters(), conv.window(), conv.activation(), inputs);
    }
    return layer instanceof LayerSpec.Local local
        ? new LayerSpec.Unrolled(
            local.name(), local.filters(), local.window(), local.activation(), inputs)
        : layer;
  }
}
