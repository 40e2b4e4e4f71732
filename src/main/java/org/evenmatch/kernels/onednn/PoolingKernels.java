package org.evenmatch.kernels.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;

import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;
import org.evenmatch.kernels.WindowGeometry;

/**
 * Maximum or mean of each window: {@code [batch, channels, height, width] → [batch, channels,
 * height', width']}. Padding does not count in the mean.
 */
public final class PoolingKernels extends LayerKernels {
  private static final long[] UNDILATED = {0, 0};

  private final OneDnn oneDnn;
  private final Tensor input;
  private final WindowGeometry window;
  private final algorithm kind;
  private final pooling_forward.primitive_desc forwardDescription;
  private final Optional<Tensor> workspace;
  private boolean appliesReluGradient;

  /**
   * Prepares the forward pass.
   *
   * @param before the layer whose output is pooled, if it is a convolution
   */
  public PoolingKernels(
      Tensor input, boolean max, WindowGeometry window, Optional<ConvolutionKernels> before) {
    super(output(input, window));
    this.oneDnn = input.oneDnn();
    this.window = window;
    this.kind = max ? algorithm.pooling_max : algorithm.pooling_avg_exclude_padding;
    this.input = forwardIn(ConvolutionKernels.channelsLast(input.dimensions()), input);
    forwardDescription =
        new pooling_forward.primitive_desc(
            oneDnn.engine(),
            prop_kind.forward_training,
            kind,
            this.input.layout(),
            output().layout(),
            window.strides(),
            window.kernel(),
            UNDILATED,
            window.padBefore(),
            window.padAfter());
    Kernel kernel =
        new Kernel(oneDnn, new pooling_forward(forwardDescription))
            .with(DNNL_ARG_SRC, this.input)
            .with(DNNL_ARG_DST, output());
    workspace =
        max
            ? Optional.of(Tensor.allocate(oneDnn, forwardDescription.workspace_desc()))
            : Optional.empty();
    workspace.ifPresent(tensor -> kernel.with(DNNL_ARG_WORKSPACE, tensor));
    addForward(kernel);
    // The largest of a window passes ReLU exactly if the window's maximum is above 0, so the
    // gradient of a ReLU before a maximum can be applied to the fewer pooled values.
    before
        .filter(convolution -> max && convolution.activation() == ActivationFunction.RELU)
        .ifPresent(
            convolution -> {
              appliesReluGradient = true;
              convolution.activationGradientIsDone();
            });
  }

  private static Tensor output(Tensor input, WindowGeometry window) {
    return Tensor.allocate(
        input.oneDnn(),
        ConvolutionKernels.channelsLast(
            input.dimensions()[0],
            input.dimensions()[1],
            window.outputHeight(),
            window.outputWidth()));
  }

  @Override
  public Optional<Tensor> prepareBackward(Tensor outputGradient, boolean inputGradientNeeded) {
    if (!inputGradientNeeded) {
      return Optional.empty();
    }
    Tensor gradient = backwardIn(output().layout(), outputGradient);
    if (appliesReluGradient) {
      addBackward(ActivationFunction.RELU.gradient(output(), gradient));
    }
    pooling_backward.primitive_desc description =
        new pooling_backward.primitive_desc(
            oneDnn.engine(),
            kind,
            input.layout(),
            gradient.layout(),
            window.strides(),
            window.kernel(),
            UNDILATED,
            window.padBefore(),
            window.padAfter(),
            forwardDescription);
    Tensor inputGradient = Tensor.allocate(oneDnn, input.layout());
    Kernel kernel =
        new Kernel(oneDnn, new pooling_backward(description))
            .with(DNNL_ARG_DIFF_DST, gradient)
            .with(DNNL_ARG_DIFF_SRC, inputGradient);
    workspace.ifPresent(tensor -> kernel.with(DNNL_ARG_WORKSPACE, tensor));
    addBackward(kernel);
    return Optional.of(inputGradient);
  }
}
