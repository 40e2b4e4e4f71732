package org.deeplearning4j.cuda.convolution;

import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer.AlgoMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer.BwdDataAlgo;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer.BwdFilterAlgo;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer.FwdAlgo;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.convolution.ConvolutionHelper;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.evenmatch.engine.NativeRuntime;
import org.evenmatch.kernels.WindowGeometry;
import org.evenmatch.kernels.cuda.Cudnn;
import org.evenmatch.kernels.cuda.CudnnConvolution;
import org.evenmatch.kernels.cuda.CudnnConvolution.Arithmetic;
import org.evenmatch.kernels.cuda.CudnnConvolution.Shape;
import org.evenmatch.kernels.cuda.CudnnLayer;
import org.evenmatch.kernels.cuda.CudnnQueue;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The name under which Deeplearning4j's convolution layer looks for cuDNN.
 *
 * <p>Release M2.1 comes without a class of this name, and its layer then computes by im2col. What
 * this one cannot do (NHWC, dilation, padding that differs between opposite sides, types other than
 * float32 and float64) it leaves to the layer, as Deeplearning4j's helpers do, by returning {@code
 * null}.
 */
public final class CudnnConvolutionHelper extends CudnnLayer<Shape, CudnnConvolution>
    implements ConvolutionHelper {
  private boolean isFirstLayers;

  /** As Deeplearning4j's documentation has it. */
  public CudnnConvolutionHelper(DataType type) {
    this(new Object[] {type});
  }

  /** With queues of another device than ND4J's GPU. */
  public CudnnConvolutionHelper(CudnnQueue.Opener queues) {
    super(queues);
  }

  /** As Deeplearning4j calls it. */
  public CudnnConvolutionHelper(Object[] arguments) {
    super(arguments);
  }

  /** Says that this is a network's first layer, so that nobody needs the gradient of its input. */
  public void forgoInputGradient() {
    isFirstLayers = true;
  }

  @Override
  public INDArray preOutput(
      INDArray input,
      INDArray weights,
      INDArray bias,
      int[] kernel,
      int[] strides,
      int[] pad,
      AlgoMode mode,
      FwdAlgo algorithm,
      ConvolutionMode convolutionMode,
      int[] dilation,
      CNN2DFormat format,
      LayerWorkspaceMgr workspaces) {
    if (!isSupported(input, weights, bias, dilation, format)) {
      return null;
    }
    WindowGeometry window = window(input, kernel, strides, pad, convolutionMode);
    if (!window.isSymmetric()) {
      return null;
    }
    INDArray from = CudnnQueue.plain(input);
    INDArray filters = CudnnQueue.plain(weights);
    INDArray to =
        workspaces.createUninitialized(
            ArrayType.ACTIVATIONS,
            input.dataType(),
            new long[] {
              input.size(0), weights.size(0), window.outputHeight(), window.outputWidth()
            },
            'c');
    try (CudnnQueue queue = queues().open(List.of(to), List.of(from, filters, bias))) {
      plan(queue.cudnn(), from, filters, window)
          .forward(
              queue.cudnn(),
              queue.pointer(from),
              queue.pointer(filters),
              queue.pointer(bias),
              queue.pointer(to));
    }
    return to;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray input,
      INDArray weights,
      INDArray bias,
      INDArray delta,
      int[] kernel,
      int[] strides,
      int[] pad,
      INDArray biasGradient,
      INDArray weightGradient,
      IActivation activation,
      AlgoMode mode,
      BwdFilterAlgo filterAlgorithm,
      BwdDataAlgo dataAlgorithm,
      ConvolutionMode convolutionMode,
      int[] dilation,
      CNN2DFormat format,
      LayerWorkspaceMgr workspaces) {
    if (!isSupported(input, weights, biasGradient, dilation, format)
        || !CudnnQueue.isPlain(weightGradient)) {
      return null;
    }
    WindowGeometry window = window(input, kernel, strides, pad, convolutionMode);
    if (!window.isSymmetric()) {
      return null;
    }
    INDArray from = CudnnQueue.plain(input);
    INDArray filters = CudnnQueue.plain(weights);
    INDArray outputGradient = CudnnQueue.plain(delta);
    INDArray inputGradient =
        workspaces.createUninitialized(
            ArrayType.ACTIVATION_GRAD, input.dataType(), input.shape(), 'c');
    try (CudnnQueue queue =
        queues()
            .open(
                List.of(weightGradient, biasGradient, inputGradient),
                List.of(from, filters, outputGradient))) {
      CudnnConvolution plan = plan(queue.cudnn(), from, filters, window);
      plan.backwardFilter(
          queue.cudnn(),
          queue.pointer(from),
          queue.pointer(outputGradient),
          queue.pointer(weightGradient),
          queue.pointer(biasGradient));
      if (!isFirstLayers) {
        plan.backwardData(
            queue.cudnn(),
            queue.pointer(filters),
            queue.pointer(outputGradient),
            queue.pointer(inputGradient));
      }
    }
    gradientIsComputed();
    Gradient gradient = new DefaultGradient();
    gradient.setGradientFor(ConvolutionParamInitializer.BIAS_KEY, biasGradient);
    gradient.setGradientFor(ConvolutionParamInitializer.WEIGHT_KEY, weightGradient, 'c');
    return new Pair<>(gradient, inputGradient);
  }

  @Override
  public INDArray activate(INDArray z, IActivation activation, boolean training) {
    return activation.getActivation(z, training);
  }

  private CudnnConvolution plan(
      Cudnn cudnn, INDArray input, INDArray weights, WindowGeometry window) {
    Shape shape =
        new Shape(
            (int) input.size(0),
            (int) input.size(1),
            (int) input.size(2),
            (int) input.size(3),
            (int) weights.size(0),
            window);
    return plans().of(shape, one -> new CudnnConvolution(cudnn, one, arithmetic(input.dataType())));
  }

  private static Arithmetic arithmetic(DataType type) {
    if (type == DataType.DOUBLE) {
      return Arithmetic.FLOAT64;
    }
    return Arithmetic.of(NativeRuntime.current().precision());
  }

  private static WindowGeometry window(
      INDArray input, int[] kernel, int[] strides, int[] pad, ConvolutionMode mode) {
    long height = input.size(2);
    long width = input.size(3);
    return mode == ConvolutionMode.Same
        ? WindowGeometry.same(height, width, kernel[0], kernel[1], strides[0], strides[1])
        : WindowGeometry.padded(
            height, width, kernel[0], kernel[1], strides[0], strides[1], pad[0], pad[1]);
  }

  private static boolean isSupported(
      INDArray input, INDArray weights, INDArray bias, int[] dilation, CNN2DFormat format) {
    DataType type = input.dataType();
    return (type == DataType.FLOAT || type == DataType.DOUBLE)
        && weights.dataType() == type
        // A layer without biases gives zeros of ND4J's default type.
        && bias.dataType() == type
        && dilation[0] == 1
        && dilation[1] == 1
        && format == CNN2DFormat.NCHW;
  }
}
