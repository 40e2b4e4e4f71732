package org.evenmatch.kernels.onednn;

import java.util.Optional;

/** An activation as a layer of its own, applied in place behind a layer that can bear it. */
public final class ActivationKernels extends LayerKernels {
  private final ActivationFunction activation;

  /** Prepares the forward pass; {@code input} is overwritten. */
  public ActivationKernels(Tensor input, ActivationFunction activation) {
    super(input);
    this.activation = activation;
    if (activation != ActivationFunction.IDENTITY) {
      addForward(activation.apply(input));
    }
  }

  @Override
  public Optional<Tensor> prepareBackward(Tensor outputGradient, boolean inputGradientNeeded) {
    if (!inputGradientNeeded) {
      return Optional.empty();
    }
    Tensor gradient = backwardIn(output().layout(), outputGradient);
    if (activation != ActivationFunction.IDENTITY) {
      addBackward(activation.gradient(output(), gradient));
    }
    return Optional.of(gradient);
  }
}
