package org.evenmatch.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.Optimizer;
import org.evenmatch.definition.Training;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * Makes Deeplearning4j's updaters of a training recipe.
 *
 * @param steps the steps of the whole training; empty for a learning rate that does not change
 */
record Updaters(Training training, OptionalInt steps) {
  /** Each layer's configuration lists its learning rates: no more of them than curves need. */
  private static final int MOST_RATES = 500;

  private static final GradientNormalization CLIP = GradientNormalization.ClipL2PerLayer;

  /** The updater of layers that have none of their own. */
  IUpdater usual() {
    return updater(1);
  }

  /**
   * Gives {@code layer} its decay of weights, the clipping of its gradient and, where it needs one,
   * an updater of its own.
   */
  Layer applyTo(Layer layer, LayerSpec spec) {
    if (layer instanceof LocallyConnected2D local) {
      if (training.weightDecay() > 0) {
        local.setRegularization(decay(training.weightDecay()));
      }
      if (training.gradientClip() > 0) {
        local.setGradientNormalization(CLIP);
        local.setGradientNormalizationThreshold(training.gradientClip());
      }
    }
    if (!(layer instanceof BaseLayer base)) {
      return layer;
    }
    if (spec instanceof LayerSpec.BatchNorm norm) {
      if (norm.scaled() && norm.rate() != 1) {
        base.setIUpdater(updater(norm.rate()));
      }
      return layer;
    }
    // Not of batch normalisation: Deeplearning4j counts its running statistics as gradients.
    if (training.gradientClip() > 0 && spec.hasWeights()) {
      base.setGradientNormalization(CLIP);
      base.setGradientNormalizationThreshold(training.gradientClip());
    }
    double decay = training.weightDecay();
    if (spec instanceof LayerSpec.Conv conv && conv.whitens()) {
      keepWeights(base, usual());
      return layer;
    }
    if (spec instanceof LayerSpec.Output && training.outputScale() < 1) {
      double factor = outputRate();
      base.setIUpdater(updater(factor));
      decay /= factor;
    }
    if (decay > 0) {
      base.setRegularization(decay(decay));
    }
    return layer;
  }

  /** Of the layer that adds the shifts of batch normalisation without scales. */
  Layer applyToShift(BaseLayer layer, LayerSpec.BatchNorm norm) {
    IUpdater updater = updater(norm.rate());
    // Of the shifts, at each step, as much as of weights.
    List<Regularization> decay =
        training.weightDecay() > 0
            ? decay(training.weightDecay() / norm.rate())
            : new ArrayList<>();
    if (layer instanceof DepthwiseConvolution2D) {
      // Its biases lie before its weights, but Deeplearning4j takes them for the weights there.
      layer.setIUpdater(updater);
      layer.setRegularization(decay);
      layer.setBiasUpdater(new Sgd(0));
    } else {
      keepWeights(layer, updater);
      layer.setRegularizationBias(decay);
    }
    return layer;
  }

  private static void keepWeights(BaseLayer layer, IUpdater biasUpdater) {
    // Deeplearning4j's NoOp would add the gradient itself.
    layer.setIUpdater(new Sgd(0));
    layer.setBiasUpdater(biasUpdater);
  }

  /** Set layer by layer: what the whole network is given, Deeplearning4j gives each layer twice. */
  private static List<Regularization> decay(double coefficient) {
    return new ArrayList<>(List.of(new WeightDecay(coefficient, true)));
  }

  /**
   * What the output layer's learning rate is multiplied by, so that its weights, begun smaller by
   * the output's scale, move as if the logits were scaled. With the scale s and the weights w = s
   * v, the gradient by v is s times that by w, and a step of w is s times one of v; Adam divides
   * the gradient's own scale out.
   */
  private double outputRate() {
    double scale = training.outputScale();
    return training.optimizer() == Optimizer.ADAM ? scale : scale * scale;
  }

  private IUpdater updater(double factor) {
    double rate = training.learningRate() * factor;
    boolean constant = training.isConstant() || steps.isEmpty();
    ISchedule schedule = constant ? null : schedule(steps.getAsInt(), factor);
    double momentum = training.momentum();
    return switch (training.optimizer()) {
      case SGD -> constant ? new Sgd(rate) : new Sgd(schedule);
      case NESTEROVS ->
          constant ? new Nesterovs(rate, momentum) : new Nesterovs(schedule, momentum);
      case ADAM -> constant ? new Adam(rate) : new Adam(schedule);
    };
  }

  /**
   * The learning rate by steps, or by a few steps where there are many. A map, because
   * Deeplearning4j's own PolySchedule rises where it should fall.
   */
  private ISchedule schedule(int all, double factor) {
    int together = (all + MOST_RATES - 1) / MOST_RATES;
    Map<Integer, Double> rates = new HashMap<>();
    for (int step = 0; step < all; step += together) {
      // The rate of the middle of the steps that have it, so that their mean is the schedule's.
      double middle = step + ((Math.min(together, all - step) - 1) / 2.0);
      rates.put(step, training.learningRateAt(middle / all) * factor);
    }
    return new MapSchedule(ScheduleType.ITERATION, rates);
  }
}
