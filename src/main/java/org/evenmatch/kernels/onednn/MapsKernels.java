package org.evenmatch.kernels.onednn;

import java.util.Optional;

/** Units of a dense layer taken as maps: {@code [batch, units] → [batch, channels, h, w]}. */
final class MapsKernels extends LayerKernels {
  private final Tensor input;

  /** Shares the memory of {@code input}, which is plain. */
  MapsKernels(Tensor input, long channels, long height, long width) {
    super(input.as(Tensor.plain(input.dimensions()[0], channels, height, width)));
    this.input = input;
  }

  @Override
  public Optional<Tensor> prepareBackward(Tensor outputGradient, boolean inputGradientNeeded) {
    return inputGradientNeeded
        ? Optional.of(backwardIn(output().layout(), outputGradient).as(input.layout()))
        : Optional.empty();
  }
}
