package org.evenmatch.kernels;

import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/** The activations that there are kernels for, with Deeplearning4j's constants. */
public enum ActivationKind {
  IDENTITY,
  RELU,
  /** max(x, 0.01 x), Deeplearning4j's default slope. */
  LEAKY_RELU,
  ELU,
  TANH,
  SIGMOID,
  /** x·σ(1.702 x), as Deeplearning4j computes it; its gradient needs the input. */
  GELU;

  private static final Map<Class<? extends IActivation>, ActivationKind> KINDS =
      Map.of(
          ActivationIdentity.class, IDENTITY,
          ActivationReLU.class, RELU,
          ActivationLReLU.class, LEAKY_RELU,
          ActivationELU.class, ELU,
          ActivationGELU.class, GELU,
          ActivationTanH.class, TANH,
          ActivationSigmoid.class, SIGMOID);

  /** What Deeplearning4j's is; empty where there are no kernels for it. */
  public static Optional<ActivationKind> of(IActivation activation) {
    boolean isDefault =
        (!(activation instanceof ActivationLReLU leaky) || leaky.getAlpha() == 0.01)
            && (!(activation instanceof ActivationELU elu) || elu.getAlpha() == 1)
            && (!(activation instanceof ActivationGELU gelu) || !gelu.isPrecise())
            && (!(activation instanceof ActivationReLU relu) || relu.equals(new ActivationReLU()));
    return isDefault ? Optional.ofNullable(KINDS.get(activation.getClass())) : Optional.empty();
  }

  /** Whether the output tells the gradient, so that it may take the input's place. */
  public boolean worksInPlace() {
    return this != GELU;
  }
}
