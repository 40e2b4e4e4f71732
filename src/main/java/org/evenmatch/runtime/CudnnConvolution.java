package org.evenmatch.runtime;

import static org.bytedeco.cuda.global.cudnn.CUDNN_CROSS_CORRELATION;
import static org.bytedeco.cuda.global.cudnn.CUDNN_DATA_DOUBLE;
import static org.bytedeco.cuda.global.cudnn.CUDNN_DATA_FLOAT;
import static org.bytedeco.cuda.global.cudnn.CUDNN_DEFAULT_MATH;
import static org.bytedeco.cuda.global.cudnn.CUDNN_DETERMINISTIC;
import static org.bytedeco.cuda.global.cudnn.CUDNN_STATUS_SUCCESS;
import static org.bytedeco.cuda.global.cudnn.CUDNN_TENSOR_NCHW;
import static org.bytedeco.cuda.global.cudnn.CUDNN_TENSOR_OP_MATH_ALLOW_CONVERSION;
import static org.bytedeco.cuda.global.cudnn.cudnnAddTensor;
import static org.bytedeco.cuda.global.cudnn.cudnnConvolutionBackwardBias;
import static org.bytedeco.cuda.global.cudnn.cudnnConvolutionBackwardData;
import static org.bytedeco.cuda.global.cudnn.cudnnConvolutionBackwardFilter;
import static org.bytedeco.cuda.global.cudnn.cudnnConvolutionForward;
import static org.bytedeco.cuda.global.cudnn.cudnnCreateConvolutionDescriptor;
import static org.bytedeco.cuda.global.cudnn.cudnnCreateFilterDescriptor;
import static org.bytedeco.cuda.global.cudnn.cudnnCreateTensorDescriptor;
import static org.bytedeco.cuda.global.cudnn.cudnnGetConvolutionBackwardDataAlgorithm_v7;
import static org.bytedeco.cuda.global.cudnn.cudnnGetConvolutionBackwardFilterAlgorithm_v7;
import static org.bytedeco.cuda.global.cudnn.cudnnGetConvolutionForwardAlgorithm_v7;
import static org.bytedeco.cuda.global.cudnn.cudnnSetConvolution2dDescriptor;
import static org.bytedeco.cuda.global.cudnn.cudnnSetConvolutionMathType;
import static org.bytedeco.cuda.global.cudnn.cudnnSetFilter4dDescriptor;
import static org.bytedeco.cuda.global.cudnn.cudnnSetTensor4dDescriptor;

import org.bytedeco.cuda.cudnn.cudnnConvolutionBwdDataAlgoPerf_t;
import org.bytedeco.cuda.cudnn.cudnnConvolutionBwdFilterAlgoPerf_t;
import org.bytedeco.cuda.cudnn.cudnnConvolutionFwdAlgoPerf_t;
import org.bytedeco.cuda.cudnn.cudnnConvolutionStruct;
import org.bytedeco.cuda.cudnn.cudnnFilterStruct;
import org.bytedeco.cuda.cudnn.cudnnTensorStruct;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * One convolution by cuDNN, forward and backward, its algorithms chosen once.
 *
 * <p>ND4J's own operations have cuDNN run every algorithm it knows at every call, to find the
 * fastest ({@code cudnnFindConvolution…Algorithm}); this asks for its estimate, once a shape. Only
 * deterministic algorithms are taken, so that the same seed gives the same network.
 *
 * <p>Arrays are on the GPU and contiguous: images {@code [batch, channels, height, width]}, weights
 * {@code [filters, channels, height, width]}, biases {@code [filters]}.
 */
public final class CudnnConvolution {
  private static final int MOST_ALGORITHMS = 8;

  /** A faster algorithm that wants more is not taken. */
  private static final long MOST_WORKSPACE_BYTES = 1L << 30;

  private final Cudnn cudnn;
  private final int type;
  private final cudnnTensorStruct input;
  private final cudnnTensorStruct output;
  private final cudnnTensorStruct bias;
  private final cudnnFilterStruct weights = new cudnnFilterStruct();
  private final Algorithm forward;
  private final Algorithm backwardData;
  private final Algorithm backwardFilter;
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
      if (window.padTop() != window.padBottom() || window.padLeft() != window.padRight()) {
        throw new IllegalArgumentException(
            "cuDNN's padding must be the same on opposite sides, but is " + window);
      }
    }
  }

  private record Algorithm(cudnnConvolutionStruct convolution, int number, long workspaceBytes) {}

  /** Prepares cuDNN for arrays of {@code shape}. */
  public CudnnConvolution(Cudnn cudnn, Shape shape, Arithmetic arithmetic) {
    this.cudnn = cudnn;
    this.type = arithmetic.type;
    boolean isDouble = arithmetic == Arithmetic.FLOAT64;
    this.one = isDouble ? new DoublePointer(1.0) : new FloatPointer(1f);
    this.zero = isDouble ? new DoublePointer(0.0) : new FloatPointer(0f);
    WindowGeometry window = shape.window();
    this.input = tensor(shape.batch(), shape.channels(), shape.height(), shape.width());
    this.output =
        tensor(shape.batch(), shape.filters(), window.outputHeight(), window.outputWidth());
    this.bias = tensor(1, shape.filters(), 1, 1);
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
    this.forward = forward(convolution(window, arithmetic));
    this.backwardData = backwardData(convolution(window, arithmetic));
    this.backwardFilter = backwardFilter(convolution(window, arithmetic));
  }

  /** Queues {@code to} = convolution of {@code from} with the weights, plus biases. */
  public void forward(Pointer from, Pointer weightValues, Pointer biasValues, Pointer to) {
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
      Pointer from, Pointer outputGradient, Pointer weightGradient, Pointer biasGradient) {
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
  public void backwardData(Pointer weightValues, Pointer outputGradient, Pointer inputGradient) {
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

  private cudnnTensorStruct tensor(int batch, int channels, int height, int width) {
    cudnnTensorStruct tensor = new cudnnTensorStruct();
    Cudnn.check("cudnnCreateTensorDescriptor", cudnnCreateTensorDescriptor(tensor));
    Cudnn.check(
        "cudnnSetTensor4dDescriptor",
        cudnnSetTensor4dDescriptor(
            tensor, CUDNN_TENSOR_NCHW, type, batch, channels, height, width));
    return tensor;
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
    setMath(convolution, arithmetic.math);
    return convolution;
  }

  private static void setMath(cudnnConvolutionStruct convolution, int math) {
    Cudnn.check("cudnnSetConvolutionMathType", cudnnSetConvolutionMathType(convolution, math));
  }

  private Algorithm forward(cudnnConvolutionStruct convolution) {
    int[] found = new int[1];
    try (var list = new cudnnConvolutionFwdAlgoPerf_t(MOST_ALGORITHMS)) {
      Cudnn.check(
          "cudnnGetConvolutionForwardAlgorithm_v7",
          cudnnGetConvolutionForwardAlgorithm_v7(
              cudnn.handle(), input, weights, convolution, output, MOST_ALGORITHMS, found, list));
      for (int i = 0; i < found[0]; i++) {
        list.position(i);
        if (isGood(list.status(), list.determinism(), list.memory())) {
          return chosen(convolution, list.algo(), list.mathType(), list.memory());
        }
      }
    }
    throw none("forward");
  }

  private Algorithm backwardData(cudnnConvolutionStruct convolution) {
    int[] found = new int[1];
    try (var list = new cudnnConvolutionBwdDataAlgoPerf_t(MOST_ALGORITHMS)) {
      Cudnn.check(
          "cudnnGetConvolutionBackwardDataAlgorithm_v7",
          cudnnGetConvolutionBackwardDataAlgorithm_v7(
              cudnn.handle(), weights, output, convolution, input, MOST_ALGORITHMS, found, list));
      for (int i = 0; i < found[0]; i++) {
        list.position(i);
        if (isGood(list.status(), list.determinism(), list.memory())) {
          return chosen(convolution, list.algo(), list.mathType(), list.memory());
        }
      }
    }
    throw none("backward data");
  }

  private Algorithm backwardFilter(cudnnConvolutionStruct convolution) {
    int[] found = new int[1];
    try (var list = new cudnnConvolutionBwdFilterAlgoPerf_t(MOST_ALGORITHMS)) {
      Cudnn.check(
          "cudnnGetConvolutionBackwardFilterAlgorithm_v7",
          cudnnGetConvolutionBackwardFilterAlgorithm_v7(
              cudnn.handle(), input, output, convolution, weights, MOST_ALGORITHMS, found, list));
      for (int i = 0; i < found[0]; i++) {
        list.position(i);
        if (isGood(list.status(), list.determinism(), list.memory())) {
          return chosen(convolution, list.algo(), list.mathType(), list.memory());
        }
      }
    }
    throw none("backward filter");
  }

  private static boolean isGood(int status, int determinism, long workspaceBytes) {
    return status == CUDNN_STATUS_SUCCESS
        && determinism == CUDNN_DETERMINISTIC
        && workspaceBytes <= MOST_WORKSPACE_BYTES;
  }

  private static Algorithm chosen(
      cudnnConvolutionStruct convolution, int number, int math, long workspaceBytes) {
    setMath(convolution, math);
    return new Algorithm(convolution, number, workspaceBytes);
  }

  private static IllegalStateException none(String direction) {
    return new IllegalStateException(
        "cuDNN has no deterministic " + direction + " algorithm for this convolution");
  }
}
