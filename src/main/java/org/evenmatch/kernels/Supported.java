package org.evenmatch.kernels;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.schedule.FixedSchedule;

/**
 * Knows which Deeplearning4j networks whole training steps can be computed of, as Deeplearning4j
 * would, with kernels for their layers.
 */
public final class Supported {
  private static final List<Class<? extends IUpdater>> UPDATERS =
      List.of(Adam.class, Nesterovs.class, Sgd.class);

  /** Images as vectors, and back. */
  private static final Set<Class<? extends InputPreProcessor>> RESHAPING =
      Set.of(CnnToFeedForwardPreProcessor.class, FeedForwardToCnnPreProcessor.class);

  private Supported() {}

  /**
   * The first thing that kernels cannot do; empty if they can do all.
   *
   * @param own what a library cannot do of a layer, besides
   */
  public static Optional<String> problem(
      MultiLayerNetwork network, Function<Layer, Optional<String>> own) {
    return problemOfInference(network, layer -> own.apply(layer).or(() -> trainingProblem(layer)));
  }

  /** The same for networks that are not to be trained. */
  public static Optional<String> problemOfInference(
      MultiLayerNetwork network, Function<Layer, Optional<String>> own) {
    if (network.params().dataType() != DataType.FLOAT) {
      return Optional.of("parameters are " + network.params().dataType() + ", not float32");
    }
    for (int i = 0; i < network.getnLayers(); i++) {
      Layer layer = network.getLayerWiseConfigurations().getConf(i).getLayer();
      InputPreProcessor before = network.getLayerWiseConfigurations().getInputPreProcess(i);
      boolean last = i == network.getnLayers() - 1;
      boolean isShift = NormalizationPlaces.isShift(network, i);
      boolean isShifted = NormalizationPlaces.isShift(network, i + 1);
      Optional<String> problem =
          reshapingProblem(before)
              .or(() -> isShift && !last ? Optional.empty() : layerProblem(layer, last))
              .or(() -> lockProblem(layer, isShifted))
              .or(() -> own.apply(layer));
      if (problem.isPresent()) {
        return Optional.of("layer " + i + " (" + layer.getLayerName() + "): " + problem.get());
      }
    }
    return Optional.empty();
  }

  private static Optional<String> reshapingProblem(InputPreProcessor before) {
    return before == null || RESHAPING.contains(before.getClass())
        ? Optional.empty()
        : Optional.of("preprocessor " + before.getClass().getSimpleName());
  }

  private static Optional<String> lockProblem(Layer layer, boolean isShifted) {
    return layer instanceof BatchNormalization norm && norm.isLockGammaBeta() && !isShifted
        ? Optional.of("locked batch normalisation without a layer of shifts behind it")
        : Optional.empty();
  }

  private static Optional<String> layerProblem(Layer layer, boolean isLast) {
    if (isLast != (layer.getClass() == OutputLayer.class)) {
      return Optional.of("the network must end, and only end, in an output layer");
    }
    if (layer.getClass() == DropoutLayer.class) {
      boolean plain =
          layer.getIDropout() instanceof Dropout dropout && dropout.getPSchedule() == null;
      return plain ? Optional.empty() : Optional.of("dropout of another kind");
    }
    if (layer.getIDropout() != null) {
      return Optional.of("dropout inside the layer");
    }
    if (layer.getConstraints() != null && !layer.getConstraints().isEmpty()) {
      return Optional.of("constraints on parameters");
    }
    if (layer instanceof SubsamplingLayer pool) {
      return poolProblem(pool);
    }
    if (layer instanceof ActivationLayer own) {
      return ActivationKind.of(own.getActivationFn()).isPresent()
          ? Optional.empty()
          : Optional.of("activation " + own.getActivationFn());
    }
    if (layer instanceof LocallyConnected2D local) {
      return localProblem(local);
    }
    if (!(layer instanceof BaseLayer base)) {
      return Optional.of("no kernels for " + layer.getClass().getSimpleName());
    }
    return baseProblem(base);
  }

  private static Optional<String> poolProblem(SubsamplingLayer pool) {
    boolean kind =
        pool.getPoolingType() == PoolingType.MAX || pool.getPoolingType() == PoolingType.AVG;
    return kind
            && pool.getClass() == SubsamplingLayer.class
            && !pool.isAvgPoolIncludePadInDivisor()
            && windowSupported(
                pool.getConvolutionMode(),
                pool.getPadding(),
                pool.getDilation(),
                pool.getCnn2dDataFormat())
        ? Optional.empty()
        : Optional.of("pooling of another kind");
  }

  private static boolean windowSupported(
      ConvolutionMode mode, int[] padding, int[] dilation, CNN2DFormat format) {
    return (mode == ConvolutionMode.Same || mode == ConvolutionMode.Truncate)
        && padding[0] == 0
        && padding[1] == 0
        && dilation[0] == 1
        && dilation[1] == 1
        && format == CNN2DFormat.NCHW;
  }

  private static Optional<String> localProblem(LocallyConnected2D local) {
    // Deeplearning4j has relu in place of a leaky one there.
    if (ActivationKind.of(local.getActivation().getActivationFunction()).isEmpty()
        || local.getActivation() == Activation.LEAKYRELU) {
      return Optional.of("activation " + local.getActivation());
    }
    int[] input = local.getInputSize();
    int[] kernel = local.getKernel();
    int[] stride = local.getStride();
    boolean isSquare = input[0] == input[1] && kernel[0] == kernel[1] && stride[0] == stride[1];
    boolean isPlain =
        local.getClass() == LocallyConnected2D.class
            && local.isHasBias()
            // The padding that stands there is what 'same' found for itself.
            && (local.getCm() == ConvolutionMode.Same
                || windowSupported(
                    local.getCm(), local.getPadding(), local.getDilation(), local.getFormat()));
    return isPlain && isSquare && local.getFormat() == CNN2DFormat.NCHW
        ? Optional.empty()
        : Optional.of("locally connected layers of another kind");
  }

  private static Optional<String> baseProblem(BaseLayer layer) {
    if (layer.getClass() == OutputLayer.class) {
      OutputLayer output = (OutputLayer) layer;
      boolean plain =
          output.getActivationFn() instanceof ActivationSoftmax
              && output.getLossFn() instanceof LossMCXENT loss
              && loss.getWeights() == null
              && output.hasBias();
      return plain ? Optional.empty() : Optional.of("a loss other than softmax cross-entropy");
    }
    if (layer.getClass() == BatchNormalization.class) {
      BatchNormalization norm = (BatchNormalization) layer;
      boolean plain =
          !norm.isUseLogStd() && norm.isMinibatch() && norm.getCnn2DFormat() == CNN2DFormat.NCHW;
      return plain ? Optional.empty() : Optional.of("batch normalisation of another kind");
    }
    if (ActivationKind.of(layer.getActivationFn()).isEmpty()) {
      return Optional.of("activation " + layer.getActivationFn());
    }
    boolean supported =
        layer instanceof ConvolutionLayer conv ? isPlain(conv) : isPlainDense(layer);
    return supported
        ? Optional.empty()
        : Optional.of("no kernels for this " + layer.getClass().getSimpleName());
  }

  private static boolean isPlain(ConvolutionLayer conv) {
    return conv.getClass() == ConvolutionLayer.class
        && conv.hasBias()
        && windowSupported(
            conv.getConvolutionMode(),
            conv.getPadding(),
            conv.getDilation(),
            conv.getCnn2dDataFormat());
  }

  private static boolean isPlainDense(BaseLayer layer) {
    return layer.getClass() == DenseLayer.class
        && layer instanceof DenseLayer dense
        && dense.hasBias()
        && !dense.hasLayerNorm();
  }

  /** Nothing, or a decay by the same part of the learning rate at every step. */
  private static boolean isPlainDecay(List<Regularization> list) {
    return isEmpty(list)
        || (list.size() == 1
            && list.get(0) instanceof WeightDecay decay
            && decay.isApplyLR()
            && decay.getCoeff() instanceof FixedSchedule);
  }

  private static boolean isEmpty(List<?> list) {
    return list == null || list.isEmpty();
  }

  /** What counts in training alone. */
  private static Optional<String> trainingProblem(Layer layer) {
    if (layer instanceof LocallyConnected2D local) {
      return regularizationProblem(
              local.getRegularization(),
              local.getRegularizationBias(),
              local.getGradientNormalization())
          .or(() -> updaterProblem(local.getUpdater(), local.getBiasUpdater()));
    }
    if (!(layer instanceof BaseLayer base)) {
      return Optional.empty();
    }
    if (base.getWeightNoise() != null) {
      return Optional.of("weight noise");
    }
    if (base instanceof BatchNormalization && clip(base).isPresent()) {
      // Deeplearning4j counts the running statistics' changes as gradients, and scales them.
      return Optional.of("clipping of batch normalisation");
    }
    return regularizationProblem(
            base.getRegularization(), base.getRegularizationBias(), base.getGradientNormalization())
        .or(() -> updaterProblem(base.getIUpdater(), base.getBiasUpdater()));
  }

  private static Optional<String> regularizationProblem(
      List<Regularization> weights,
      List<Regularization> biases,
      GradientNormalization normalization) {
    if (!isPlainDecay(weights) || !isPlainDecay(biases)) {
      return Optional.of("regularisation other than a constant decay");
    }
    return normalization == null
            || normalization == GradientNormalization.None
            || normalization == GradientNormalization.ClipL2PerLayer
        ? Optional.empty()
        : Optional.of("gradient normalisation of another kind");
  }

  /** The largest L2 norm that a layer's gradient may have, where it is clipped by its norm. */
  static OptionalDouble clip(Layer layer) {
    if (layer instanceof LocallyConnected2D local) {
      return clip(local.getGradientNormalization(), local.getGradientNormalizationThreshold());
    }
    return layer instanceof BaseLayer base
        ? clip(base.getGradientNormalization(), base.getGradientNormalizationThreshold())
        : OptionalDouble.empty();
  }

  private static OptionalDouble clip(GradientNormalization normalization, double threshold) {
    return normalization == GradientNormalization.ClipL2PerLayer
        ? OptionalDouble.of(threshold)
        : OptionalDouble.empty();
  }

  private static Optional<String> updaterProblem(IUpdater... updaters) {
    return Stream.of(updaters)
        .filter(updater -> updater != null && !isSupported(updater))
        .findFirst()
        .map(updater -> "updater " + updater.getClass().getSimpleName());
  }

  private static boolean isSupported(IUpdater updater) {
    return UPDATERS.contains(updater.getClass())
        && !(updater instanceof Nesterovs nesterovs && nesterovs.getMomentumISchedule() != null);
  }
}
