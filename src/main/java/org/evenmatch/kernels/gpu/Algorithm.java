package org.evenmatch.kernels.gpu;

import static org.bytedeco.cuda.global.cudnn.CUDNN_DETERMINISTIC;
import static org.bytedeco.cuda.global.cudnn.CUDNN_STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.bytedeco.cuda.cudnn.cudnnConvolutionStruct;
import org.bytedeco.javacpp.Pointer;

/**
 * How cuDNN computes one direction of a convolution.
 *
 * @param convolution cuDNN's description, set to the algorithm's arithmetic
 * @param number cuDNN's number for the algorithm
 * @param math its arithmetic, one of cuDNN's constants
 * @param workspaceBytes what it needs besides its arrays
 */
// cuDNN 9 recommends its graphs for new code, and keeps these calls.
@SuppressWarnings("deprecation")
record Algorithm(cudnnConvolutionStruct convolution, int number, int math, long workspaceBytes) {
  /** How many of its offers cuDNN is asked for. */
  static final int OFFERS = 8;

  /** A faster algorithm that wants more is not taken. */
  private static final long MOST_WORKSPACE_BYTES = 1L << 30;

  /** One direction of a convolution, queued. */
  @FunctionalInterface
  interface Call {
    /** Queues it; gives cuDNN's status. */
    int queue(Algorithm algorithm, Pointer workspace);
  }

  /**
   * What cuDNN offers for a direction, by its estimate the fastest first. Each direction has a type
   * of its own for the list.
   *
   * @param list whose position moves to an offer
   * @param status whether it can be had
   * @param determinism whether it gives the same sums every time
   * @param workspaceBytes what it needs
   * @param number the algorithm
   * @param math its arithmetic
   */
  record Offers(
      Pointer list,
      IntSupplier status,
      IntSupplier determinism,
      LongSupplier workspaceBytes,
      IntSupplier number,
      IntSupplier math) {

    /** The deterministic ones of {@code count} that are content with a modest workspace. */
    List<Algorithm> usable(
        int count, Supplier<cudnnConvolutionStruct> convolution, Workbench bench) {
      List<Algorithm> found = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        list.position(i);
        if (status.getAsInt() == CUDNN_STATUS_SUCCESS
            && determinism.getAsInt() == CUDNN_DETERMINISTIC
            && workspaceBytes.getAsLong() <= MOST_WORKSPACE_BYTES
            && (bench.arithmetic() != Arithmetic.EXACT
                || math.getAsInt() == Arithmetic.EXACT.cudnnMath())) {
          Algorithm algorithm =
              new Algorithm(
                  convolution.get(),
                  number.getAsInt(),
                  math.getAsInt(),
                  workspaceBytes.getAsLong());
          Descriptors.setMath(algorithm.convolution(), algorithm.math());
          found.add(algorithm);
        }
      }
      return found;
    }
  }
}
