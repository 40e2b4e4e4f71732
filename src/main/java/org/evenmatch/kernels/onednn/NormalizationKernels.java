package org.evenmatch.kernels.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;

import java.util.Optional;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Batch normalisation per channel (Ioffe and Szegedy, 2015), with a ReLU behind it, if there is
 * one, in the same pass over memory. In training the batch's own mean and variance are used and the
 * running ones follow them; in inference the running ones are used.
 */
public final class NormalizationKernels extends LayerKernels {
  private static final int SCALED_AND_SHIFTED =
      normalization_flags.use_scale.value | normalization_flags.use_shift.value;

  private final OneDnn oneDnn;
  private final Tensor input;
  private final Parameters parameters;
  private final boolean training;
  private final Tensor mean;
  private final Tensor variance;
  private final int flags;
  private final Optional<Tensor> passed;
  private final batch_normalization_forward.primitive_desc description;

  /**
   * A layer's parameters over the memory of the network that owns them.
   *
   * @param scale {@code [channels]}
   * @param shift {@code [channels]}
   * @param scaleGradient {@code [channels]}
   * @param shiftGradient {@code [channels]}
   * @param runningMean {@code [channels]}
   * @param runningVariance {@code [channels]}
   * @param decay how much of the running statistics stays at each step
   * @param epsilon added to the variance
   */
  public record Parameters(
      Tensor scale,
      Tensor shift,
      Tensor scaleGradient,
      Tensor shiftGradient,
      Tensor runningMean,
      Tensor runningVariance,
      double decay,
      double epsilon) {}

  /**
   * Prepares the forward pass over {@code input}.
   *
   * @param relu whether a ReLU follows
   */
  public NormalizationKernels(Tensor input, Parameters parameters, boolean training, boolean relu) {
    super(Tensor.allocate(input.oneDnn(), input.layout()));
    this.oneDnn = input.oneDnn();
    this.input = input;
    this.parameters = parameters;
    this.training = training;
    long channels = parameters.runningMean().volume();
    this.mean = training ? Tensor.vector(oneDnn, channels) : parameters.runningMean();
    this.variance = training ? Tensor.vector(oneDnn, channels) : parameters.runningVariance();
    this.flags = SCALED_AND_SHIFTED | (relu ? normalization_flags.fuse_norm_relu.value : 0);
    description =
        new batch_normalization_forward.primitive_desc(
            oneDnn.engine(),
            (training ? prop_kind.forward_training : prop_kind.forward_inference).value,
            input.layout(),
            output().layout(),
            (float) parameters.epsilon(),
            training ? flags : flags | normalization_flags.use_global_stats.value);
    passed =
        training && relu
            ? Optional.of(Tensor.allocate(oneDnn, description.workspace_desc()))
            : Optional.empty();
    Kernel kernel =
        new Kernel(oneDnn, new batch_normalization_forward(description))
            .with(DNNL_ARG_SRC, input)
            .with(DNNL_ARG_SCALE, parameters.scale())
            .with(DNNL_ARG_SHIFT, parameters.shift())
            .with(DNNL_ARG_MEAN, mean)
            .with(DNNL_ARG_VARIANCE, variance)
            .with(DNNL_ARG_DST, output());
    passed.ifPresent(values -> kernel.with(DNNL_ARG_WORKSPACE, values));
    addForward(kernel);
  }

  @Override
  public Optional<Tensor> prepareBackward(Tensor outputGradient, boolean inputGradientNeeded) {
    Tensor gradient = backwardIn(output().layout(), outputGradient);
    batch_normalization_backward.primitive_desc backward =
        new batch_normalization_backward.primitive_desc(
            oneDnn.engine(),
            prop_kind.backward.value,
            input.layout(),
            gradient.layout(),
            input.layout(),
            (float) parameters.epsilon(),
            flags,
            description);
    Tensor inputGradient = Tensor.allocate(oneDnn, input.layout());
    Kernel kernel =
        new Kernel(oneDnn, new batch_normalization_backward(backward))
            .with(DNNL_ARG_SRC, input)
            .with(DNNL_ARG_MEAN, mean)
            .with(DNNL_ARG_VARIANCE, variance)
            .with(DNNL_ARG_SCALE, parameters.scale())
            .with(DNNL_ARG_DIFF_DST, gradient)
            .with(DNNL_ARG_DIFF_SRC, inputGradient)
            .with(DNNL_ARG_DIFF_SCALE, parameters.scaleGradient())
            .with(DNNL_ARG_DIFF_SHIFT, parameters.shiftGradient());
    passed.ifPresent(values -> kernel.with(DNNL_ARG_WORKSPACE, values));
    addBackward(kernel);
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
