package org.evenmatch.kernels.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SCALE_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;

import java.util.Optional;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Batch normalisation per channel (Ioffe and Szegedy, 2015). In training the batch's own mean and
 * variance are used and the running ones follow them; in inference the running ones are used.
 */
public final class NormalizationKernels extends LayerKernels {
  private final OneDnn oneDnn;
  private final Tensor input;
  private final Parameters parameters;
  private final boolean training;
  private final Tensor mean;
  private final Tensor variance;
  private final batch_normalization_forward.primitive_desc description;

  /**
   * A layer's parameters over the memory of the network that owns them.
   *
   * @param scaleShift {@code [2, channels]}: scales, then shifts
   * @param scaleShiftGradient the same, for their gradients
   * @param runningMean {@code [channels]}
   * @param runningVariance {@code [channels]}
   * @param decay how much of the running statistics stays at each step
   * @param epsilon added to the variance
   */
  public record Parameters(
      Tensor scaleShift,
      Tensor scaleShiftGradient,
      Tensor runningMean,
      Tensor runningVariance,
      double decay,
      double epsilon) {}

  /** Prepares the forward pass over {@code input}. */
  public NormalizationKernels(Tensor input, Parameters parameters, boolean training) {
    super(Tensor.allocate(input.oneDnn(), input.layout()));
    this.oneDnn = input.oneDnn();
    this.input = input;
    this.parameters = parameters;
    this.training = training;
    long channels = parameters.runningMean().volume();
    this.mean = training ? Tensor.vector(oneDnn, channels) : parameters.runningMean();
    this.variance = training ? Tensor.vector(oneDnn, channels) : parameters.runningVariance();
    int flags =
        normalization_flags.use_scale_shift.value
            | (training ? 0 : normalization_flags.use_global_stats.value);
    description =
        new batch_normalization_forward.primitive_desc(
            new batch_normalization_forward.desc(
                prop_kind.forward_training.value,
                input.layout(),
                (float) parameters.epsilon(),
                flags),
            oneDnn.engine());
    addForward(
        new Kernel(oneDnn, new batch_normalization_forward(description))
            .with(DNNL_ARG_SRC, input)
            .with(DNNL_ARG_SCALE_SHIFT, parameters.scaleShift())
            .with(DNNL_ARG_MEAN, mean)
            .with(DNNL_ARG_VARIANCE, variance)
            .with(DNNL_ARG_DST, output()));
  }

  @Override
  public Optional<Tensor> prepareBackward(Tensor outputGradient, boolean inputGradientNeeded) {
    Tensor gradient = backwardIn(output().layout(), outputGradient);
    batch_normalization_backward.primitive_desc backward =
        new batch_normalization_backward.primitive_desc(
            new batch_normalization_backward.desc(
                prop_kind.backward.value,
                gradient.layout(),
                input.layout(),
                (float) parameters.epsilon(),
                normalization_flags.use_scale_shift.value),
            oneDnn.engine(),
            description);
    Tensor inputGradient = Tensor.allocate(oneDnn, input.layout());
    addBackward(
        new Kernel(oneDnn, new batch_normalization_backward(backward))
            .with(DNNL_ARG_SRC, input)
            .with(DNNL_ARG_MEAN, mean)
            .with(DNNL_ARG_VARIANCE, variance)
            .with(DNNL_ARG_SCALE_SHIFT, parameters.scaleShift())
            .with(DNNL_ARG_DIFF_DST, gradient)
            .with(DNNL_ARG_DIFF_SRC, inputGradient)
            .with(DNNL_ARG_DIFF_SCALE_SHIFT, parameters.scaleShiftGradient()));
    return Optional.of(inputGradient);
  }

  /** Lets the running statistics follow the batch's; once after each training step. */
  public void updateRunningStatistics() {
    if (training) {
      follow(parameters.runningMean().values(), mean.values());
      follow(parameters.runningVariance().values(), variance.values());
    }
  }

  private void follow(FloatPointer running, FloatPointer batch) {
    float decay = (float) parameters.decay();
    for (long i = 0; i < running.capacity(); i++) {
      running.put(i, (decay * running.get(i)) + ((1 - decay) * batch.get(i)));
    }
  }
}
