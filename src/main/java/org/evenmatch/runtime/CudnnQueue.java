package org.evenmatch.runtime;

import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.jita.allocator.Allocator;
import org.nd4j.jita.allocator.impl.AtomicAllocator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.jcublas.context.CudaContext;

/**
 * Calls of cuDNN on ND4J's arrays, queued where ND4J queues its own operations: ND4J is told what
 * they read and write.
 */
public final class CudnnQueue implements AutoCloseable {
  private final Allocator allocator = AtomicAllocator.getInstance();
  private final List<INDArray> written;
  private final INDArray[] read;
  private final CudaContext context;
  private final Cudnn cudnn;

  /**
   * Opens the queue of this thread.
   *
   * @param written what the calls change
   * @param read what they need
   */
  public CudnnQueue(List<INDArray> written, List<INDArray> read) {
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

  /** Row by row and without gaps, as cuDNN is told that arrays are. */
  public static boolean isPlain(INDArray array) {
    return array.ordering() == 'c' && array.elementWiseStride() == 1;
  }

  /** The same values, plain; a copy only if they are not. */
  public static INDArray plain(INDArray array) {
    return isPlain(array) ? array : array.dup('c');
  }

  public Cudnn cudnn() {
    return cudnn;
  }

  /** Where {@code array} lies on the device. */
  public Pointer pointer(INDArray array) {
    return allocator.getPointer(array, context);
  }

  /** Tells ND4J that all has been queued. */
  @Override
  public void close() {
    for (INDArray array : written) {
      allocator.registerAction(context, array, read);
    }
  }
}
