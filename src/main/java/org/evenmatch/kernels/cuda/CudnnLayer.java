package org.evenmatch.kernels.cuda;

import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * What the helpers of Deeplearning4j's layers have in common that compute by cuDNN, unless they
 * leave a layer to Deeplearning4j.
 *
 * @param <S> the shape that is prepared for
 * @param <P> what is prepared for a shape
 */
public abstract class CudnnLayer<S, P extends RecentPlans.Plan> {
  private final RecentPlans<S, P> plans = new RecentPlans<>();
  private final CudnnQueue.Opener queues;
  private boolean hasComputedGradient;

  /** With queues of another device than ND4J's GPU. */
  protected CudnnLayer(CudnnQueue.Opener queues) {
    this.queues = queues;
  }

  /**
   * As Deeplearning4j calls it: {@code HelperUtils.createHelper} wraps its arguments into an array
   * twice, so that a constructor with an array is what its reflection looks for.
   */
  protected CudnnLayer(Object[] arguments) {
    if (arguments.length != 1 || !(arguments[0] instanceof DataType)) {
      throw new IllegalArgumentException(
          "the one argument must be the layer's type, but they are " + List.of(arguments));
    }
    this.queues = Nd4jStream::new;
  }

  protected RecentPlans<S, P> plans() {
    return plans;
  }

  protected CudnnQueue.Opener queues() {
    return queues;
  }

  /** Says that a gradient was computed. */
  protected void gradientIsComputed() {
    hasComputedGradient = true;
  }

  /** Whether it has computed a gradient, and not left that to Deeplearning4j. */
  public boolean hasComputedGradient() {
    return hasComputedGradient;
  }

  /**
   * As Deeplearning4j asks its helpers: what is not supported is left to the layer, call by call.
   */
  public boolean checkSupported() {
    return true;
  }

  /** As Deeplearning4j asks its helpers: cuDNN's workspace is the thread's, not a layer's. */
  public Map<String, Long> helperMemoryUse() {
    return Map.of();
  }
}
