package org.deeplearning4j.cuda.normalization;

import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.normalization.BatchNormalizationHelper;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.evenmatch.kernels.cuda.CudnnBatchNorm;
import org.evenmatch.kernels.cuda.CudnnBatchNorm.Affine;
import org.evenmatch.kernels.cuda.CudnnBatchNorm.Shape;
import org.evenmatch.kernels.cuda.CudnnBatchNorm.Statistics;
import org.evenmatch.kernels.cuda.CudnnLayer;
import org.evenmatch.kernels.cuda.CudnnQueue;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The name under which Deeplearning4j's batch normalisation looks for cuDNN; release M2.1 comes
 * without a class of this name, and its layer then takes a pass over the images for each of its
 * operations.
 *
 * <p>What this one cannot do (NHWC, types other than float32 and float64) it leaves to the layer by
 * returning {@code null}.
 */
public final class CudnnBatchNormalizationHelper extends CudnnLayer<Shape, CudnnBatchNorm>
    implements BatchNormalizationHelper {

  /** The last batch's, {@code [channels]}. */
  private INDArray mean;

  /** The last batch's 1 ÷ √(variance + epsilon), {@code [channels]}. */
  private INDArray inverseDeviation;

  private double epsilon;

  /** As Deeplearning4j's documentation has it. */
  public CudnnBatchNormalizationHelper(DataType type) {
    this(new Object[] {type});
  }

  /** With queues of another device than ND4J's GPU. */
  public CudnnBatchNormalizationHelper(CudnnQueue.Opener queues) {
    super(queues);
  }

  /** As Deeplearning4j calls it. */
  public CudnnBatchNormalizationHelper(Object[] arguments) {
    super(arguments);
  }

  @Override
  public boolean checkSupported(double eps, boolean fixedGammaBeta) {
    return eps > 0 && !fixedGammaBeta;
  }

  @Override
  public INDArray preOutput(
      INDArray input,
      boolean training,
      long[] shape,
      INDArray gamma,
      INDArray beta,
      INDArray globalMean,
      INDArray globalVariance,
      double decay,
      double eps,
      CNN2DFormat format,
      LayerWorkspaceMgr workspaces) {
    if (!isSupported(input, gamma, format)) {
      return null;
    }
    INDArray from = CudnnQueue.plain(input);
    INDArray to =
        workspaces.createUninitialized(ArrayType.ACTIVATIONS, input.dataType(), input.shape(), 'c');
    CudnnBatchNorm plan = plan(from, eps);
    if (!training) {
      try (CudnnQueue queue =
          queues().open(List.of(to), List.of(from, gamma, beta, globalMean, globalVariance))) {
        plan.forwardInference(
            queue.cudnn(),
            queue.pointer(from),
            affine(queue, gamma, beta),
            queue.pointer(globalMean),
            queue.pointer(globalVariance),
            queue.pointer(to));
      }
      return to;
    }
    keepStatistics(from);
    try (CudnnQueue queue =
        queues().open(List.of(to, mean, inverseDeviation), List.of(from, gamma, beta))) {
      plan.forwardTraining(
          queue.cudnn(),
          queue.pointer(from),
          affine(queue, gamma, beta),
          queue.pointer(to),
          statistics(queue));
    }
    return to;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray input,
      INDArray delta,
      long[] shape,
      INDArray gamma,
      INDArray beta,
      INDArray gammaGradient,
      INDArray betaGradient,
      double eps,
      CNN2DFormat format,
      LayerWorkspaceMgr workspaces) {
    if (!isSupported(input, gamma, format)
        || !CudnnQueue.isPlain(gammaGradient)
        || !CudnnQueue.isPlain(betaGradient)
        || mean == null) {
      return null;
    }
    INDArray from = CudnnQueue.plain(input);
    INDArray outputGradient = CudnnQueue.plain(delta);
    INDArray inputGradient =
        workspaces.createUninitialized(
            ArrayType.ACTIVATION_GRAD, input.dataType(), input.shape(), 'c');
    try (CudnnQueue queue =
        queues()
            .open(
                List.of(inputGradient, gammaGradient, betaGradient),
                List.of(from, outputGradient, gamma, mean, inverseDeviation))) {
      plan(from, eps)
          .backward(
              queue.cudnn(),
              queue.pointer(from),
              queue.pointer(outputGradient),
              queue.pointer(gamma),
              statistics(queue),
              queue.pointer(inputGradient),
              affine(queue, gammaGradient, betaGradient));
    }
    gradientIsComputed();
    Gradient gradient = new DefaultGradient();
    gradient.setGradientFor(BatchNormalizationParamInitializer.GAMMA, gammaGradient);
    gradient.setGradientFor(BatchNormalizationParamInitializer.BETA, betaGradient);
    return new Pair<>(gradient, inputGradient);
  }

  /** The mean that the layer's running mean moves towards. */
  @Override
  public INDArray getMeanCache(DataType type) {
    return mean.castTo(type);
  }

  /** The variance, divided by the number of values, that the layer's running one moves towards. */
  @Override
  public INDArray getVarCache(DataType type) {
    INDArray deviation = inverseDeviation.rdiv(1);
    return deviation.muli(deviation).subi(epsilon).castTo(type);
  }

  /** Room for the statistics of a batch, outside of workspaces: the backward pass needs them. */
  private void keepStatistics(INDArray input) {
    long channels = input.size(1);
    if (mean == null || mean.length() != channels || mean.dataType() != input.dataType()) {
      mean = Nd4j.createUninitializedDetached(input.dataType(), channels);
      inverseDeviation = Nd4j.createUninitializedDetached(input.dataType(), channels);
    }
  }

  private CudnnBatchNorm plan(INDArray input, double eps) {
    epsilon = eps;
    Shape shape =
        new Shape(
            (int) input.size(0),
            (int) input.size(1),
            (int) input.size(2),
            (int) input.size(3),
            input.dataType() == DataType.DOUBLE);
    return plans().of(shape, one -> new CudnnBatchNorm(one, eps));
  }

  private Statistics statistics(CudnnQueue queue) {
    return new Statistics(queue.pointer(mean), queue.pointer(inverseDeviation));
  }

  private static Affine affine(CudnnQueue queue, INDArray scale, INDArray shift) {
    return new Affine(queue.pointer(scale), queue.pointer(shift));
  }

  private static boolean isSupported(INDArray input, INDArray gamma, CNN2DFormat format) {
    DataType type = input.dataType();
    return (type == DataType.FLOAT || type == DataType.DOUBLE)
        && gamma.dataType() == type
        && CudnnQueue.isPlain(gamma)
        && format == CNN2DFormat.NCHW;
  }
}
