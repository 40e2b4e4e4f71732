package org.evenmatch.engine;

import static org.bytedeco.cuda.global.cudart.cudaGetDeviceCount;
import static org.bytedeco.cuda.global.cudart.cudaGetErrorString;
import static org.bytedeco.cuda.global.cudart.cudaSuccess;

import java.util.Optional;

/** What CUDA itself says, before ND4J is started. */
final class CudaDevice {
  private CudaDevice() {}

  /** Why CUDA can use no GPU, if it cannot: ND4J would silently take the processor. */
  static Optional<String> problem() {
    int[] count = new int[1];
    int status = cudaGetDeviceCount(count);
    if (status != cudaSuccess) {
      return Optional.of("CUDA says: " + cudaGetErrorString(status).getString());
    }
    return count[0] > 0 ? Optional.empty() : Optional.of("CUDA finds no GPU");
  }
}
