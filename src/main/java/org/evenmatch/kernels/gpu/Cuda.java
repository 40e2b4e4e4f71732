package org.evenmatch.kernels.gpu;

import static org.bytedeco.cuda.global.cublas.CUBLAS_STATUS_SUCCESS;
import static org.bytedeco.cuda.global.cublas.cublasGetStatusName;
import static org.bytedeco.cuda.global.cudart.cudaErrorMemoryAllocation;
import static org.bytedeco.cuda.global.cudart.cudaGetErrorString;
import static org.bytedeco.cuda.global.cudart.cudaGetLastError;
import static org.bytedeco.cuda.global.cudart.cudaSuccess;
import static org.bytedeco.cuda.global.cudnn.CUDNN_STATUS_SUCCESS;
import static org.bytedeco.cuda.global.cudnn.cudnnGetErrorString;

import java.util.Set;
import org.evenmatch.engine.DeviceLostError;

/** Makes errors of what CUDA's libraries answer. */
final class Cuda {
  /** After these every call of the process fails, as CUDA's manual says. */
  private static final Set<Integer> LOST =
      Set.of(46, 214, 700, 702, 710, 714, 715, 716, 717, 718, 719, 999);

  private Cuda() {}

  /** Throws what CUDA's run-time library or driver answered to {@code call}, if not success. */
  static void check(String call, int status) {
    if (status != cudaSuccess) {
      // Not to be found by a later call that looks for its own.
      cudaGetLastError();
    }
    if (LOST.contains(status)) {
      throw new DeviceLostError(
          call + " failed: " + cudaGetErrorString(status).getString() + " (" + status + ")");
    }
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
      throw new IllegalStateException(
          call + " failed: " + cublasGetStatusName(status).getString() + " (" + status + ")");
    }
  }
}
