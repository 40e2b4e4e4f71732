package org.evenmatch.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.cuda.global.cublas.CUBLAS_DEFAULT_MATH;
import static org.bytedeco.cuda.global.cublas.CUBLAS_TENSOR_OP_MATH;
import static org.bytedeco.cuda.global.cublas.cublasGetMathMode;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.cuda.cublas.cublasContext;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.cuda.convolution.CudnnConvolutionHelper;
import org.deeplearning4j.cuda.normalization.CudnnBatchNormalizationHelper;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.evenmatch.engine.BackendRequest;
import org.evenmatch.engine.NativeRuntime;
import org.evenmatch.engine.Precision;
import org.evenmatch.engine.RuntimeRequest;
import org.evenmatch.kernels.WindowGeometry;
import org.evenmatch.kernels.cuda.CudnnBatchNorm.Affine;
import org.evenmatch.kernels.cuda.CudnnBatchNorm.Statistics;
import org.evenmatch.kernels.cuda.CudnnConvolution.Arithmetic;
import org.evenmatch.kernels.cuda.CudnnConvolution.Shape;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Convolutions and batch normalisation by the bindings to cuDNN against ND4J's own, in a process
 * with a cuDNN for tests.
 */
final class CudnnProcess {
  private static final double EPSILON = 1e-3;

  private CudnnProcess() {}

  public static void main(String[] args) {
    NativeRuntime.prepare(RuntimeRequest.of(BackendRequest.CPU)).start();
    assertThat(Cudnn.version()).isEqualTo("8.3.2");
    WindowGeometry valid = WindowGeometry.valid(7, 9, 2, 3, 1, 2);
    WindowGeometry same = WindowGeometry.same(6, 5, 3, 5, 1, 1);
    WindowGeometry padded = WindowGeometry.padded(8, 7, 3, 4, 2, 1, 1, 2);
    for (Arithmetic arithmetic : Arithmetic.values()) {
      compare(new Shape(3, 2, 7, 9, 4, valid), arithmetic);
      compare(new Shape(2, 3, 6, 5, 5, same), arithmetic);
      compare(new Shape(1, 1, 8, 7, 2, padded), arithmetic);
    }
    for (boolean isDouble : new boolean[] {true, false}) {
      compare(new CudnnBatchNorm.Shape(3, 4, 2, 5, isDouble));
      compare(new CudnnBatchNorm.Shape(6, 3, 1, 1, isDouble));
    }
    for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
      compareThroughLayers(type);
    }
    Cudnn.releaseThread();
    multiplicationIsInTheModeAskedFor();
    System.out.println("equal");
  }

  private static void compare(Shape shape, Arithmetic arithmetic) {
    DataType type = arithmetic == Arithmetic.FLOAT64 ? DataType.DOUBLE : DataType.FLOAT;
    WindowGeometry window = shape.window();
    INDArray x = wave(type, shape.batch(), shape.channels(), shape.height(), shape.width());
    INDArray w =
        wave(type, shape.filters(), shape.channels(), window.kernelHeight(), window.kernelWidth());
    INDArray b = wave(type, shape.filters());
    INDArray dy =
        wave(type, shape.batch(), shape.filters(), window.outputHeight(), window.outputWidth());
    int[] arguments = {
      window.kernelHeight(),
      window.kernelWidth(),
      window.strideHeight(),
      window.strideWidth(),
      window.padTop(),
      window.padLeft(),
      1,
      1,
      0,
      0,
      1
    };
    INDArray y = Nd4j.create(type, dy.shape());
    Nd4j.exec(
        DynamicCustomOp.builder("conv2d")
            .addInputs(x, w, b)
            .addOutputs(y)
            .addIntegerArguments(arguments)
            .build());
    INDArray dx = Nd4j.create(type, x.shape());
    INDArray dw = Nd4j.create(type, w.shape());
    INDArray db = Nd4j.create(type, b.shape());
    Nd4j.exec(
        DynamicCustomOp.builder("conv2d_bp")
            .addInputs(x, w, b, dy)
            .addOutputs(dx, dw, db)
            .addIntegerArguments(arguments)
            .build());

    Cudnn cudnn = Cudnn.ofThread();
    cudnn.useStream(new Pointer());
    CudnnConvolution convolution = new CudnnConvolution(cudnn, shape, arithmetic);
    Pointer from = pointer(x);
    Pointer weights = pointer(w);
    Pointer outputGradient = pointer(dy);
    // What was there before must not count.
    Pointer to = pointer(y.add(7));
    Pointer inputGradient = pointer(dx.add(7));
    Pointer weightGradient = pointer(dw.add(7));
    Pointer biasGradient = pointer(db.add(7));
    convolution.forward(cudnn, from, weights, pointer(b), to);
    convolution.backwardFilter(cudnn, from, outputGradient, weightGradient, biasGradient);
    convolution.backwardData(cudnn, weights, outputGradient, inputGradient);
    convolution.close();

    double tolerance = type == DataType.DOUBLE ? 1e-12 : 1e-4;
    assertThat(values(to, type, y.length()))
        .containsExactly(y.data().asDouble(), within(tolerance));
    assertThat(values(inputGradient, type, dx.length()))
        .containsExactly(dx.data().asDouble(), within(tolerance));
    assertThat(values(weightGradient, type, dw.length()))
        .containsExactly(dw.data().asDouble(), within(tolerance));
    assertThat(values(biasGradient, type, db.length()))
        .containsExactly(db.data().asDouble(), within(tolerance));
  }

  private static void multiplicationIsInTheModeAskedFor() {
    IntPointer modeOfHandle = new IntPointer(1);
    cublasContext handle = new cublasContext(modeOfHandle);
    int[] mode = new int[1];
    Cublas.compute(Precision.FLOAT16, handle);
    assertThat(cublasGetMathMode(handle, mode)).isZero();
    assertThat(mode[0]).isEqualTo(CUBLAS_TENSOR_OP_MATH);
    Cublas.compute(Precision.FLOAT32, handle);
    assertThat(cublasGetMathMode(handle, mode)).isZero();
    assertThat(mode[0]).isEqualTo(CUBLAS_DEFAULT_MATH);
    assertThat(modeOfHandle.get()).isEqualTo(CUBLAS_DEFAULT_MATH);
  }

  /** Has Deeplearning4j's layers call cuDNN, as they do on a GPU, on the processor's memory. */
  private static void compareThroughLayers(DataType type) {
    MultiLayerNetwork plain = network(type);
    MultiLayerNetwork cudnn = network(type);
    cudnn.setParams(plain.params());
    List<CudnnLayer<?, ?>> helpers = new ArrayList<>();
    for (Layer layer : cudnn.getLayers()) {
      if (layer instanceof org.deeplearning4j.nn.layers.convolution.ConvolutionLayer) {
        CudnnConvolutionHelper helper = new CudnnConvolutionHelper(ProcessorQueue::new);
        helpers.add(give(layer, helper));
      } else if (layer instanceof org.deeplearning4j.nn.layers.normalization.BatchNormalization) {
        helpers.add(give(layer, new CudnnBatchNormalizationHelper(ProcessorQueue::new)));
      }
    }
    ((CudnnConvolutionHelper) helpers.get(0)).forgoInputGradient();
    INDArray features = wave(type, 6, 2, 7, 6);
    INDArray labels = Nd4j.eye(3).castTo(type);
    labels = Nd4j.vstack(labels, labels);
    for (int step = 0; step < 3; step++) {
      plain.fit(features, labels);
      cudnn.fit(features, labels);
    }

    assertThat(helpers).hasSize(4).allMatch(CudnnLayer::hasComputedGradient);
    double tolerance = type == DataType.DOUBLE ? 1e-10 : 1e-3;
    assertThat(cudnn.params().dup().data().asDouble())
        .containsExactly(plain.params().dup().data().asDouble(), within(tolerance));
    assertThat(cudnn.output(features).dup('c').data().asDouble())
        .containsExactly(plain.output(features).dup('c').data().asDouble(), within(tolerance));
    assertThat(cudnn.score()).isCloseTo(plain.score(), within(tolerance));
  }

  private static MultiLayerNetwork network(DataType type) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(type)
                .updater(new Nesterovs(0.1, 0.9))
                .list()
                .layer(
                    new ConvolutionLayer.Builder(3, 3)
                        .nOut(4)
                        .convolutionMode(ConvolutionMode.Same)
                        .build())
                .layer(new BatchNormalization.Builder().useLogStd(false).build())
                .layer(new ActivationLayer.Builder().activation(Activation.TANH).build())
                .layer(
                    new ConvolutionLayer.Builder(2, 3)
                        .nOut(3)
                        .stride(1, 2)
                        .activation(Activation.TANH)
                        .build())
                .layer(new DenseLayer.Builder().nOut(5).build())
                .layer(new BatchNormalization.Builder().useLogStd(false).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(7, 6, 2))
                .build());
    network.init();
    network
        .getLayerWiseConfigurations()
        .getConfs()
        .forEach(
            layer -> {
              if (layer.getLayer() instanceof BatchNormalization norm) {
                norm.setCudnnAllowFallback(false);
              } else if (layer.getLayer() instanceof ConvolutionLayer convolution) {
                convolution.setCudnnAllowFallback(false);
              }
            });
    return network;
  }

  /** Where Deeplearning4j's reflection would put it if ND4J's backend were CUDA. */
  private static <T> T give(Layer layer, T helper) {
    try {
      Field field = layer.getClass().getDeclaredField("helper");
      field.setAccessible(true);
      field.set(layer, helper);
      return helper;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The processor's memory, where a cuDNN for tests computes at once. */
  private record ProcessorQueue(List<INDArray> written, List<INDArray> read) implements CudnnQueue {
    @Override
    public Cudnn cudnn() {
      Cudnn own = Cudnn.ofThread();
      own.useStream(new Pointer());
      return own;
    }

    @Override
    public Pointer pointer(INDArray array) {
      assertThat(Stream.concat(written.stream(), read.stream()).anyMatch(one -> one == array))
          .isTrue();
      return array.data().addressPointer();
    }

    @Override
    public void close() {}
  }

  /** Against Deeplearning4j's own layer, which has no helper here. */
  private static void compare(CudnnBatchNorm.Shape shape) {
    DataType type = shape.isDouble() ? DataType.DOUBLE : DataType.FLOAT;
    INDArray x = wave(type, shape.batch(), shape.channels(), shape.height(), shape.width());
    INDArray dy = wave(type, shape.batch(), shape.channels(), shape.height(), shape.width());
    dy.muli(dy.add(2));
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .dataType(type)
                .list()
                .layer(new BatchNormalization.Builder().useLogStd(false).eps(EPSILON).build())
                .setInputType(
                    InputType.convolutional(shape.height(), shape.width(), shape.channels()))
                .build());
    network.init();
    INDArray gamma = wave(type, shape.channels()).addi(2);
    INDArray beta = wave(type, 1, shape.channels());
    INDArray mean = wave(type, 1, shape.channels());
    INDArray variance = wave(type, shape.channels()).addi(1.5);
    network.getLayer(0).setParam("gamma", gamma.reshape(1, shape.channels()));
    network.getLayer(0).setParam("beta", beta);
    network.getLayer(0).setParam("mean", mean);
    network.getLayer(0).setParam("var", variance.reshape(1, shape.channels()));
    assertThat(network.getLayer(0).getHelper()).isNull();
    LayerWorkspaceMgr none = LayerWorkspaceMgr.noWorkspaces();
    INDArray inferred = network.getLayer(0).activate(x, false, none);
    INDArray y = network.getLayer(0).activate(x, true, none);
    network.getLayer(0).setInput(x, none);
    network.setBackpropGradientsViewArray(Nd4j.create(type, 1, network.numParams()));
    Pair<Gradient, INDArray> expected = network.getLayer(0).backpropGradient(dy, none);

    Cudnn cudnn = Cudnn.ofThread();
    cudnn.useStream(new Pointer());
    CudnnBatchNorm norm = new CudnnBatchNorm(shape, EPSILON);
    Affine affine = new Affine(pointer(gamma), pointer(beta));
    Statistics statistics = new Statistics(pointer(mean.add(7)), pointer(mean.add(7)));
    Affine gradients = new Affine(pointer(mean.add(7)), pointer(mean.add(7)));
    Pointer to = pointer(x.add(7));
    Pointer inferredTo = pointer(x.add(7));
    Pointer inputGradient = pointer(x.add(7));
    norm.forwardInference(cudnn, pointer(x), affine, pointer(mean), pointer(variance), inferredTo);
    norm.forwardTraining(cudnn, pointer(x), affine, to, statistics);
    norm.backward(
        cudnn, pointer(x), pointer(dy), affine.scale(), statistics, inputGradient, gradients);
    norm.close();

    double tolerance = shape.isDouble() ? 1e-10 : 1e-4;
    assertSame(inferredTo, inferred, tolerance);
    assertSame(to, y, tolerance);
    assertSame(inputGradient, expected.getSecond(), tolerance);
    assertSame(gradients.scale(), expected.getFirst().getGradientFor("gamma"), tolerance);
    assertSame(gradients.shift(), expected.getFirst().getGradientFor("beta"), tolerance);
    assertSame(statistics.mean(), x.mean(0, 2, 3), tolerance);
    assertSame(
        statistics.inverseDeviation(),
        Transforms.pow(x.var(false, 0, 2, 3).addi(EPSILON), -0.5),
        tolerance);
  }

  private static void assertSame(Pointer found, INDArray expected, double tolerance) {
    assertThat(values(found, expected.dataType(), expected.length()))
        .containsExactly(expected.dup('c').data().asDouble(), within(tolerance));
  }

  private static INDArray wave(DataType type, long... shape) {
    INDArray array = Nd4j.create(type, shape);
    for (long i = 0; i < array.length(); i++) {
      array.data().put(i, Math.sin((0.9 * i) + shape.length));
    }
    return array;
  }

  private static Pointer pointer(INDArray array) {
    return array.dataType() == DataType.DOUBLE
        ? new DoublePointer(array.dup('c').data().asDouble())
        : new FloatPointer(array.dup('c').data().asFloat());
  }

  private static double[] values(Pointer pointer, DataType type, long count) {
    double[] values = new double[(int) count];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          type == DataType.DOUBLE
              ? ((DoublePointer) pointer).get(i)
              : ((FloatPointer) pointer).get(i);
    }
    return values;
  }
}
