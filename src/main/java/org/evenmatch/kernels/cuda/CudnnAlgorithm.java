package org.evenmatch.kernels.cuda;

import static org.bytedeco.cuda.global.cudnn.CUDNN_DETERMINISTIC;
import static org.bytedeco.cuda.global.cudnn.CUDNN_STATUS_SUCCESS;
import static org.bytedeco.cuda.global.cudnn.cudnnSetConvolutionMathType;

import java.util.function.IntSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.bytedeco.cuda.cudnn.cudnnConvolutionStruct;
import org.evenmatch.kernels.cuda.CudnnConvolution.Shape;

/**
 * How cuDNN computes one direction of a convolution.
 *
 * @param convolution cuDNN's description, set to the algorithm's arithmetic
 * @param number cuDNN's number for the algorithm
 * @param workspaceBytes what it needs besides its arrays
 */
// cuDNN 9 recommends its graphs for new code, and keeps these calls.
@SuppressWarnings("deprecation")
record CudnnAlgorithm(cudnnConvolutionStruct convolution, int number, long workspaceBytes) {
  /** A faster algorithm that wants more is not taken. */
  private static final long MOST_WORKSPACE_BYTES = 1L << 30;

  /** Has {@code convolution} computed with {@code math}, a constant of cuDNN. */
  static void setMath(cudnnConvolutionStruct convolution, int math) {
    Cudnn.check("cudnnSetConvolutionMathType", cudnnSetConvolutionMathType(convolution, math));
  }

  /**
   * What cuDNN offers for a direction, by its estimate the fastest first. Each direction has a type
   * of its own for the list.
   *
   * @param position moves to an offer
   * @param status whether it can be had
   * @param determinism whether it gives the same sums every time
   * @param workspaceBytes what it needs
   * @param number the algorithm
   * @param math its arithmetic
   */
  record Offers(
      LongConsumer position,
      IntSupplier status,
      IntSupplier determinism,
      LongSupplier workspaceBytes,
      IntSupplier number,
      IntSupplier math) {

    /** The fastest deterministic one of {@code count} that is content with a modest workspace. */
    CudnnAlgorithm first(int count, cudnnConvolutionStruct convolution, Shape shape) {
      for (int i = 0; i < count; i++) {
        position.accept(i);
        if (status.getAsInt() == CUDNN_STATUS_SUCCESS
            && determinism.getAsInt() == CUDNN_DETERMINISTIC
            && workspaceBytes.getAsLong() <= MOST_WORKSPACE_BYTES) {
          setMath(convolution, math.getAsInt());
          return new CudnnAlgorithm(convolution, number.getAsInt(), workspaceBytes.getAsLong());
        }
      }
      throw new IllegalStateException(
          "cuDNN must have a deterministic algorithm with a workspace of at most "
              + (MOST_WORKSPACE_BYTES >> 20)
              + " MiB, but has none for "
              + shape
              + ": use the backend 'cpu'");
    }
  }
}
