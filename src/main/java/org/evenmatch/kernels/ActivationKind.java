package org.evenmatch.kernels;

import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
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

  /** The activation of a layer with weights; the output's softmax is the loss's. */
  public static ActivationKind within(Layer layer) {
    if (layer instanceof LocallyConnected2D local) {
      return of(local.getActivation().getActivationFunction()).orElseThrow();
    }
    return layer instanceof FeedForwardLayer weighted
            && !(layer instanceof OutputLayer)
            && !(layer instanceof BatchNormalization)
        ? of(weighted.getActivationFn()).orElseThrow()
        : IDENTITY;
  }

  /** What of it is computed in place, with the layer's products. */
  public static ActivationKind fusedInto(Layer layer) {
    ActivationKind own = within(layer);
    return own.worksInPlace() ? own : IDENTITY;
  }

  /** Whether the output tells the gradient, so that it may take the input's place. */
  public boolean worksInPlace() {
    return this != GELU;
  }
}
