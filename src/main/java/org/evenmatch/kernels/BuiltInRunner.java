package org.evenmatch.kernels;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.samediff.AbstractSameDiffLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/** Runs a network by Deeplearning4j's own methods. */
public final class BuiltInRunner implements NetworkRunner {
  private static final long STEPS_APART = 0x9E3779B97F4A7C15L;

  private final MultiLayerNetwork network;
  private final long seed;
  private final boolean drawsNumbers;
  private final boolean decays;
  private final Optional<DeferredLoss> deferred;
  private int steps;
  private double lossSum;

  /** Each step is done when it has been asked for. */
  public BuiltInRunner(MultiLayerNetwork network) {
    this(network, Optional.empty());
  }

  private BuiltInRunner(MultiLayerNetwork network, Optional<DeferredLoss> deferred) {
    this.network = network;
    this.deferred = deferred;
    this.seed = network.getLayerWiseConfigurations().getConf(0).getSeed() * STEPS_APART;
    // Layers of other kinds may draw too; those of Evenmatch's own networks do not.
    this.drawsNumbers =
        Stream.of(network.getLayers())
            .map(layer -> layer.conf().getLayer())
            .anyMatch(layer -> layer.getIDropout() != null || !isPlain(layer));
    List<Regularization> regularizations =
        Stream.of(network.getLayers())
            .map(layer -> regularization(layer.conf().getLayer()))
            .filter(Objects::nonNull)
            .flatMap(List::stream)
            .toList();
    this.decays =
        !regularizations.isEmpty()
            && regularizations.stream().allMatch(WeightDecay.class::isInstance);
    GraphLayerGradient.mend(network);
  }

  private static List<Regularization> regularization(Layer layer) {
    if (layer instanceof AbstractSameDiffLayer graph) {
      return graph.getRegularization();
    }
    return layer instanceof BaseLayer base ? base.getRegularization() : List.of();
  }

  /** For a device that computes while the processor goes on: no step's loss is waited for. */
  public static BuiltInRunner deferring(MultiLayerNetwork network) {
    return new BuiltInRunner(network, DeferredLoss.in(network));
  }

  private static boolean isPlain(Layer layer) {
    return layer instanceof SubsamplingLayer
        || layer instanceof BatchNormalization
        || layer instanceof ActivationLayer
        || layer instanceof LocallyConnected2D
        || (layer instanceof BaseLayer base && base.getWeightNoise() == null);
  }

  @Override
  public void startEpoch(int epoch) {
    network.setEpochCount(epoch - 1);
  }

  @Override
  public void fit(INDArray features, INDArray labels) {
    if (drawsNumbers) {
      // Dropout draws from ND4J's one random state: set by the step, a training that goes on after
      // an interruption draws what it would have drawn.
      Nd4j.getRandom().setSeed(seed + network.getIterationCount());
    }
    double decay = decay();
    deferred.ifPresentOrElse(
        loss -> loss.during(() -> network.fit(features, labels)),
        () -> network.fit(features, labels));
    lossSum += network.score() - decay;
    steps++;
  }

  /**
   * What Deeplearning4j adds to the score for weights that decay, before the step: unlike other
   * regularisation that is no part of the loss whose gradient is followed.
   */
  private double decay() {
    return decays
        ? Stream.of(network.getLayers()).mapToDouble(one -> one.calcRegularizationScore(true)).sum()
        : 0;
  }

  @Override
  public boolean isImmediate() {
    return deferred.isEmpty();
  }

  @Override
  public double awaitLossSum() {
    double total = lossSum + deferred.map(DeferredLoss::takeSum).orElse(0.0);
    if (deferred.isPresent() && steps > 0) {
      network.setScore(total / steps);
    }
    lossSum = 0;
    steps = 0;
    return total;
  }

  @Override
  public void synchronize() {
    Nd4j.getExecutioner().commit();
  }

  @Override
  public int[] classify(INDArray features) {
    return network.output(features, false).argMax(1).toIntVector();
  }

  @Override
  public float[] probabilities(INDArray features) {
    return network.output(features, false).dup('c').data().asFloat();
  }
}
