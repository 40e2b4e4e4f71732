package org.evenmatch.kernels.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Applies gradients to parameters, in place, on all of a network's parameters of one optimiser at
 * once: {@code [parameters]}.
 */
public final class UpdateKernels {
  private final OneDnn oneDnn;
  private final List<Kernel> kernels = new ArrayList<>();
  private final Tensor step;
  private final FloatPointer stepValue;

  private UpdateKernels(OneDnn oneDnn) {
    this.oneDnn = oneDnn;
    this.step = Tensor.vector(oneDnn, 1);
    this.stepValue = step.values();
  }

  /**
   * Adam (Kingma and Ba, 2015): {@code m ← β₁ m + (1 − β₁) g}, {@code v ← β₂ v + (1 − β₂) g²},
   * {@code p ← p − s m ÷ (√v + ε)}, where the step size s holds both bias corrections.
   */
  public static UpdateKernels adam(
      Tensor parameters,
      Tensor gradient,
      Tensor m,
      Tensor v,
      double beta1,
      double beta2,
      double epsilon) {
    UpdateKernels update = new UpdateKernels(parameters.oneDnn());
    Tensor oneMinusBeta1 = update.scalar(1 - beta1);
    update.binary(algorithm.binary_mul, gradient, oneMinusBeta1, m, sum(beta1));
    post_ops square = new post_ops();
    square.append_eltwise(algorithm.eltwise_linear, (float) (1 - beta2), 0);
    square.append_sum((float) beta2, 0, memory.data_type.undef);
    update.binary(algorithm.binary_mul, gradient, gradient, v, square);
    // 1 ÷ (√v + ε), then times m and −s, added to p: one pass over all three.
    post_ops step = new post_ops();
    step.append_eltwise(algorithm.eltwise_sqrt, 0, 0);
    step.append_eltwise(algorithm.eltwise_linear, 1, (float) epsilon);
    step.append_eltwise(algorithm.eltwise_pow, 1, -1);
    step.append_binary(algorithm.binary_mul, m.layout());
    step.append_binary(algorithm.binary_mul, update.step.layout());
    step.append_sum(1, 0, memory.data_type.undef);
    update
        .binary(algorithm.binary_mul, v, update.scalar(1), parameters, step)
        .with(argument(3), m)
        .with(argument(4), update.step);
    return update;
  }

  /**
   * Nesterov momentum in Deeplearning4j's form: {@code v' ← μ v − s g}, {@code p ← p + (1 + μ) v' −
   * μ v}.
   */
  public static UpdateKernels nesterovs(
      Tensor parameters, Tensor gradient, Tensor v, double momentum) {
    UpdateKernels update = new UpdateKernels(parameters.oneDnn());
    update.binary(algorithm.binary_mul, v, update.scalar(-momentum), parameters, sum(1));
    update.binary(algorithm.binary_mul, gradient, update.step, v, sum(momentum));
    update.binary(algorithm.binary_mul, v, update.scalar(1 + momentum), parameters, sum(1));
    return update;
  }

  /** Decay: {@code p ← p − s p}, where the step size s holds the learning rate. */
  public static UpdateKernels decay(Tensor parameters) {
    UpdateKernels update = new UpdateKernels(parameters.oneDnn());
    update.binary(algorithm.binary_mul, parameters, update.step, parameters, sum(1));
    return update;
  }

  /** Gradient descent: {@code p ← p − s g}. */
  public static UpdateKernels sgd(Tensor parameters, Tensor gradient) {
    UpdateKernels update = new UpdateKernels(parameters.oneDnn());
    update.binary(algorithm.binary_mul, gradient, update.step, parameters, sum(1));
    return update;
  }

  /** Runs one update with {@code stepSize}. */
  public void run(double stepSize) {
    stepValue.put(0, (float) -stepSize);
    kernels.forEach(Kernel::run);
  }

  private Kernel binary(
      algorithm operation, Tensor first, Tensor second, Tensor to, post_ops operations) {
    binary.primitive_desc description =
        new binary.primitive_desc(
            oneDnn.engine(),
            operation,
            first.layout(),
            second.layout(),
            to.layout(),
            attributes(operations),
            false);
    Kernel kernel =
        new Kernel(oneDnn, primitive(description))
            .with(DNNL_ARG_SRC_0, first)
            .with(DNNL_ARG_SRC_1, second)
            .with(DNNL_ARG_DST, to);
    kernels.add(kernel);
    return kernel;
  }

  /** oneDNN describes kernels on arm64 that it then cannot make: the next of its kind is taken. */
  private static binary primitive(binary.primitive_desc description) {
    RuntimeException failure;
    do {
      try {
        return new binary(description);
      } catch (RuntimeException e) {
        failure = e;
      }
    } while (description.next_impl());
    throw failure;
  }

  /** The second operand of the operation after the main one that has this place among them. */
  private static int argument(int place) {
    return (DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE * (place + 1)) | DNNL_ARG_SRC_1;
  }

  private Tensor scalar(double value) {
    Tensor scalar = Tensor.vector(oneDnn, 1);
    scalar.values().put(0, (float) value);
    return scalar;
  }

  /** Adds what was computed to {@code scale} times what was there. */
  private static post_ops sum(double scale) {
    post_ops operations = new post_ops();
    operations.append_sum((float) scale, 0, memory.data_type.undef);
    return operations;
  }

  private static primitive_attr attributes(post_ops operations) {
    primitive_attr attributes = new primitive_attr();
    attributes.set_post_ops(operations);
    return attributes;
  }
}
