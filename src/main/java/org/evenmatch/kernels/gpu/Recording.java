package org.evenmatch.kernels.gpu;

import static org.bytedeco.cuda.global.cudart.cudaGetLastError;
import static org.bytedeco.cuda.global.cudart.cudaGraphDestroy;
import static org.bytedeco.cuda.global.cudart.cudaGraphExecDestroy;
import static org.bytedeco.cuda.global.cudart.cudaGraphInstantiateWithFlags;
import static org.bytedeco.cuda.global.cudart.cudaGraphLaunch;
import static org.bytedeco.cuda.global.cudart.cudaStreamBeginCapture;
import static org.bytedeco.cuda.global.cudart.cudaStreamCaptureModeThreadLocal;
import static org.bytedeco.cuda.global.cudart.cudaStreamEndCapture;

import org.bytedeco.cuda.cudart.CUgraphExec_st;
import org.bytedeco.cuda.cudart.CUgraph_st;

/**
 * Work that the GPU has been told once and repeats at one call, as a CUDA graph: a small network's
 * step is dozens of kernels, each shorter than the processor takes to ask for it.
 *
 * <p>Addresses are recorded with it, and values of arguments.
 */
final class Recording implements AutoCloseable {
  private final Device device;
  private final CUgraphExec_st graph = new CUgraphExec_st();

  /** Records what {@code work} queues, without doing it. */
  Recording(Device device, Runnable work) {
    this.device = device;
    CUgraph_st recorded = new CUgraph_st();
    Cuda.check(
        "cudaStreamBeginCapture",
        cudaStreamBeginCapture(device.stream(), cudaStreamCaptureModeThreadLocal));
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      // What went wrong there counts, and not that the recording is incomplete.
      cudaStreamEndCapture(device.stream(), recorded);
      cudaGraphDestroy(recorded);
      cudaGetLastError();
      throw e;
    }
    Cuda.check("cudaStreamEndCapture", cudaStreamEndCapture(device.stream(), recorded));
    try {
      Cuda.check("cudaGraphInstantiate", cudaGraphInstantiateWithFlags(graph, recorded, 0));
    } finally {
      cudaGraphDestroy(recorded);
    }
  }

  /** Queues all of it. */
  void repeat() {
    Cuda.check("cudaGraphLaunch", cudaGraphLaunch(graph, device.stream()));
  }

  @Override
  public void close() {
    cudaGraphExecDestroy(graph);
  }
}
