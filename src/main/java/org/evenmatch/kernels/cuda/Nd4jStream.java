package org.evenmatch.kernels.cuda;

import java.util.List;
import org.bytedeco.cuda.cublas.cublasContext;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.jita.allocator.Allocator;
import org.nd4j.jita.allocator.impl.AtomicAllocator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.jcublas.context.CudaContext;

/** The queue of ND4J's own operations on a GPU: ND4J is told what the calls read and write. */
public final class Nd4jStream implements CudnnQueue {
  private final Allocator allocator = AtomicAllocator.getInstance();
  private final List<INDArray> written;
  private final INDArray[] read;
  private final CudaContext context;
  private final Cudnn cudnn;

  /** Opens this thread's, as {@link CudnnQueue.Opener} has it. */
  public Nd4jStream(List<INDArray> written, List<INDArray> read) {
    this.written = List.copyOf(written);
    this.read = read.toArray(INDArray[]::new);
    Nd4j.getExecutioner().push();
    CudaContext prepared = null;
    for (INDArray array : written) {
      prepared = allocator.getFlowController().prepareAction(array, this.read);
    }
    this.context = prepared;
    this.cudnn = Cudnn.ofThread();
    cudnn.useStream(context.getCublasStream());
  }

  /** ND4J's own cuBLAS for this thread's GPU. */
  public static cublasContext cublas() {
    CudaContext context = AtomicAllocator.getInstance().getDeviceContext();
    return new cublasContext(context.getCublasHandle());
  }

  @Override
  public Cudnn cudnn() {
    return cudnn;
  }

  @Override
  public Pointer pointer(INDArray array) {
    return allocator.getPointer(array, context);
  }

  @Override
  public void close() {
    for (INDArray array : written) {
      allocator.registerAction(context, array, read);
    }
  }
}
