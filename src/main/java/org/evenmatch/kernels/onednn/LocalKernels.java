package org.evenmatch.kernels.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import java.util.Optional;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.javacpp.FloatPointer;
import org.evenmatch.kernels.WindowGeometry;

/**
 * A locally connected layer with bias and activation: {@code [batch, channels, n, n] → [batch,
 * filters, n', n']}, one matrix product for each place of the window.
 *
 * <p>As Deeplearning4j's {@code LocallyConnected2D} computes it: row r and column c of a map belong
 * to the window at row c and column r, so that maps come out transposed.
 *
 * <p>What each window sees is copied together first, place by place, {@code [places, batch, row of
 * the window × column × channel]}; the products then read and write images where they lie.
 */
final class LocalKernels extends LayerKernels {
  private final OneDnn oneDnn;
  private final Tensor input;
  private final Parameters parameters;
  private final WindowGeometry window;
  private final ActivationFunction activation;
  private final long batch;
  private final long channels;
  private final long filters;
  private final long side;
  private final long places;
  private final long fanIn;
  private final Tensor patches;
  private final Tensor ownWeights;

  /**
   * The layer's parameters and their gradients, over the memory of the network that owns them.
   *
   * @param weights {@code [places, channels, positions in the window, filters]}
   * @param bias {@code [filters]}
   */
  record Parameters(Tensor weights, Tensor bias, Tensor weightGradient, Tensor biasGradient) {}

  /** Prepares the forward pass over {@code input}. */
  LocalKernels(
      Tensor input, Parameters parameters, WindowGeometry window, ActivationFunction activation) {
    super(output(input, parameters, window));
    this.oneDnn = input.oneDnn();
    this.parameters = parameters;
    this.window = window;
    this.activation = activation;
    this.batch = input.dimensions()[0];
    this.channels = input.dimensions()[1];
    this.side = input.dimensions()[2];
    this.filters = output().dimensions()[1];
    this.places = (long) window.outputHeight() * window.outputWidth();
    this.fanIn = channels * window.kernelHeight() * window.kernelWidth();
    this.input = forwardIn(ConvolutionKernels.channelsLast(input.dimensions()), input);
    this.patches = Tensor.zeros(oneDnn, places, batch, fanIn);
    this.ownWeights = Tensor.plain(oneDnn, places, fanIn, filters);
    addForward(Kernel.reorder(parameters.weights(), byPosition(ownWeights)));
    forEachPosition(
        (ofImage, ofPatches) ->
            addForward(
                Kernel.reorder(
                    this.input.view(ofImage.from(), ofImage.layout()),
                    patches.view(ofPatches.from(), ofPatches.layout()))));
    addForward(
        product(patches, ownWeights, asRows(output()), Optional.of(parameters.bias()), activation));
  }

  private static Tensor output(Tensor input, Parameters parameters, WindowGeometry window) {
    return Tensor.allocate(
        input.oneDnn(),
        ConvolutionKernels.channelsLast(
            input.dimensions()[0],
            parameters.bias().dimensions()[0],
            window.outputHeight(),
            window.outputWidth()));
  }

  @Override
  public Optional<Tensor> prepareBackward(Tensor outputGradient, boolean inputGradientNeeded) {
    Tensor gradient = backwardIn(output().layout(), outputGradient);
    if (activation != ActivationFunction.IDENTITY) {
      addBackward(activation.gradient(output(), gradient));
    }
    Tensor rows = asRows(gradient);
    Tensor ownGradient = Tensor.plain(oneDnn, places, fanIn, filters);
    addBackward(
        product(
            transposed(patches), rows, ownGradient, Optional.empty(), ActivationFunction.IDENTITY));
    addBackward(Kernel.reorder(byPosition(ownGradient), parameters.weightGradient()));
    addBiasGradient(gradient);
    return inputGradientNeeded ? Optional.of(addInputGradient(rows)) : Optional.empty();
  }

  /** Sums over images and places, as a product with ones. */
  private void addBiasGradient(Tensor gradient) {
    long values = batch * places;
    Tensor ones = Tensor.plain(oneDnn, 1, values);
    FloatPointer one = ones.values();
    for (long i = 0; i < values; i++) {
      one.put(i, 1);
    }
    addBackward(
        product(
            ones,
            gradient.as(Tensor.plain(values, filters)),
            parameters.biasGradient().as(Tensor.plain(1, filters)),
            Optional.empty(),
            ActivationFunction.IDENTITY));
  }

  private Tensor addInputGradient(Tensor rows) {
    Tensor patchGradient = Tensor.plain(oneDnn, places, batch, fanIn);
    addBackward(
        product(
            rows,
            transposed(ownWeights),
            patchGradient,
            Optional.empty(),
            ActivationFunction.IDENTITY));
    Tensor inputGradient = Tensor.allocate(oneDnn, input.layout());
    Tensor zeros = Tensor.zeros(oneDnn, inputGradient.volume());
    addBackward(Kernel.reorder(zeros, inputGradient.view(0, Tensor.plain(zeros.volume()))));
    forEachPosition(
        (ofImage, ofPatches) ->
            addBackward(
                Kernel.added(
                    patchGradient.view(ofPatches.from(), ofPatches.layout()),
                    inputGradient.view(ofImage.from(), ofImage.layout()))));
    return inputGradient;
  }

  private Kernel product(
      Tensor left, Tensor right, Tensor result, Optional<Tensor> bias, ActivationFunction fused) {
    Optional<Tensor> row =
        bias.map(values -> values.as(Tensor.plain(onesBefore(result, values.volume()))));
    primitive_attr attributes = fused.fused();
    matmul.primitive_desc description =
        row.map(
                values ->
                    new matmul.primitive_desc(
                        oneDnn.engine(),
                        left.layout(),
                        right.layout(),
                        values.layout(),
                        result.layout(),
                        attributes,
                        false))
            .orElseGet(
                () ->
                    new matmul.primitive_desc(
                        oneDnn.engine(),
                        left.layout(),
                        right.layout(),
                        result.layout(),
                        attributes,
                        false));
    Kernel kernel =
        new Kernel(oneDnn, new matmul(noted(description)))
            .with(DNNL_ARG_SRC, left)
            .with(DNNL_ARG_WEIGHTS, right)
            .with(DNNL_ARG_DST, result);
    row.ifPresent(values -> kernel.with(DNNL_ARG_BIAS, values));
    return kernel;
  }

  private static long[] onesBefore(Tensor result, long values) {
    return result.dimensions().length == 2 ? new long[] {1, values} : new long[] {1, 1, values};
  }

  /** Images as matrices, one for each place: {@code [places, batch, filters]}. */
  private Tensor asRows(Tensor images) {
    return images.view(
        0,
        Tensor.strided(
            new long[] {places, batch, filters}, new long[] {filters, places * filters, 1}));
  }

  /** {@code [a, b, c]} as {@code [a, c, b]}, where it lies. */
  private static Tensor transposed(Tensor matrices) {
    long[] size = matrices.dimensions();
    return matrices.view(
        0,
        Tensor.strided(
            new long[] {size[0], size[2], size[1]}, new long[] {size[1] * size[2], 1, size[2]}));
  }

  /** Own weights, position by position, in Deeplearning4j's order of dimensions. */
  private Tensor byPosition(Tensor weights) {
    long positions = fanIn / channels;
    return weights.view(
        0,
        Tensor.strided(
            new long[] {places, channels, positions, filters},
            new long[] {fanIn * filters, filters, channels * filters, 1}));
  }

  /** A part of a tensor. */
  private record Part(long from, memory.desc layout) {}

  /** What to do with what each position of the window sees. */
  private interface Copy {
    void between(Part ofImage, Part ofPatches);
  }

  /**
   * Visits the positions in the window: as {@code [column of the window, row, image, channel]}, the
   * values of the image that the position sees from all places from which it is not outside.
   */
  private void forEachPosition(Copy copy) {
    long across = window.outputWidth();
    long stride = window.strideHeight();
    for (int row = 0; row < window.kernelHeight(); row++) {
      for (int column = 0; column < window.kernelWidth(); column++) {
        long top = (long) row - window.padTop();
        long left = (long) column - window.padLeft();
        long firstDown = Math.max(0, (-top + stride - 1) / stride);
        long firstAcross = Math.max(0, (-left + stride - 1) / stride);
        long endDown = Math.min(across, Math.floorDiv(side - 1 - top, stride) + 1);
        long endAcross = Math.min(across, Math.floorDiv(side - 1 - left, stride) + 1);
        if (firstDown < endDown && firstAcross < endAcross) {
          long[] size = {endAcross - firstAcross, endDown - firstDown, batch, channels};
          long position = (((long) row * window.kernelWidth()) + column) * channels;
          copy.between(
              new Part(
                  ((((firstDown * stride) + top) * side) + (firstAcross * stride) + left)
                      * channels,
                  Tensor.strided(
                      size,
                      new long[] {
                        stride * channels, stride * side * channels, side * side * channels, 1
                      })),
              new Part(
                  (((firstAcross * across) + firstDown) * batch * fanIn) + position,
                  Tensor.strided(
                      size, new long[] {across * batch * fanIn, batch * fanIn, fanIn, 1})));
        }
      }
    }
  }
}
