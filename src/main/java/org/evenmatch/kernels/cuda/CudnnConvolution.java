package org.evenmatch.kernels.cuda;

import static org.bytedeco.cuda.global.cudnn.CUDNN_CROSS_CORRELATION;
import static org.bytedeco.cuda.global.cudnn.CUDNN_DATA_DOUBLE;
import static org.bytedeco.cuda.global.cudnn.CUDNN_DATA_FLOAT;
import static org.bytedeco.cuda.global.cudnn.CUDNN_DEFAULT_MATH;
import static org.bytedeco.cuda.global.cudnn.CUDNN_TENSOR_NCHW;
import static org.bytedeco.cuda.global.cudnn.CUDNN_TENSOR_OP_MATH_ALLOW_CONVERSION;
import static org.bytedeco.cuda.global.cudnn.cudnnAddTensor;
import static org.bytedeco.cuda.global.cudnn.cudnnConvolutionBackwardBias;
import static org.bytedeco.cuda.global.cudnn.cudnnConvolutionBackwardData;
import static org.bytedeco.cuda.global.cudnn.cudnnConvolutionBackwardFilter;
import static org.bytedeco.cuda.global.cudnn.cudnnConvolutionForward;
import static org.bytedeco.cuda.global.cudnn.cudnnCreateConvolutionDescriptor;
import static org.bytedeco.cuda.global.cudnn.cudnnCreateFilterDescriptor;
import static org.bytedeco.cuda.global.cudnn.cudnnDestroyConvolutionDescriptor;
import static org.bytedeco.cuda.global.cudnn.cudnnDestroyFilterDescriptor;
import static org.bytedeco.cuda.global.cudnn.cudnnGetConvolutionBackwardDataAlgorithm_v7;
import static org.bytedeco.cuda.global.cudnn.cudnnGetConvolutionBackwardFilterAlgorithm_v7;
import static org.bytedeco.cuda.global.cudnn.cudnnGetConvolutionForwardAlgorithm_v7;
import static org.bytedeco.cuda.global.cudnn.cudnnSetConvolution2dDescriptor;
import static org.bytedeco.cuda.global.cudnn.cudnnSetFilter4dDescriptor;

import java.util.List;
import org.bytedeco.cuda.cudnn.cudnnConvolutionBwdDataAlgoPerf_t;
import org.bytedeco.cuda.cudnn.cudnnConvolutionBwdFilterAlgoPerf_t;
import org.bytedeco.cuda.cudnn.cudnnConvolutionFwdAlgoPerf_t;
import org.bytedeco.cuda.cudnn.cudnnConvolutionStruct;
import org.bytedeco.cuda.cudnn.cudnnFilterStruct;
import org.bytedeco.cuda.cudnn.cudnnTensorStruct;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.evenmatch.engine.Precision;
import org.evenmatch.kernels.WindowGeometry;

/**
 * One convolution by cuDNN, forward and backward, its algorithms chosen once.
 *
 * <p>ND4J's own operations have cuDNN run every algorithm it knows at every call, to find the
 * fastest ({@code cudnnFindConvolution…Algorithm}); this asks for its estimate, once a shape. Only
 * deterministic algorithms are taken, so that the same seed gives the same network.
 *
 * <p>It serves any thread: each brings its own {@link Cudnn}.
 *
 * <p>Arrays are on the GPU and contiguous: images {@code [batch, channels, height, width]}, weights
 * {@code [filters, channels, height, width]}, biases {@code [filters]}.
 */
// cuDNN 9 recommends its graphs for new code, and keeps these calls.
@SuppressWarnings("deprecation")
public final class CudnnConvolution implements RecentPlans.Plan {
  private static final int MOST_ALGORITHMS = 8;

  private final Shape shape;
  private final int type;
  private final cudnnTensorStruct input;
  private final cudnnTensorStruct output;
  private final cudnnTensorStruct bias;
  private final cudnnFilterStruct weights = new cudnnFilterStruct();
  private final CudnnAlgorithm forward;
  private final CudnnAlgorithm backwardData;
  private final CudnnAlgorithm backwardFilter;
  private final Pointer one;
  private final Pointer zero;

  /** How the arithmetic is done; sums are in the arrays' own type. */
  public enum Arithmetic {
    FLOAT64(CUDNN_DATA_DOUBLE, CUDNN_DEFAULT_MATH),
    /** float32 as cuDNN means it: on Ampere and later its products may be in TF32. */
    FLOAT32(CUDNN_DATA_FLOAT, CUDNN_DEFAULT_MATH),
    /** Arrays are float32, products may be float16 on tensor cores, sums are float32. */
    FLOAT16_PRODUCTS(CUDNN_DATA_FLOAT, CUDNN_TENSOR_OP_MATH_ALLOW_CONVERSION);

    private final int type;
    private final int math;

    Arithmetic(int type, int math) {
      this.type = type;
      this.math = math;
    }

    /** How {@code precision} has float32 arrays convolved. */
    public static Arithmetic of(Precision precision) {
      return precision == Precision.FLOAT16 ? FLOAT16_PRODUCTS : FLOAT32;
    }
  }

  /**
   * The shapes.
   *
   * @param batch images
   * @param channels channels of an image
   * @param height rows of an image
   * @param width columns of an image
   * @param filters channels of the output
   * @param window how the filters move; padding must be the same on opposite sides
   */
  public record Shape(
      int batch, int channels, int height, int width, int filters, WindowGeometry window) {
    public Shape {
      if (!window.isSymmetric()) {
        throw new IllegalArgumentException(
            "cuDNN's padding must be the same on opposite sides, but is " + window);
      }
    }
  }

  /** Prepares cuDNN for arrays of {@code shape}. */
  public CudnnConvolution(Cudnn cudnn, Shape shape, Arithmetic arithmetic) {
    this.shape = shape;
    this.type = arithmetic.type;
    boolean isDouble = arithmetic == Arithmetic.FLOAT64;
    this.one = isDouble ? new DoublePointer(1.0) : new FloatPointer(1f);
    this.zero = isDouble ? new DoublePointer(0.0) : new FloatPointer(0f);
    WindowGeometry window = shape.window();
    this.input = Cudnn.tensor(type, shape.batch(), shape.channels(), shape.height(), shape.width());
    this.output =
        Cudnn.tensor(
            type, shape.batch(), shape.filters(), window.outputHeight(), window.outputWidth());
    this.bias = Cudnn.tensor(type, 1, shape.filters(), 1, 1);
    Cudnn.check("cudnnCreateFilterDescriptor", cudnnCreateFilterDescriptor(weights));
    Cudnn.check(
        "cudnnSetFilter4dDescriptor",
        cudnnSetFilter4dDescriptor(
            weights,
            type,
            CUDNN_TENSOR_NCHW,
            shape.filters(),
            shape.channels(),
            window.kernelHeight(),
            window.kernelWidth()));
    this.forward = forward(cudnn, convolution(window, arithmetic));
    this.backwardData = backwardData(cudnn, convolution(window, arithmetic));
    this.backwardFilter = backwardFilter(cudnn, convolution(window, arithmetic));
  }

  /** Queues {@code to} = convolution of {@code from} with the weights, plus biases. */
  public void forward(
      Cudnn cudnn, Pointer from, Pointer weightValues, Pointer biasValues, Pointer to) {
    Cudnn.check(
        "cudnnConvolutionForward",
        cudnnConvolutionForward(
            cudnn.handle(),
            one,
            input,
            from,
            weights,
            weightValues,
            forward.convolution(),
            forward.number(),
            cudnn.workspace(forward.workspaceBytes()),
            forward.workspaceBytes(),
            zero,
            output,
            to));
    Cudnn.check(
        "cudnnAddTensor", cudnnAddTensor(cudnn.handle(), one, bias, biasValues, one, output, to));
  }

  /** Queues the gradients of weights and biases. */
  public void backwardFilter(
      Cudnn cudnn,
      Pointer from,
      Pointer outputGradient,
      Pointer weightGradient,
      Pointer biasGradient) {
    Cudnn.check(
        "cudnnConvolutionBackwardBias",
        cudnnConvolutionBackwardBias(
            cudnn.handle(), one, output, outputGradient, zero, bias, biasGradient));
    Cudnn.check(
        "cudnnConvolutionBackwardFilter",
        cudnnConvolutionBackwardFilter(
            cudnn.handle(),
            one,
            input,
            from,
            output,
            outputGradient,
            backwardFilter.convolution(),
            backwardFilter.number(),
            cudnn.workspace(backwardFilter.workspaceBytes()),
            backwardFilter.workspaceBytes(),
            zero,
            weights,
            weightGradient));
  }

  /** Queues the gradient of the input. */
  public void backwardData(
      Cudnn cudnn, Pointer weightValues, Pointer outputGradient, Pointer inputGradient) {
    Cudnn.check(
        "cudnnConvolutionBackwardData",
        cudnnConvolutionBackwardData(
            cudnn.handle(),
            one,
            weights,
            weightValues,
            output,
            outputGradient,
            backwardData.convolution(),
            backwardData.number(),
            cudnn.workspace(backwardData.workspaceBytes()),
            backwardData.workspaceBytes(),
            zero,
            input,
            inputGradient));
  }

  /** Gives back cuDNN's descriptions. */
  @Override
  public void close() {
    List.of(input, output, bias).forEach(Cudnn::release);
    Cudnn.check("cudnnDestroyFilterDescriptor", cudnnDestroyFilterDescriptor(weights));
    for (CudnnAlgorithm algorithm : List.of(forward, backwardData, backwardFilter)) {
      Cudnn.check(
          "cudnnDestroyConvolutionDescriptor",
          cudnnDestroyConvolutionDescriptor(algorithm.convolution()));
    }
  }

  private cudnnConvolutionStruct convolution(WindowGeometry window, Arithmetic arithmetic) {
    cudnnConvolutionStruct convolution = new cudnnConvolutionStruct();
    Cudnn.check("cudnnCreateConvolutionDescriptor", cudnnCreateConvolutionDescriptor(convolution));
    Cudnn.check(
        "cudnnSetConvolution2dDescriptor",
        cudnnSetConvolution2dDescriptor(
            convolution,
            window.padTop(),
            window.padLeft(),
            window.strideHeight(),
            window.strideWidth(),
            1,
            1,
            CUDNN_CROSS_CORRELATION,
            type));
    CudnnAlgorithm.setMath(convolution, arithmetic.math);
    return convolution;
  }

  private CudnnAlgorithm forward(Cudnn cudnn, cudnnConvolutionStruct convolution) {
    int[] found = new int[1];
    try (var list = new cudnnConvolutionFwdAlgoPerf_t(MOST_ALGORITHMS)) {
      Cudnn.check(
          "cudnnGetConvolutionForwardAlgorithm_v7",
          cudnnGetConvolutionForwardAlgorithm_v7(
              cudnn.handle(), input, weights, convolution, output, MOST_ALGORITHMS, found, list));
      return new CudnnAlgorithm.Offers(
              list::position,
              list::status,
              list::determinism,
              list::memory,
              list::algo,
              list::mathType)
          .first(found[0], convolution, shape);
    }
  }

  private CudnnAlgorithm backwardData(Cudnn cudnn, cudnnConvolutionStruct convolution) {
    int[] found = new int[1];
    try (var list = new cudnnConvolutionBwdDataAlgoPerf_t(MOST_ALGORITHMS)) {
      Cudnn.check(
          "cudnnGetConvolutionBackwardDataAlgorithm_v7",
          cudnnGetConvolutionBackwardDataAlgorithm_v7(
              cudnn.handle(), weights, output, convolution, input, MOST_ALGORITHMS, found, list));
      return new CudnnAlgorithm.Offers(
              list::position,
              list::status,
              list::determinism,
              list::memory,
              list::algo,
              list::mathType)
          .first(found[0], convolution, shape);
    }
  }

  private CudnnAlgorithm backwardFilter(Cudnn cudnn, cudnnConvolutionStruct convolution) {
    int[] found = new int[1];
    try (var list = new cudnnConvolutionBwdFilterAlgoPerf_t(MOST_ALGORITHMS)) {
      Cudnn.check(
          "cudnnGetConvolutionBackwardFilterAlgorithm_v7",
          cudnnGetConvolutionBackwardFilterAlgorithm_v7(
              cudnn.handle(), input, output, convolution, weights, MOST_ALGORITHMS, found, list));
      return new CudnnAlgorithm.Offers(
              list::position,
              list::status,
              list::determinism,
              list::memory,
              list::algo,
              list::mathType)
          .first(found[0], convolution, shape);
    }
  }
}
