package org.evenmatch.kernels.gpu;

import java.util.Optional;
import org.evenmatch.kernels.ActivationKind;

/** An activation of its own, or one whose gradient needs its input. */
final class GpuActivation extends GpuLayer {
  private final DeviceArray input;
  private final ActivationKind kind;

  /** Prepares the forward pass. */
  GpuActivation(Workbench bench, DeviceArray input, Extent from, ActivationKind kind) {
    super(bench, from);
    this.input = input;
    this.kind = kind;
    addForward(
        Launch.each(bench.device(), "activation", from.count(), input, output(), number(kind)));
  }

  @Override
  Optional<DeviceArray> prepareBackward(DeviceArray outputGradient, boolean inputGradientNeeded) {
    if (!inputGradientNeeded) {
      return Optional.empty();
    }
    addBackward(
        Launch.each(
            bench().device(),
            "activation_gradient",
            extent().count(),
            kind.worksInPlace() ? output() : input,
            outputGradient,
            number(kind)));
    return Optional.of(outputGradient);
  }

  /** The kernels' number for it. */
  static int number(ActivationKind kind) {
    return switch (kind) {
      case IDENTITY -> 0;
      case RELU -> 1;
      case LEAKY_RELU -> 2;
      case ELU -> 3;
      case TANH -> 4;
      case SIGMOID -> 5;
      case GELU -> 6;
    };
  }
}
