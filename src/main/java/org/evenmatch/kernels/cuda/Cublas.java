package org.evenmatch.kernels.cuda;

import static org.bytedeco.cuda.global.cublas.CUBLAS_DEFAULT_MATH;
import static org.bytedeco.cuda.global.cublas.CUBLAS_STATUS_SUCCESS;
import static org.bytedeco.cuda.global.cublas.CUBLAS_TENSOR_OP_MATH;
import static org.bytedeco.cuda.global.cublas.cublasSetMathMode;

import org.bytedeco.cuda.cublas.cublasContext;
import org.evenmatch.engine.Precision;

/** NVIDIA's cuBLAS, which ND4J multiplies matrices with. */
public final class Cublas {
  private Cublas() {}

  /**
   * Has products of float32 matrices computed as asked.
   *
   * @param handle cuBLAS for one GPU, as {@link Nd4jStream#cublas} has it
   */
  public static void compute(Precision precision, cublasContext handle) {
    int status = cublasSetMathMode(handle, mathMode(precision));
    if (status != CUBLAS_STATUS_SUCCESS) {
      throw new IllegalStateException("cublasSetMathMode failed: cuBLAS error " + status);
    }
  }

  /**
   * CUDA's header says of {@code CUBLAS_TENSOR_OP_MATH} that it is the same as computing in {@code
   * CUBLAS_COMPUTE_32F_FAST_16F}.
   */
  private static int mathMode(Precision precision) {
    return precision == Precision.FLOAT16 ? CUBLAS_TENSOR_OP_MATH : CUBLAS_DEFAULT_MATH;
  }
}
