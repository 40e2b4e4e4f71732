package org.evenmatch.kernels.gpu;

import static org.bytedeco.cuda.global.cudnn.CUDNN_CROSS_CORRELATION;
import static org.bytedeco.cuda.global.cudnn.CUDNN_DATA_FLOAT;
import static org.bytedeco.cuda.global.cudnn.CUDNN_TENSOR_NCHW;
import static org.bytedeco.cuda.global.cudnn.cudnnCreateConvolutionDescriptor;
import static org.bytedeco.cuda.global.cudnn.cudnnCreateFilterDescriptor;
import static org.bytedeco.cuda.global.cudnn.cudnnCreateTensorDescriptor;
import static org.bytedeco.cuda.global.cudnn.cudnnDestroyConvolutionDescriptor;
import static org.bytedeco.cuda.global.cudnn.cudnnDestroyFilterDescriptor;
import static org.bytedeco.cuda.global.cudnn.cudnnDestroyTensorDescriptor;
import static org.bytedeco.cuda.global.cudnn.cudnnSetConvolution2dDescriptor;
import static org.bytedeco.cuda.global.cudnn.cudnnSetConvolutionMathType;
import static org.bytedeco.cuda.global.cudnn.cudnnSetFilter4dDescriptor;
import static org.bytedeco.cuda.global.cudnn.cudnnSetTensor4dDescriptor;

import org.bytedeco.cuda.cudnn.cudnnConvolutionStruct;
import org.bytedeco.cuda.cudnn.cudnnFilterStruct;
import org.bytedeco.cuda.cudnn.cudnnTensorStruct;
import org.evenmatch.kernels.WindowGeometry;

/** cuDNN's descriptions of float32 arrays and convolutions, given back with their program. */
// cuDNN 9 recommends its graphs for new code, and keeps these calls.
@SuppressWarnings("deprecation")
final class Descriptors {
  private Descriptors() {}

  /** Images that lie as {@code [batch, channels, height, width]}. */
  static cudnnTensorStruct images(Workbench bench, Extent extent) {
    cudnnTensorStruct images = new cudnnTensorStruct();
    Cuda.checkCudnn("cudnnCreateTensorDescriptor", cudnnCreateTensorDescriptor(images));
    bench.onClose(() -> cudnnDestroyTensorDescriptor(images));
    Cuda.checkCudnn(
        "cudnnSetTensor4dDescriptor",
        cudnnSetTensor4dDescriptor(
            images,
            CUDNN_TENSOR_NCHW,
            CUDNN_DATA_FLOAT,
            extent.batch(),
            extent.channels(),
            extent.height(),
            extent.width()));
    return images;
  }

  /** Filters that lie as {@code [filters, channels, height, width]}. */
  static cudnnFilterStruct filters(
      Workbench bench, int filters, int channels, WindowGeometry window) {
    cudnnFilterStruct kernel = new cudnnFilterStruct();
    Cuda.checkCudnn("cudnnCreateFilterDescriptor", cudnnCreateFilterDescriptor(kernel));
    bench.onClose(() -> cudnnDestroyFilterDescriptor(kernel));
    Cuda.checkCudnn(
        "cudnnSetFilter4dDescriptor",
        cudnnSetFilter4dDescriptor(
            kernel,
            CUDNN_DATA_FLOAT,
            CUDNN_TENSOR_NCHW,
            filters,
            channels,
            window.kernelHeight(),
            window.kernelWidth()));
    return kernel;
  }

  /** A convolution with padding of {@code padTop} rows and {@code padLeft} columns on each side. */
  static cudnnConvolutionStruct convolution(
      Workbench bench, WindowGeometry window, int padTop, int padLeft) {
    cudnnConvolutionStruct convolution = new cudnnConvolutionStruct();
    Cuda.checkCudnn(
        "cudnnCreateConvolutionDescriptor", cudnnCreateConvolutionDescriptor(convolution));
    bench.onClose(() -> cudnnDestroyConvolutionDescriptor(convolution));
    Cuda.checkCudnn(
        "cudnnSetConvolution2dDescriptor",
        cudnnSetConvolution2dDescriptor(
            convolution,
            padTop,
            padLeft,
            window.strideHeight(),
            window.strideWidth(),
            1,
            1,
            CUDNN_CROSS_CORRELATION,
            CUDNN_DATA_FLOAT));
    setMath(convolution, bench.arithmetic().cudnnMath());
    return convolution;
  }

  /** Has {@code convolution} computed with {@code math}, one of cuDNN's constants. */
  static void setMath(cudnnConvolutionStruct convolution, int math) {
    Cuda.checkCudnn("cudnnSetConvolutionMathType", cudnnSetConvolutionMathType(convolution, math));
  }
}
