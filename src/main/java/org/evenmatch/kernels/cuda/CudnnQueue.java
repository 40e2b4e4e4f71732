package org.evenmatch.kernels.cuda;

import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Where calls of cuDNN on ND4J's arrays are queued. */
public interface CudnnQueue extends AutoCloseable {

  /** Opens queues for this thread. */
  @FunctionalInterface
  interface Opener {

    /**
     * Opens one.
     *
     * @param written what the calls change
     * @param read what they need
     */
    CudnnQueue open(List<INDArray> written, List<INDArray> read);
  }

  Cudnn cudnn();

  /** Where {@code array} lies on the device. */
  Pointer pointer(INDArray array);

  /** All has been queued. */
  @Override
  void close();

  /** Row by row and without gaps, as cuDNN is told that arrays are. */
  static boolean isPlain(INDArray array) {
    // ND4J has no one order for vectors.
    return array.elementWiseStride() == 1 && (array.ordering() == 'c' || array.isVectorOrScalar());
  }

  /** The same values, plain; a copy only if they are not. */
  static INDArray plain(INDArray array) {
    return isPlain(array) ? array : array.dup('c');
  }
}
