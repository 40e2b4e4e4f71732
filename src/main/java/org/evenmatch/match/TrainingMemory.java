package org.evenmatch.match;

import org.evenmatch.definition.LayerSpec;

/**
 * The memory that training takes, in bytes of float32. Activations are counted once for the forward
 * pass and once for their gradients; scratch space of kernels is not counted.
 *
 * @param parameterBytes trained parameters and buffers
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
        Math.addExact(parameters, Math.multiplyExact(count.buffers(), BYTES_PER_FLOAT)),
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

  public long totalBytes() {
    return Math.addExact(
        Math.addExact(parameterBytes, gradientBytes),
        Math.addExact(optimizerBytes, activationBytes));
  }
}
