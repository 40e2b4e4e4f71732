package org.evenmatch.kernels.gpu;

import org.evenmatch.kernels.Addresses;
import org.evenmatch.kernels.ParameterMean;
import org.nd4j.linalg.api.ndarray.INDArray;

/** In the GPU's memory: to fetch all parameters at every fifth step takes longer than the steps. */
final class GpuMean implements ParameterMean {
  private final INDArray mean;
  private final GpuParameters parameters;
  private final Device device;
  private final DeviceArray values;

  /** Begins with {@code mean}; the memory is the arena's. */
  GpuMean(INDArray mean, GpuParameters parameters, Device device, DeviceArena arena) {
    this.mean = mean;
    this.parameters = parameters;
    this.device = device;
    this.values = arena.floats(mean.length());
    parameters.send(mean, values);
  }

  @Override
  public void follow(double kept) {
    device.use();
    Launch.each(device, "average", mean.length(), values, parameters.values(), (float) kept).run();
  }

  @Override
  public void adopt() {
    device.use();
    device.copy(values, parameters.values());
    parameters.changed();
  }

  @Override
  public void fetch() {
    device.use();
    device.fetch(values, Addresses.of(mean));
  }
}
