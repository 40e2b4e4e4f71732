package org.evenmatch.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.evenmatch.runtime.CudnnConvolution.Arithmetic;
import org.evenmatch.runtime.CudnnConvolution.Shape;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Convolutions by the bindings to cuDNN against ND4J's own, in a process with a cuDNN for tests.
 */
final class CudnnProcess {
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
