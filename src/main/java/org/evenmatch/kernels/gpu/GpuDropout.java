package org.evenmatch.kernels.gpu;

import java.util.Optional;

/**
 * Dropout in training: each value is kept with a probability and then divided by it, or becomes 0
 * (Srivastava et al., 2014, in the inverted form). The mask follows from the step's seed: the
 * backward pass draws it again.
 */
final class GpuDropout extends GpuLayer {
  private final DeviceArray seed;
  private final float keep;

  /**
   * Prepares the forward pass.
   *
   * @param seed 8 bytes, others at every step
   * @param keep probability of keeping a value
   */
  GpuDropout(Workbench bench, DeviceArray input, Extent from, DeviceArray seed, double keep) {
    super(bench, from);
    this.seed = seed;
    this.keep = (float) keep;
    addForward(masked(input, output()));
  }

  private Launch masked(DeviceArray from, DeviceArray to) {
    return Launch.each(bench().device(), "dropout", extent().count(), from, to, seed, keep);
  }

  @Override
  Optional<DeviceArray> prepareBackward(DeviceArray outputGradient, boolean inputGradientNeeded) {
    if (!inputGradientNeeded) {
      return Optional.empty();
    }
    addBackward(masked(outputGradient, outputGradient));
    return Optional.of(outputGradient);
  }
}
