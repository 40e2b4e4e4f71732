package org.evenmatch.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import org.evenmatch.match.LayerCount;

/**
 * One layer, counted.
 *
 * @param name of the layer
 * @param type of the layer
 * @param kernel {@code [height, width]} of its window
 * @param output shape of one example
 * @param weights trained weights
 * @param biases trained biases
 * @param buffers values kept but not trained
 * @param connections outputs × fan-in
 * @param macs multiply-accumulates
 * @param fanIn inputs that each output depends on
 * @param weightReuse connections ÷ weights
 * @param activationBytes of one example
 */
@JsonInclude(value = JsonInclude.Include.ALWAYS, content = JsonInclude.Include.ALWAYS)
public record LayerInfo(
    String name,
    String type,
    Optional<List<Integer>> kernel,
    List<Integer> output,
    long weights,
    long biases,
    long buffers,
    long connections,
    long macs,
    Optional<Long> fanIn,
    Optional<Long> weightReuse,
    long activationBytes) {
  /** The results' form of a count. */
  public static LayerInfo of(LayerCount layer) {
    return new LayerInfo(
        layer.name(),
        layer.type(),
        layer.window().map(window -> List.of(window.height(), window.width())),
        layer.output().dimensions(),
        layer.weights(),
        layer.biases(),
        layer.buffers(),
        layer.connections(),
        layer.macs(),
        layer.fanIn().stream().boxed().findFirst(),
        layer.weightReuse().stream().boxed().findFirst(),
        layer.activationBytes());
  }
}
