package org.evenmatch.match;

import java.util.List;
import java.util.stream.IntStream;
import org.evenmatch.definition.Inputs;
import org.evenmatch.definition.LayerSpec;

/**
 * The memory that training takes, in bytes of float32. Activations are counted once for the forward
 * pass and once for their gradients; scratch space of kernels is not counted.
 *
 * @param parameterBytes trained parameters, buffers, and where few inputs are connected, which
 * @param gradientBytes one gradient a trained parameter
 * @param optimizerBytes the optimiser's state
 * @param activationBytes inputs, outputs of all layers and their gradients for one batch
 */
public record TrainingMemory(
    long parameterBytes, long gradientBytes, long optimizerBytes, long activationBytes) {

  private static final long BYTES_PER_FLOAT = 4;

  /** Estimates the memory of training the counted network on batches of {@code batch} examples. */
  public static TrainingMemory of(NetworkCount count, int batch) {
    long connected = 0;
    long missing = 0;
    for (LayerCount layer : sparse(count)) {
      long all = Math.multiplyExact(layer.input().volume(), layer.output().volume());
      connected = Math.addExact(connected, all);
      missing = Math.addExact(missing, all - layer.weights());
    }
    long parameters =
        Math.multiplyExact(Math.addExact(count.parameters(), missing), BYTES_PER_FLOAT);
    long activations = 0;
    for (LayerCount layer : count.layers()) {
      activations = Math.addExact(activations, layer.activationBytes());
    }
    long input = Math.multiplyExact(count.network().input().volume(), BYTES_PER_FLOAT);
    int state = count.network().training().optimizer().stateValuesPerParameter();
    return new TrainingMemory(
        Math.addExact(
            parameters,
            Math.multiplyExact(Math.addExact(count.buffers(), connected), BYTES_PER_FLOAT)),
        parameters,
        Math.multiplyExact(parameters, (long) state),
        Math.multiplyExact(
            (long) batch, Math.addExact(input, Math.multiplyExact(2L, activations))));
  }

  /** The layers of few connections: as dense ones are, they store all that could be. */
  private static List<LayerCount> sparse(NetworkCount count) {
    return IntStream.range(0, count.layers().size())
        .filter(
            i ->
                count.network().layers().get(i) instanceof LayerSpec.Unrolled unrolled
                    && unrolled.inputs() == Inputs.RANDOM)
        .mapToObj(count.layers()::get)
        .toList();
  }

  public long totalBytes() {
    return Math.addExact(
        Math.addExact(parameterBytes, gradientBytes),
        Math.addExact(optimizerBytes, activationBytes));
  }
}
