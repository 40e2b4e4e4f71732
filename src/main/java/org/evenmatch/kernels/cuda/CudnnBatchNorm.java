package org.evenmatch.kernels.cuda;

import static org.bytedeco.cuda.global.cudnn.CUDNN_BATCHNORM_SPATIAL;
import static org.bytedeco.cuda.global.cudnn.CUDNN_DATA_DOUBLE;
import static org.bytedeco.cuda.global.cudnn.CUDNN_DATA_FLOAT;
import static org.bytedeco.cuda.global.cudnn.cudnnBatchNormalizationBackward;
import static org.bytedeco.cuda.global.cudnn.cudnnBatchNormalizationForwardInference;
import static org.bytedeco.cuda.global.cudnn.cudnnBatchNormalizationForwardTraining;

import org.bytedeco.cuda.cudnn.cudnnTensorStruct;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Batch normalisation by cuDNN, each channel by its mean and variance over batch, height and width
 * (Ioffe and Szegedy, "Batch normalization", 2015).
 *
 * <p>Arrays are on the GPU and contiguous: images {@code [batch, channels, height, width]}, all
 * else {@code [channels]}, all of one type.
 */
// cuDNN 9 recommends its graphs for new code, and keeps these calls.
@SuppressWarnings("deprecation")
public final class CudnnBatchNorm implements RecentPlans.Plan {
  private final double epsilon;
  private final cudnnTensorStruct images;
  private final cudnnTensorStruct channels;
  private final Pointer one;
  private final Pointer zero;

  /**
   * The arrays.
   *
   * @param batch images
   * @param channels channels of an image
   * @param height rows of an image
   * @param width columns of an image
   * @param isDouble whether values are float64, not float32
   */
  public record Shape(int batch, int channels, int height, int width, boolean isDouble) {}

  /**
   * Prepares cuDNN for arrays of {@code shape}.
   *
   * @param epsilon added to variances
   */
  public CudnnBatchNorm(Shape shape, double epsilon) {
    this.epsilon = epsilon;
    int type = shape.isDouble() ? CUDNN_DATA_DOUBLE : CUDNN_DATA_FLOAT;
    this.images =
        Cudnn.tensor(type, shape.batch(), shape.channels(), shape.height(), shape.width());
    this.channels = Cudnn.tensor(type, 1, shape.channels(), 1, 1);
    this.one = shape.isDouble() ? new DoublePointer(1.0) : new FloatPointer(1f);
    this.zero = shape.isDouble() ? new DoublePointer(0.0) : new FloatPointer(0f);
  }

  /**
   * What a channel is multiplied by, and what is added then.
   *
   * @param scale gamma
   * @param shift beta
   */
  public record Affine(Pointer scale, Pointer shift) {}

  /**
   * A batch's own statistics, which the backward pass needs again.
   *
   * @param mean of each channel
   * @param inverseDeviation 1 ÷ √(variance + epsilon), the variance divided by the number of values
   */
  public record Statistics(Pointer mean, Pointer inverseDeviation) {}

  /** Queues {@code to} = {@code from} normalised by its own statistics, which it writes. */
  public void forwardTraining(
      Cudnn cudnn, Pointer from, Affine affine, Pointer to, Statistics statistics) {
    Cudnn.check(
        "cudnnBatchNormalizationForwardTraining",
        cudnnBatchNormalizationForwardTraining(
            cudnn.handle(),
            CUDNN_BATCHNORM_SPATIAL,
            one,
            zero,
            images,
            from,
            images,
            to,
            channels,
            affine.scale(),
            affine.shift(),
            1,
            null,
            null,
            epsilon,
            statistics.mean(),
            statistics.inverseDeviation()));
  }

  /** Queues {@code to} = {@code from} normalised by given means and variances. */
  public void forwardInference(
      Cudnn cudnn, Pointer from, Affine affine, Pointer mean, Pointer variance, Pointer to) {
    Cudnn.check(
        "cudnnBatchNormalizationForwardInference",
        cudnnBatchNormalizationForwardInference(
            cudnn.handle(),
            CUDNN_BATCHNORM_SPATIAL,
            one,
            zero,
            images,
            from,
            images,
            to,
            channels,
            affine.scale(),
            affine.shift(),
            mean,
            variance,
            epsilon));
  }

  /**
   * Queues the gradients of the input and of scale and shift.
   *
   * @param from what the forward pass was given
   * @param scale gamma
   * @param statistics what the forward pass wrote
   * @param gradients of scale and shift, written
   */
  public void backward(
      Cudnn cudnn,
      Pointer from,
      Pointer outputGradient,
      Pointer scale,
      Statistics statistics,
      Pointer inputGradient,
      Affine gradients) {
    Cudnn.check(
        "cudnnBatchNormalizationBackward",
        cudnnBatchNormalizationBackward(
            cudnn.handle(),
            CUDNN_BATCHNORM_SPATIAL,
            one,
            zero,
            one,
            zero,
            images,
            from,
            images,
            outputGradient,
            images,
            inputGradient,
            channels,
            scale,
            gradients.scale(),
            gradients.shift(),
            epsilon,
            statistics.mean(),
            statistics.inverseDeviation()));
  }

  /** Gives back cuDNN's descriptions. */
  @Override
  public void close() {
    Cudnn.release(images);
    Cudnn.release(channels);
  }
}
