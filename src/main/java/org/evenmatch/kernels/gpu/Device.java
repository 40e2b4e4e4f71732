package org.evenmatch.kernels.gpu;

import static org.bytedeco.cuda.global.cublas.cublasCreate_v2;
import static org.bytedeco.cuda.global.cublas.cublasSetStream_v2;
import static org.bytedeco.cuda.global.cublas.cublasSetWorkspace_v2;
import static org.bytedeco.cuda.global.cudart.cudaDevAttrComputeCapabilityMajor;
import static org.bytedeco.cuda.global.cudart.cudaDevAttrComputeCapabilityMinor;
import static org.bytedeco.cuda.global.cudart.cudaDevAttrMultiProcessorCount;
import static org.bytedeco.cuda.global.cudart.cudaDeviceGetAttribute;
import static org.bytedeco.cuda.global.cudart.cudaFree;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyAsync;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyDeviceToDevice;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyDeviceToHost;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyHostToDevice;
import static org.bytedeco.cuda.global.cudart.cudaSetDevice;
import static org.bytedeco.cuda.global.cudart.cudaStreamCreate;
import static org.bytedeco.cuda.global.cudart.cudaStreamSynchronize;
import static org.bytedeco.cuda.global.cudnn.cudnnCreate;
import static org.bytedeco.cuda.global.cudnn.cudnnGetVersion;
import static org.bytedeco.cuda.global.cudnn.cudnnSetStream;

import org.bytedeco.cuda.cublas.cublasContext;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.cudnn.cudnnContext;
import org.bytedeco.javacpp.Pointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The GPU of this process with one queue, on which everything runs in order: nothing here waits for
 * it but {@link #synchronize} and {@link #fetch}.
 */
final class Device {
  private static final Logger LOG = LoggerFactory.getLogger(Device.class);

  /** What NVIDIA recommends for Hopper; given once, so that recorded steps keep their addresses. */
  private static final long CUBLAS_WORKSPACE_BYTES = 32L << 20;

  private static Device current;

  private final CUstream_st stream = new CUstream_st();
  private final cublasContext cublas = new cublasContext();
  private final cudnnContext cudnn = new cudnnContext();
  private final Kernels kernels;
  private final String description;

  private Device() {
    use();
    // Makes the context.
    Cuda.check("cudaFree", cudaFree(new Pointer()));
    Cuda.check("cudaStreamCreate", cudaStreamCreate(stream));
    Cuda.checkCublas("cublasCreate", cublasCreate_v2(cublas));
    Cuda.checkCublas("cublasSetStream", cublasSetStream_v2(cublas, stream));
    // Never given back: it lives as long as the process.
    DeviceArray workspace = new DeviceArena().bytes(CUBLAS_WORKSPACE_BYTES);
    Cuda.checkCublas(
        "cublasSetWorkspace",
        cublasSetWorkspace_v2(cublas, workspace.pointer(), workspace.bytes()));
    Cuda.checkCudnn("cudnnCreate", cudnnCreate(cudnn));
    Cuda.checkCudnn("cudnnSetStream", cudnnSetStream(cudnn, stream));
    int major = attribute(cudaDevAttrComputeCapabilityMajor);
    int minor = attribute(cudaDevAttrComputeCapabilityMinor);
    kernels = Kernels.compiled(major, minor);
    description =
        String.format(
            "GPU of compute capability %d.%d with %d multiprocessors, cuDNN %s",
            major, minor, attribute(cudaDevAttrMultiProcessorCount), cudnnVersion());
    LOG.info(description);
  }

  /**
   * This process's.
   *
   * @throws LinkageError if CUDA's libraries are not there
   * @throws IllegalStateException if the GPU cannot be used
   */
  static synchronized Device current() {
    if (current == null) {
      current = new Device();
    }
    return current;
  }

  private static int attribute(int name) {
    int[] value = new int[1];
    Cuda.check("cudaDeviceGetAttribute", cudaDeviceGetAttribute(value, name, 0));
    return value[0];
  }

  /** For example {@code 9.19.0}. */
  static String cudnnVersion() {
    long number = cudnnGetVersion();
    return (number / 10000) + "." + (number % 10000 / 100) + "." + (number % 100);
  }

  /** What decides which algorithms are fast. */
  String description() {
    return description;
  }

  /** Has calls of this thread go to the GPU. */
  void use() {
    Cuda.check("cudaSetDevice", cudaSetDevice(0));
  }

  CUstream_st stream() {
    return stream;
  }

  cublasContext cublas() {
    return cublas;
  }

  cudnnContext cudnn() {
    return cudnn;
  }

  Kernels kernels() {
    return kernels;
  }

  /** Queues a copy; {@code from} must stay as it is until it is done. */
  void send(Pointer from, DeviceArray to) {
    Cuda.check(
        "cudaMemcpyAsync",
        cudaMemcpyAsync(to.pointer(), from, to.bytes(), cudaMemcpyHostToDevice, stream));
  }

  /** Queues a copy within the GPU. */
  void copy(DeviceArray from, DeviceArray to) {
    Cuda.check(
        "cudaMemcpyAsync",
        cudaMemcpyAsync(
            to.pointer(), from.pointer(), from.bytes(), cudaMemcpyDeviceToDevice, stream));
  }

  /** Copies when what was queued before is done, and waits for it. */
  void fetch(DeviceArray from, Pointer to) {
    Cuda.check(
        "cudaMemcpyAsync",
        cudaMemcpyAsync(to, from.pointer(), from.bytes(), cudaMemcpyDeviceToHost, stream));
    synchronize();
  }

  /** Waits until everything that was queued is done. */
  void synchronize() {
    Cuda.check("cudaStreamSynchronize", cudaStreamSynchronize(stream));
  }
}
