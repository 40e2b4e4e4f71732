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
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.inner_product_backward_data;
import org.bytedeco.dnnl.inner_product_backward_weights;
import org.bytedeco.dnnl.inner_product_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_desc;
import org.evenmatch.kernels.onednn.Product.Direction;

/**
 * A fully-connected layer with bias and activation: {@code [batch, inputs] → [batch, units]}. An
 * image is flattened channel by channel. Weights are used where they lie, in plain order: copies
 * into blocked layouts cost more than they save.
 */
public final class DenseKernels extends LayerKernels {
  private static final String PACKED_PRODUCT = "gemm:jit";

  private final OneDnn oneDnn;
  private final Tensor image;
  private final Tensor flat;
  private final ParameterTensors parameters;
  private final ActivationFunction activation;

  /** Prepares the forward pass over {@code input}. */
  public DenseKernels(Tensor input, ParameterTensors parameters, ActivationFunction activation) {
    super(
        Tensor.plain(input.oneDnn(), input.dimensions()[0], parameters.weights().dimensions()[0]));
    this.oneDnn = input.oneDnn();
    this.parameters = parameters;
    this.activation = activation;
    this.image = forwardIn(Tensor.plain(input.dimensions()), input);
    this.flat = flattened(image);
    inner_product_forward.primitive_desc fused =
        fastest(
            Direction.FORWARD,
            examples -> forwardOf(examples, activation),
            inner_product_forward::new);
    addForward(
        new Kernel(oneDnn, new inner_product_forward(fused))
            .with(DNNL_ARG_SRC, flat)
            .with(DNNL_ARG_WEIGHTS, parameters.weights())
            .with(DNNL_ARG_BIAS, parameters.bias())
            .with(DNNL_ARG_DST, output()));
  }

  private inner_product_forward.primitive_desc forwardOf(long batch, ActivationFunction fused) {
    return new inner_product_forward.primitive_desc(
        oneDnn.engine(),
        prop_kind.forward_training,
        rowsLike(flat, batch),
        parameters.weights().layout(),
        parameters.bias().layout(),
        rowsLike(output(), batch),
        fused.fused(),
        false);
  }

  private inner_product_backward_weights.primitive_desc weightGradientOf(long batch) {
    return new inner_product_backward_weights.primitive_desc(
        oneDnn.engine(),
        rowsLike(flat, batch),
        parameters.weightGradient().layout(),
        parameters.biasGradient().layout(),
        rowsLike(output(), batch),
        hint(forwardOf(batch, ActivationFunction.IDENTITY)));
  }

  private inner_product_backward_data.primitive_desc inputGradientOf(long batch) {
    return new inner_product_backward_data.primitive_desc(
        oneDnn.engine(),
        rowsLike(flat, batch),
        parameters.weights().layout(),
        rowsLike(output(), batch),
        hint(forwardOf(batch, ActivationFunction.IDENTITY)));
  }

  private static memory.desc rowsLike(Tensor rows, long batch) {
    return Tensor.plain(batch, rows.dimensions()[1]);
  }

  /**
   * The implementation to use. Usually that is the one that oneDNN puts first or, without AVX-512,
   * the one by its packed matrix product: on an AMD EPYC with AVX2 that is up to a fifth faster
   * than blocks of small products.
   */
  private <D extends primitive_desc> D fastest(
      Direction direction, LongFunction<D> description, Function<D, primitive> operation) {
    boolean usuallyPacked = !oneDnn.usesAvx512();
    String sizes = "dense layer " + Arrays.toString(parameters.weights().dimensions());
    return fastest(
        new Product<>(
            direction,
            direction.layer(sizes, activation),
            parameters.weights().volume(),
            description,
            operation),
        flat.dimensions()[0],
        usuallyPacked ? Optional.of(PACKED_PRODUCT) : Optional.empty());
  }

  private static Tensor flattened(Tensor plain) {
    if (plain.dimensions().length == 2) {
      return plain;
    }
    long batch = plain.dimensions()[0];
    return plain.as(Tensor.plain(batch, plain.volume() / batch));
  }

  @Override
  public Optional<Tensor> prepareBackward(Tensor outputGradient, boolean inputGradientNeeded) {
    Tensor gradient = backwardIn(output().layout(), outputGradient);
    if (activation != ActivationFunction.IDENTITY) {
      addBackward(activation.gradient(output(), gradient));
    }
    inner_product_backward_weights.primitive_desc weights =
        fastest(
            Direction.WEIGHT_GRADIENT, this::weightGradientOf, inner_product_backward_weights::new);
    addBackward(
        new Kernel(oneDnn, new inner_product_backward_weights(weights))
            .with(DNNL_ARG_SRC, flat)
            .with(DNNL_ARG_DIFF_DST, gradient)
            .with(DNNL_ARG_DIFF_WEIGHTS, parameters.weightGradient())
            .with(DNNL_ARG_DIFF_BIAS, parameters.biasGradient()));
    return inputGradientNeeded ? Optional.of(addInputGradient(gradient)) : Optional.empty();
  }

  private Tensor addInputGradient(Tensor gradient) {
    inner_product_backward_data.primitive_desc description =
        fastest(Direction.INPUT_GRADIENT, this::inputGradientOf, inner_product_backward_data::new);
    Tensor inputGradient = Tensor.plain(oneDnn, image.dimensions());
    addBackward(
        new Kernel(oneDnn, new inner_product_backward_data(description))
            .with(DNNL_ARG_DIFF_DST, gradient)
            .with(DNNL_ARG_WEIGHTS, parameters.weights())
            .with(DNNL_ARG_DIFF_SRC, flattened(inputGradient)));
    return inputGradient;
  }
}
