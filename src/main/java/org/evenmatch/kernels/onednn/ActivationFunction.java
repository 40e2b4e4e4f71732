package org.evenmatch.kernels.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.evenmatch.kernels.ActivationKind;

/**
 * Activations. The gradient of most follows from their output alone, so that they are fused into
 * the layer before them and need no memory of their own.
 */
public enum ActivationFunction {
  IDENTITY(algorithm.eltwise_linear, algorithm.eltwise_linear, 1),
  RELU(algorithm.eltwise_relu, algorithm.eltwise_relu_use_dst_for_bwd, 0),
  /** max(x, 0.01 x), Deeplearning4j's default slope. */
  LEAKY_RELU(algorithm.eltwise_relu, algorithm.eltwise_relu_use_dst_for_bwd, 0.01f),
  ELU(algorithm.eltwise_elu, algorithm.eltwise_elu_use_dst_for_bwd, 1),
  TANH(algorithm.eltwise_tanh, algorithm.eltwise_tanh_use_dst_for_bwd, 0),
  SIGMOID(algorithm.eltwise_logistic, algorithm.eltwise_logistic_use_dst_for_bwd, 0),
  /** x·σ(1.702 x), as Deeplearning4j computes it; its gradient needs the input. */
  GELU(algorithm.eltwise_swish, algorithm.eltwise_swish, 1.702f);

  private final algorithm forward;
  private final algorithm backward;
  private final float alpha;

  ActivationFunction(algorithm forward, algorithm backward, float alpha) {
    this.forward = forward;
    this.backward = backward;
    this.alpha = alpha;
  }

  /** The kernels of {@code kind}. */
  static ActivationFunction of(ActivationKind kind) {
    return valueOf(kind.name());
  }

  /** Whether the output tells the gradient, so that it may take the input's place. */
  boolean worksInPlace() {
    return this != GELU;
  }

  /** Attributes that append this activation to a primitive. */
  primitive_attr fused() {
    primitive_attr attributes = new primitive_attr();
    if (this != IDENTITY) {
      post_ops operations = new post_ops();
      operations.append_eltwise(forward, alpha, 0);
      attributes.set_post_ops(operations);
    }
    return attributes;
  }

  /**
   * Turns the gradient by the activation's output into the one by its input, in place.
   *
   * @param known the output, or the input if the output does not tell
   */
  Kernel gradient(Tensor known, Tensor gradient) {
    eltwise_forward.primitive_desc hint =
        new eltwise_forward.primitive_desc(
            known.oneDnn().engine(),
            prop_kind.forward_training,
            backward,
            known.layout(),
            known.layout(),
            alpha,
            0);
    eltwise_backward.primitive_desc description =
        new eltwise_backward.primitive_desc(
            known.oneDnn().engine(),
            backward,
            gradient.layout(),
            gradient.layout(),
            known.layout(),
            alpha,
            0,
            hint);
    return new Kernel(known.oneDnn(), new eltwise_backward(description))
        .with(worksInPlace() ? DNNL_ARG_DST : DNNL_ARG_SRC, known)
        .with(DNNL_ARG_DIFF_DST, gradient)
        .with(DNNL_ARG_DIFF_SRC, gradient);
  }

  /** Applies this activation to {@code from}; {@code to} may be the same if it works in place. */
  Kernel apply(Tensor from, Tensor to) {
    eltwise_forward.primitive_desc description =
        new eltwise_forward.primitive_desc(
            from.oneDnn().engine(),
            prop_kind.forward_inference,
            forward,
            from.layout(),
            to.layout(),
            alpha,
            0);
    return new Kernel(from.oneDnn(), new eltwise_forward(description))
        .with(DNNL_ARG_SRC, from)
        .with(DNNL_ARG_DST, to);
  }
}
