package org.evenmatch.kernels.gpu;

import static org.bytedeco.cuda.global.cublas.CUBLAS_STATUS_SUCCESS;
import static org.bytedeco.cuda.global.cudart.cudaErrorMemoryAllocation;
import static org.bytedeco.cuda.global.cudart.cudaGetErrorString;
import static org.bytedeco.cuda.global.cudart.cudaSuccess;
import static org.bytedeco.cuda.global.cudnn.CUDNN_STATUS_SUCCESS;
import static org.bytedeco.cuda.global.cudnn.cudnnGetErrorString;

/** Makes errors of what CUDA's libraries answer. */
final class Cuda {
  private Cuda() {}

  /** Throws what CUDA's run-time library or driver answered to {@code call}, if not success. */
  static void check(String call, int status) {
    if (status == cudaErrorMemoryAllocation) {
      // The words by which commands know a lack of memory.
      throw new IllegalStateException(
          "Failed to allocate memory on the GPU: " + call + " says that there is not enough");
    }
    if (status != cudaSuccess) {
      throw new IllegalStateException(
          call + " failed: " + cudaGetErrorString(status).getString() + " (" + status + ")");
    }
  }

  /** The same for cuDNN. */
  static void checkCudnn(String call, int status) {
    if (status != CUDNN_STATUS_SUCCESS) {
      throw new IllegalStateException(
          call + " failed: " + cudnnGetErrorString(status).getString() + " (" + status + ")");
    }
  }

  /** The same for cuBLAS. */
  static void checkCublas(String call, int status) {
    if (status != CUBLAS_STATUS_SUCCESS) {
      throw new IllegalStateException(call + " failed: cuBLAS error " + status);
    }
  }
}
