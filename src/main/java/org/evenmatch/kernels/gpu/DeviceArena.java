package org.evenmatch.kernels.gpu;

import static org.bytedeco.cuda.global.cudart.cudaFree;
import static org.bytedeco.cuda.global.cudart.cudaMalloc;
import static org.bytedeco.cuda.global.cudart.cudaMemset;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;

/** Memory on the GPU that is given back together. */
final class DeviceArena implements AutoCloseable {
  private final List<Pointer> owned = new ArrayList<>();

  /** Room for {@code count} float32 zeros. */
  DeviceArray floats(long count) {
    return bytes(count * Float.BYTES);
  }

  /** Room for {@code count} bytes, all 0. */
  DeviceArray bytes(long count) {
    long some = Math.max(count, 1);
    Pointer pointer = new Pointer();
    Cuda.check("cudaMalloc", cudaMalloc(pointer, some));
    owned.add(pointer);
    Cuda.check("cudaMemset", cudaMemset(pointer, 0, some));
    return new DeviceArray(pointer.address(), some);
  }

  @Override
  public void close() {
    // A GPU that has failed refuses this too, which is not what a user must hear of.
    owned.forEach(pointer -> cudaFree(pointer));
    owned.clear();
  }
}
