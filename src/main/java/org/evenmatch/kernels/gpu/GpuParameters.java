package org.evenmatch.kernels.gpu;

import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.MultiLayerUpdater;
import org.evenmatch.kernels.Addresses;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Copies on the GPU of a Deeplearning4j network's parameters and its optimiser's state, in the same
 * order, and room for the gradient.
 */
final class GpuParameters implements AutoCloseable {
  private final MultiLayerNetwork network;
  private final Device device;
  private final DeviceArena arena = new DeviceArena();
  private final DeviceArray values;
  private final DeviceArray gradient;
  private final Optional<DeviceArray> state;
  private Optional<DeviceArray> partsOfNorm = Optional.empty();
  private boolean newer;

  GpuParameters(MultiLayerNetwork network, Device device) {
    this.network = network;
    this.device = device;
    MultiLayerUpdater updater = (MultiLayerUpdater) network.getUpdater(true);
    try {
      this.values = arena.floats(network.numParams());
      this.gradient = arena.floats(network.numParams());
      this.state =
          Optional.ofNullable(updater.getStateViewArray()).map(one -> arena.floats(one.length()));
      sendValues();
      state.ifPresent(to -> send(stateArray(), to));
    } catch (RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  private INDArray stateArray() {
    return network.getUpdater().getStateViewArray();
  }

  DeviceArray values() {
    return values;
  }

  DeviceArray gradient() {
    return gradient;
  }

  /** The optimiser's state; empty if it has none. */
  Optional<DeviceArray> state() {
    return state;
  }

  /** Room for the parts of one layer's sum at a time. */
  DeviceArray partsOfNorm(int count) {
    if (partsOfNorm.isEmpty()) {
      partsOfNorm = Optional.of(arena.floats(count));
    }
    return partsOfNorm.get();
  }

  /** Takes the network's parameters. */
  void sendValues() {
    send(network.params(), values);
  }

  /** Copies what Deeplearning4j holds, and waits for it. */
  void send(INDArray from, DeviceArray to) {
    device.send(Addresses.of(from), to);
    device.synchronize();
  }

  /** Says that a step has changed them. */
  void changed() {
    newer = true;
  }

  /** Gives the network what steps have changed. */
  void fetch() {
    if (newer) {
      device.fetch(values, Addresses.of(network.params()));
      state.ifPresent(from -> device.fetch(from, Addresses.of(stateArray())));
      newer = false;
    }
  }

  /** Gives the network the gradient. */
  void fetchGradient() {
    device.fetch(gradient, Addresses.of(network.getFlattenedGradients()));
  }

  @Override
  public void close() {
    arena.close();
  }
}
