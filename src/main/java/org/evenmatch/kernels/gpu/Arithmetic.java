package org.evenmatch.kernels.gpu;

import static org.bytedeco.cuda.global.cublas.CUBLAS_COMPUTE_32F;
import static org.bytedeco.cuda.global.cublas.CUBLAS_COMPUTE_32F_FAST_16F;
import static org.bytedeco.cuda.global.cudnn.CUDNN_DEFAULT_MATH;
import static org.bytedeco.cuda.global.cudnn.CUDNN_FMA_MATH;
import static org.bytedeco.cuda.global.cudnn.CUDNN_TENSOR_OP_MATH_ALLOW_CONVERSION;

import org.evenmatch.engine.Precision;

/** How products are computed; values lie in memory as float32 in any case, and are added so. */
enum Arithmetic {
  /** In float32 throughout: to be held against Deeplearning4j's. */
  EXACT(CUDNN_FMA_MATH, CUBLAS_COMPUTE_32F),
  /** Convolutions in TF32 where the GPU has it, matrices in float32: PyTorch's default too. */
  FLOAT32(CUDNN_DEFAULT_MATH, CUBLAS_COMPUTE_32F),
  /** Products in float16. */
  FLOAT16(CUDNN_TENSOR_OP_MATH_ALLOW_CONVERSION, CUBLAS_COMPUTE_32F_FAST_16F);

  private final int cudnnMath;
  private final int cublasType;

  Arithmetic(int cudnnMath, int cublasType) {
    this.cudnnMath = cudnnMath;
    this.cublasType = cublasType;
  }

  static Arithmetic of(Precision precision) {
    return precision == Precision.FLOAT16 ? FLOAT16 : FLOAT32;
  }

  /** cuDNN's name for it. */
  int cudnnMath() {
    return cudnnMath;
  }

  /** cuBLAS's name for it. */
  int cublasType() {
    return cublasType;
  }
}
