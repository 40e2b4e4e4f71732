package org.evenmatch.runtime;

import static org.bytedeco.cuda.global.cublas.CUBLAS_STATUS_SUCCESS;
import static org.bytedeco.cuda.global.cublas.cublasSetMathMode;

import org.bytedeco.cuda.cublas.cublasContext;

/** NVIDIA's cuBLAS, which ND4J multiplies matrices with. */
public final class Cublas {
  private Cublas() {}

  /**
   * Has products of float32 matrices computed as asked.
   *
   * @param handle cuBLAS for one GPU, as {@link Nd4jStream#cublas} has it
   */
  public static void compute(Precision precision, cublasContext handle) {
    int status = cublasSetMathMode(handle, precision.matrixMath());
    if (status != CUBLAS_STATUS_SUCCESS) {
      throw new IllegalStateException("cublasSetMathMode failed: cuBLAS error " + status);
    }
  }
}
