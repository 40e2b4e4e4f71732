package org.evenmatch.runtime;

import static org.bytedeco.cuda.global.cublas.CUBLAS_DEFAULT_MATH;
import static org.bytedeco.cuda.global.cublas.CUBLAS_TENSOR_OP_MATH;

import org.evenmatch.runtime.CudnnConvolution.Arithmetic;
import org.evenmatch.spec.YamlName;

/** How arithmetic is done. Parameters, activations and saved networks are float32 in any case. */
public enum Precision implements YamlName {
  FLOAT32(Arithmetic.FLOAT32, CUBLAS_DEFAULT_MATH),
  /** Products of convolutions and matrices on tensor cores in float16, their sums in float32. */
  FLOAT16(Arithmetic.FLOAT16_PRODUCTS, CUBLAS_TENSOR_OP_MATH);

  private final Arithmetic convolutions;
  private final int matrixMath;

  Precision(Arithmetic convolutions, int matrixMath) {
    this.convolutions = convolutions;
    this.matrixMath = matrixMath;
  }

  /** How cuDNN's convolutions compute. */
  public Arithmetic convolutions() {
    return convolutions;
  }

  /**
   * How cuBLAS multiplies float32 matrices; CUDA's header says of {@code CUBLAS_TENSOR_OP_MATH}
   * that it is the same as computing in {@code CUBLAS_COMPUTE_32F_FAST_16F}.
   */
  int matrixMath() {
    return matrixMath;
  }

  /** Whether {@code backend} has it. */
  public boolean isOn(Backend backend) {
    return this == FLOAT32 || backend == Backend.CUDA;
  }
}
