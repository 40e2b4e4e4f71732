package org.evenmatch.kernels.gpu;

import static org.bytedeco.cuda.global.cudnn.cudnnConvolutionBackwardData;
import static org.bytedeco.cuda.global.cudnn.cudnnConvolutionBackwardFilter;
import static org.bytedeco.cuda.global.cudnn.cudnnConvolutionForward;
import static org.bytedeco.cuda.global.cudnn.cudnnGetConvolutionBackwardDataAlgorithm_v7;
import static org.bytedeco.cuda.global.cudnn.cudnnGetConvolutionBackwardFilterAlgorithm_v7;
import static org.bytedeco.cuda.global.cudnn.cudnnGetConvolutionForwardAlgorithm_v7;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bytedeco.cuda.cudnn.cudnnConvolutionBwdDataAlgoPerf_t;
import org.bytedeco.cuda.cudnn.cudnnConvolutionBwdFilterAlgoPerf_t;
import org.bytedeco.cuda.cudnn.cudnnConvolutionFwdAlgoPerf_t;
import org.bytedeco.cuda.cudnn.cudnnConvolutionStruct;
import org.bytedeco.cuda.cudnn.cudnnFilterStruct;
import org.bytedeco.cuda.cudnn.cudnnTensorStruct;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.evenmatch.kernels.ActivationKind;
import org.evenmatch.kernels.WindowGeometry;

/**
 * A convolution with bias and activation: {@code [batch, channels, height, width] → [batch,
 * filters, height', width']}.
 */
// cuDNN 9 recommends its graphs for new code, and keeps these calls.
@SuppressWarnings("deprecation")
final class GpuConvolution extends GpuLayer {
  private static final FloatPointer ONE = Workbench.factor(1);
  private static final FloatPointer ZERO = Workbench.factor(0);

  private final Extent from;
  private final Weights weights;
  private final WindowGeometry window;
  private final ActivationKind activation;
  private final Extent padded;
  private final DeviceArray source;
  private final cudnnTensorStruct sources;
  private final cudnnTensorStruct outputs;
  private final cudnnFilterStruct filters;

  /** Prepares the forward pass. */
  GpuConvolution(
      Workbench bench,
      DeviceArray input,
      Extent from,
      Weights weights,
      int filterCount,
      WindowGeometry window,
      ActivationKind activation) {
    super(
        bench, new Extent(from.batch(), filterCount, window.outputHeight(), window.outputWidth()));
    this.from = from;
    this.weights = weights;
    this.window = window;
    this.activation = activation;
    this.padded = window.isSymmetric() ? from : padded(from, window);
    this.source = window.isSymmetric() ? input : bench.floats(padded.count());
    this.sources = Descriptors.images(bench, padded);
    this.outputs = Descriptors.images(bench, extent());
    this.filters = Descriptors.filters(bench, filterCount, from.channels(), window);
    if (!window.isSymmetric()) {
      addForward(padding("pad", input, source, padded, padded.count()));
    }
    addProduct();
    addBias(weights.bias(), activation);
  }

  /** cuDNN pads opposite sides alike: where that is not so, zeros are put there before. */
  private static Extent padded(Extent from, WindowGeometry window) {
    return new Extent(
        from.batch(),
        from.channels(),
        from.height() + window.padTop() + window.padBottom(),
        from.width() + window.padLeft() + window.padRight());
  }

  private Launch padding(
      String kernel, DeviceArray values, DeviceArray to, Extent wide, long count) {
    return Launch.each(
        bench().device(),
        kernel,
        count,
        values,
        to,
        from.height(),
        from.width(),
        window.padTop(),
        window.padLeft(),
        wide.height(),
        wide.width());
  }

  private cudnnConvolutionStruct convolution() {
    return window.isSymmetric()
        ? Descriptors.convolution(bench(), window, window.padTop(), window.padLeft())
        : Descriptors.convolution(bench(), window, 0, 0);
  }

  private void addProduct() {
    Pointer images = source.pointer();
    Pointer kernel = weights.weights().pointer();
    Pointer result = output().pointer();
    add(
        "forward",
        forwardOffers(),
        (algorithm, workspace) ->
            cudnnConvolutionForward(
                bench().device().cudnn(),
                ONE,
                sources,
                images,
                filters,
                kernel,
                algorithm.convolution(),
                algorithm.number(),
                workspace,
                algorithm.workspaceBytes(),
                ZERO,
                outputs,
                result),
        this::addForward);
  }

  /** Has the fastest of the algorithms queued with what {@code where} adds to. */
  private void add(
      String direction, List<Algorithm> offers, Algorithm.Call call, Consumer<Runnable> where) {
    Algorithm fastest =
        Fastest.of(
            new Fastest.Problem(
                direction, padded, extent(), window, bench().arithmetic(), alignment()),
            offers,
            call,
            bench());
    where.accept(
        () ->
            Cuda.checkCudnn(
                "cuDNN's convolution (" + direction + ")",
                call.queue(fastest, bench().workspace())));
  }

  private long alignment() {
    return Math.min(16, Long.lowestOneBit(weights.weights().address()));
  }

  private List<Algorithm> forwardOffers() {
    try (cudnnConvolutionFwdAlgoPerf_t list = new cudnnConvolutionFwdAlgoPerf_t(Algorithm.OFFERS)) {
      int[] count = new int[1];
      Cuda.checkCudnn(
          "cudnnGetConvolutionForwardAlgorithm_v7",
          cudnnGetConvolutionForwardAlgorithm_v7(
              bench().device().cudnn(),
              sources,
              filters,
              convolution(),
              outputs,
              Algorithm.OFFERS,
              count,
              list));
      return new Algorithm.Offers(
              list, list::status, list::determinism, list::memory, list::algo, list::mathType)
          .usable(count[0], this::convolution, bench());
    }
  }

  @Override
  boolean hasParameters() {
    return true;
  }

  @Override
  Optional<DeviceArray> prepareBackward(DeviceArray outputGradient, boolean inputGradientNeeded) {
    addBiasGradient(outputGradient, weights.biasGradient(), activation);
    addWeightGradient(outputGradient);
    return inputGradientNeeded ? Optional.of(addInputGradient(outputGradient)) : Optional.empty();
  }

  private void addWeightGradient(DeviceArray outputGradient) {
    Pointer images = source.pointer();
    Pointer gradient = outputGradient.pointer();
    Pointer result = weights.weightGradient().pointer();
    add(
        "weights' gradient",
        weightOffers(),
        (algorithm, workspace) ->
            cudnnConvolutionBackwardFilter(
                bench().device().cudnn(),
                ONE,
                sources,
                images,
                outputs,
                gradient,
                algorithm.convolution(),
                algorithm.number(),
                workspace,
                algorithm.workspaceBytes(),
                ZERO,
                filters,
                result),
        this::addBackward);
  }

  private List<Algorithm> weightOffers() {
    try (cudnnConvolutionBwdFilterAlgoPerf_t list =
        new cudnnConvolutionBwdFilterAlgoPerf_t(Algorithm.OFFERS)) {
      int[] count = new int[1];
      Cuda.checkCudnn(
          "cudnnGetConvolutionBackwardFilterAlgorithm_v7",
          cudnnGetConvolutionBackwardFilterAlgorithm_v7(
              bench().device().cudnn(),
              sources,
              outputs,
              convolution(),
              filters,
              Algorithm.OFFERS,
              count,
              list));
      return new Algorithm.Offers(
              list, list::status, list::determinism, list::memory, list::algo, list::mathType)
          .usable(count[0], this::convolution, bench());
    }
  }

  private DeviceArray addInputGradient(DeviceArray outputGradient) {
    DeviceArray wide = bench().floats(padded.count());
    Pointer kernel = weights.weights().pointer();
    Pointer gradient = outputGradient.pointer();
    Pointer result = wide.pointer();
    add(
        "images' gradient",
        inputOffers(),
        (algorithm, workspace) ->
            cudnnConvolutionBackwardData(
                bench().device().cudnn(),
                ONE,
                filters,
                kernel,
                outputs,
                gradient,
                algorithm.convolution(),
                algorithm.number(),
                workspace,
                algorithm.workspaceBytes(),
                ZERO,
                sources,
                result),
        this::addBackward);
    if (window.isSymmetric()) {
      return wide;
    }
    DeviceArray inputGradient = bench().floats(from.count());
    addBackward(padding("crop", wide, inputGradient, padded, from.count()));
    return inputGradient;
  }

  private List<Algorithm> inputOffers() {
    try (cudnnConvolutionBwdDataAlgoPerf_t list =
        new cudnnConvolutionBwdDataAlgoPerf_t(Algorithm.OFFERS)) {
      int[] count = new int[1];
      Cuda.checkCudnn(
          "cudnnGetConvolutionBackwardDataAlgorithm_v7",
          cudnnGetConvolutionBackwardDataAlgorithm_v7(
              bench().device().cudnn(),
              filters,
              outputs,
              convolution(),
              sources,
              Algorithm.OFFERS,
              count,
              list));
      return new Algorithm.Offers(
              list, list::status, list::determinism, list::memory, list::algo, list::mathType)
          .usable(count[0], this::convolution, bench());
    }
  }
}
