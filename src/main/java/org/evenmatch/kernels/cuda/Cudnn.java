package org.evenmatch.kernels.cuda;

import static org.bytedeco.cuda.global.cudart.cudaFree;
import static org.bytedeco.cuda.global.cudart.cudaMalloc;
import static org.bytedeco.cuda.global.cudart.cudaSuccess;
import static org.bytedeco.cuda.global.cudnn.CUDNN_STATUS_SUCCESS;
import static org.bytedeco.cuda.global.cudnn.CUDNN_TENSOR_NCHW;
import static org.bytedeco.cuda.global.cudnn.cudnnCreate;
import static org.bytedeco.cuda.global.cudnn.cudnnCreateTensorDescriptor;
import static org.bytedeco.cuda.global.cudnn.cudnnDestroy;
import static org.bytedeco.cuda.global.cudnn.cudnnDestroyTensorDescriptor;
import static org.bytedeco.cuda.global.cudnn.cudnnGetErrorString;
import static org.bytedeco.cuda.global.cudnn.cudnnGetVersion;
import static org.bytedeco.cuda.global.cudnn.cudnnSetStream;
import static org.bytedeco.cuda.global.cudnn.cudnnSetTensor4dDescriptor;

import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.cudnn.cudnnContext;
import org.bytedeco.cuda.cudnn.cudnnTensorStruct;
import org.bytedeco.javacpp.Pointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * NVIDIA's cuDNN for one thread and the GPU that is the thread's own.
 *
 * <p>The work is queued on ND4J's stream: nothing here waits for the GPU.
 */
public final class Cudnn {
  private static final Logger LOG = LoggerFactory.getLogger(Cudnn.class);
  private static final ThreadLocal<Cudnn> OF_THREAD = new ThreadLocal<>();

  private final cudnnContext handle = new cudnnContext();
  private Pointer workspace = new Pointer();
  private long workspaceBytes;

  private Cudnn() {
    check("cudnnCreate", cudnnCreate(handle));
  }

  /**
   * This thread's.
   *
   * @throws LinkageError if cuDNN is not there
   */
  public static Cudnn ofThread() {
    Cudnn own = OF_THREAD.get();
    if (own == null) {
      own = new Cudnn();
      OF_THREAD.set(own);
    }
    return own;
  }

  /**
   * Gives back what this thread has, if it has any: before a thread ends. A GPU that has failed
   * refuses that as well, which is not what a user must hear of.
   */
  public static void releaseThread() {
    Cudnn own = OF_THREAD.get();
    if (own != null) {
      OF_THREAD.remove();
      int freed = cudaFree(own.workspace);
      int destroyed = cudnnDestroy(own.handle);
      if (freed != cudaSuccess || destroyed != CUDNN_STATUS_SUCCESS) {
        LOG.warn("cuDNN is not given back: cudaFree {}, cudnnDestroy {}", freed, destroyed);
      }
    }
  }

  /** For example {@code 8.3.2}. */
  public static String version() {
    long number = cudnnGetVersion();
    return (number / 1000) + "." + (number % 1000 / 100) + "." + (number % 100);
  }

  /** Queues what follows on {@code stream}. */
  public void useStream(Pointer stream) {
    check("cudnnSetStream", cudnnSetStream(handle, new CUstream_st(stream)));
  }

  cudnnContext handle() {
    return handle;
  }

  /** Memory on the GPU for one kernel at a time: they run one after the other. */
  Pointer workspace(long bytes) {
    if (bytes > workspaceBytes) {
      // cudaFree waits for the kernels that use it.
      check("cudaFree", cudaFree(workspace));
      workspace = new Pointer();
      workspaceBytes = 0;
      check("cudaMalloc", cudaMalloc(workspace, bytes));
      workspaceBytes = bytes;
    }
    return workspace;
  }

  /** Describes contiguous images; of cuDNN's type, for example {@code CUDNN_DATA_FLOAT}. */
  static cudnnTensorStruct tensor(int type, int batch, int channels, int height, int width) {
    cudnnTensorStruct tensor = new cudnnTensorStruct();
    check("cudnnCreateTensorDescriptor", cudnnCreateTensorDescriptor(tensor));
    check(
        "cudnnSetTensor4dDescriptor",
        cudnnSetTensor4dDescriptor(
            tensor, CUDNN_TENSOR_NCHW, type, batch, channels, height, width));
    return tensor;
  }

  /** Gives back a description. */
  static void release(cudnnTensorStruct tensor) {
    check("cudnnDestroyTensorDescriptor", cudnnDestroyTensorDescriptor(tensor));
  }

  /** Throws what cuDNN or CUDA answered, if it was not success. */
  static void check(String function, int status) {
    if (status == CUDNN_STATUS_SUCCESS) {
      return;
    }
    if (function.startsWith("cudnn")) {
      throw new IllegalStateException(
          function + " failed: " + cudnnGetErrorString(status).getString());
    }
    // ND4J's words, by which Deeplearning4j and the commands know a lack of memory.
    throw new IllegalStateException(
        function.equals("cudaMalloc")
            ? "Failed to allocate cuDNN's workspace on the GPU: CUDA error " + status
            : function + " failed: CUDA error " + status + ", not " + cudaSuccess);
  }
}
