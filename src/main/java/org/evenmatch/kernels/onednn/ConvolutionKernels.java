package org.evenmatch.kernels.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_desc;
import org.evenmatch.kernels.WindowGeometry;
import org.evenmatch.kernels.onednn.Product.Direction;

/**
 * Convolution with bias and activation: {@code [batch, channels, height, width] → [batch, filters,
 * height', width']}. Images lie channels last in memory, which suits any number of channels.
 */
public final class ConvolutionKernels extends LayerKernels {
  /** A part of the names of implementations of a convolution's own loops. */
  private static final String DIRECT = "jit:";

  /** Filters that one register holds. */
  private static final int LANES = 16;

  private final OneDnn oneDnn;
  private final Tensor input;
  private final ParameterTensors parameters;
  private final WindowGeometry window;
  private final ActivationFunction activation;
  private final memory.desc anyWeights;
  private boolean activationGradientDone;

  /** Prepares the forward pass over {@code input}. */
  public ConvolutionKernels(
      Tensor input,
      ParameterTensors parameters,
      WindowGeometry window,
      ActivationFunction activation) {
    super(output(input, parameters, window));
    this.oneDnn = input.oneDnn();
    this.parameters = parameters;
    this.window = window;
    this.activation = activation;
    this.anyWeights = Tensor.layout(memory.format_tag.any, parameters.weights().dimensions());
    this.input = forwardIn(channelsLast(input.dimensions()), input);
    convolution_forward.primitive_desc fused =
        fastest(
            Direction.FORWARD,
            examples -> forwardOf(examples, activation),
            convolution_forward::new);
    addForward(
        new Kernel(oneDnn, new convolution_forward(fused))
            .with(DNNL_ARG_SRC, this.input)
            .with(DNNL_ARG_WEIGHTS, forwardIn(fused.weights_desc(), parameters.weights()))
            .with(DNNL_ARG_BIAS, parameters.bias())
            .with(DNNL_ARG_DST, output()));
  }

  /** The layout of images in memory: row, column, channel. */
  static memory.desc channelsLast(long... dimensions) {
    return Tensor.layout(memory.format_tag.acdb, dimensions);
  }

  private static Tensor output(Tensor input, ParameterTensors parameters, WindowGeometry window) {
    return Tensor.allocate(
        input.oneDnn(),
        channelsLast(
            input.dimensions()[0],
            parameters.weights().dimensions()[0],
            window.outputHeight(),
            window.outputWidth()));
  }

  private convolution_forward.primitive_desc forwardOf(long batch, ActivationFunction fused) {
    return new convolution_forward.primitive_desc(
        oneDnn.engine(),
        prop_kind.forward_training,
        algorithm.convolution_direct,
        imagesLike(input, batch),
        anyWeights,
        parameters.bias().layout(),
        imagesLike(output(), batch),
        window.strides(),
        window.padBefore(),
        window.padAfter(),
        fused.fused(),
        false);
  }

  private convolution_backward_weights.primitive_desc weightGradientOf(long batch) {
    return new convolution_backward_weights.primitive_desc(
        oneDnn.engine(),
        algorithm.convolution_direct,
        imagesLike(input, batch),
        anyWeights,
        parameters.biasGradient().layout(),
        imagesLike(output(), batch),
        window.strides(),
        window.padBefore(),
        window.padAfter(),
        hint(forwardOf(batch, ActivationFunction.IDENTITY)));
  }

  private convolution_backward_data.primitive_desc inputGradientOf(long batch) {
    return new convolution_backward_data.primitive_desc(
        oneDnn.engine(),
        algorithm.convolution_direct,
        imagesLike(input, batch),
        anyWeights,
        imagesLike(output(), batch),
        window.strides(),
        window.padBefore(),
        window.padAfter(),
        hint(forwardOf(batch, ActivationFunction.IDENTITY)));
  }

  private static memory.desc imagesLike(Tensor images, long batch) {
    long[] dimensions = images.dimensions();
    dimensions[0] = batch;
    return channelsLast(dimensions);
  }

  /**
   * The implementation to use. Usually that is the one that oneDNN puts first or, with filters that
   * do not fill registers, the one by loops of its own: on an AMD EPYC (Zen 4) LeNet's steps are 8
   * to 30 % faster by it, while networks of 32, 64 and 128 filters classify more slowly. With AVX2
   * only the forward pass is faster by it.
   */
  private <D extends primitive_desc> D fastest(
      Direction direction, LongFunction<D> description, Function<D, primitive> operation) {
    boolean usuallyDirect =
        (direction == Direction.FORWARD || oneDnn.usesAvx512())
            && parameters.weights().dimensions()[0] % LANES != 0;
    long places = (long) window.outputHeight() * window.outputWidth();
    return fastest(
        new Product<>(
            direction,
            direction.layer(sizes(), activation),
            parameters.weights().volume() * places,
            description,
            operation),
        input.dimensions()[0],
        usuallyDirect ? Optional.of(DIRECT) : Optional.empty());
  }

  private String sizes() {
    long[] image = input.dimensions();
    return String.format(
        "convolution [%d, %d, %d] by %s with strides %s and padding %s, %s",
        image[1],
        image[2],
        image[3],
        Arrays.toString(parameters.weights().dimensions()),
        Arrays.toString(window.strides()),
        Arrays.toString(window.padBefore()),
        Arrays.toString(window.padAfter()));
  }

  /** Says that the next layer applies the gradient of this layer's activation. */
  void activationGradientIsDone() {
    activationGradientDone = true;
  }

  ActivationFunction activation() {
    return activation;
  }

  @Override
  public Optional<Tensor> prepareBackward(Tensor outputGradient, boolean inputGradientNeeded) {
    Tensor gradient = backwardIn(output().layout(), outputGradient);
    if (activation != ActivationFunction.IDENTITY && !activationGradientDone) {
      addBackward(activation.gradient(output(), gradient));
    }
    addWeightGradient(gradient);
    return inputGradientNeeded ? Optional.of(addInputGradient(gradient)) : Optional.empty();
  }

  private void addWeightGradient(Tensor gradient) {
    convolution_backward_weights.primitive_desc description =
        fastest(
            Direction.WEIGHT_GRADIENT, this::weightGradientOf, convolution_backward_weights::new);
    Tensor weightGradient = parameters.weightGradient();
    boolean isPlain = weightGradient.hasLayout(description.diff_weights_desc());
    Tensor own =
        isPlain ? weightGradient : Tensor.allocate(oneDnn, description.diff_weights_desc());
    addBackward(
        new Kernel(oneDnn, new convolution_backward_weights(description))
            .with(DNNL_ARG_SRC, input)
            .with(DNNL_ARG_DIFF_DST, gradient)
            .with(DNNL_ARG_DIFF_WEIGHTS, own)
            .with(DNNL_ARG_DIFF_BIAS, parameters.biasGradient()));
    if (!isPlain) {
      addBackward(Kernel.reorder(own, weightGradient));
    }
  }

  private Tensor addInputGradient(Tensor gradient) {
    convolution_backward_data.primitive_desc description =
        fastest(Direction.INPUT_GRADIENT, this::inputGradientOf, convolution_backward_data::new);
    Tensor inputGradient = Tensor.allocate(oneDnn, input.layout());
    addBackward(
        new Kernel(oneDnn, new convolution_backward_data(description))
            .with(DNNL_ARG_DIFF_DST, gradient)
            .with(DNNL_ARG_WEIGHTS, backwardIn(description.weights_desc(), parameters.weights()))
            .with(DNNL_ARG_DIFF_SRC, inputGradient));
    return inputGradient;
  }
}
