package org.evenmatch.match;

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
    long parameters = Math.multiplyExact(stored(count), BYTES_PER_FLOAT);
    long activations = 0;
    for (LayerCount layer : count.layers()) {
      activations = Math.addExact(activations, layer.activationBytes());
    }
    long input = Math.multiplyExact(count.network().input().volume(), BYTES_PER_FLOAT);
    int state = count.network().training().optimizer().stateValuesPerParameter();
    return new TrainingMemory(
        Math.addExact(
            parameters,
            Math.multiplyExact(Math.addExact(count.buffers(), connected(count)), BYTES_PER_FLOAT)),
        parameters,
        Math.multiplyExact(parameters, (long) state),
        Math.multiplyExact(
            (long) batch, Math.addExact(input, Math.multiplyExact(2L, activations))));
  }

  /** All parameters; a layer of few connections stores those that it does not have, too. */
  private static long stored(NetworkCount count) {
    long stored = count.parameters();
    for (int i = 0; i < count.layers().size(); i++) {
      LayerCount layer = count.layers().get(i);
      if (count.network().layers().get(i) instanceof LayerSpec.Unrolled) {
        long all = Math.multiplyExact(layer.input().volume(), layer.output().volume());
        stored = Math.addExact(stored, all - layer.weights());
      }
    }
    return stored;
  }

  /** What it takes to know which of a layer's weights are connections. */
  private static long connected(NetworkCount count) {
    long values = 0;
    for (int i = 0; i < count.layers().size(); i++) {
      if (count.network().layers().get(i) instanceof LayerSpec.Unrolled unrolled
          && unrolled.inputs() == Inputs.RANDOM) {
        LayerCount layer = count.layers().get(i);
        values = Math.addExact(values, layer.input().volume() * layer.output().volume());
      }
    }
    return values;
  }

  public long totalBytes() {
    return Math.addExact(
        Math.addExact(parameterBytes, gradientBytes),
        Math.addExact(optimizerBytes, activationBytes));
  }
}
