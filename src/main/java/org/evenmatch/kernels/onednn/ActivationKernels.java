package org.evenmatch.kernels.onednn;

import java.util.Optional;

/** An activation as a layer of its own, applied in place where its gradient needs no input. */
public final class ActivationKernels extends LayerKernels {
  private final Tensor input;
  private final ActivationFunction activation;

  /** Prepares the forward pass; {@code input} is overwritten if the activation works in place. */
  public ActivationKernels(Tensor input, ActivationFunction activation) {
    super(activation.worksInPlace() ? input : Tensor.allocate(input.oneDnn(), input.layout()));
    this.input = input;
    this.activation = activation;
    if (activation != ActivationFunction.IDENTITY) {
      addForward(activation.apply(input, output()));
    }
  }

  @Override
  public Optional<Tensor> prepareBackward(Tensor outputGradient, boolean inputGradientNeeded) {
    if (!inputGradientNeeded) {
      return Optional.empty();
    }
    Tensor gradient = backwardIn(output().layout(), outputGradient);
    if (activation != ActivationFunction.IDENTITY) {
      addBackward(activation.gradient(activation.worksInPlace() ? output() : input, gradient));
    }
    return Optional.of(gradient);
  }
}
