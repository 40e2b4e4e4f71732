package org.evenmatch.training;

import java.util.Optional;
import java.util.function.Supplier;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.definition.Averaging;
import org.evenmatch.kernels.NetworkRunner;
import org.evenmatch.kernels.ParameterMean;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The mean of a network's parameters in the course of training, as {@link Averaging} says. */
final class WeightAverage {
  /** Between two updates, which take a pass over all parameters; 1 in the shortest trainings. */
  private static final int STEPS = 5;

  /** What Lookahead's slow weights keep of themselves in a step at the end. */
  private static final double MOST_KEPT_BY_LOOKAHEAD = 0.95;

  private static final double MOST_KEPT = 0.999;

  private final Averaging kind;
  private final MultiLayerNetwork network;
  private final int steps;
  private final int every;
  private final INDArray mean;
  private Optional<ParameterMean> onRunner = Optional.empty();

  /**
   * Begins with the parameters as they are.
   *
   * @param steps those of the whole training
   */
  WeightAverage(Averaging kind, MultiLayerNetwork network, int steps) {
    this.kind = kind;
    this.network = network;
    this.steps = steps;
    this.every = steps < 2 * STEPS ? 1 : STEPS;
    this.mean = kind == Averaging.NONE ? null : network.params().dup();
  }

  /** The mean, for it to be saved and restored. */
  Optional<INDArray> values() {
    onRunner.ifPresent(ParameterMean::fetch);
    return Optional.ofNullable(mean);
  }

  /** Follows the network after each of its steps. */
  void stepped(NetworkRunner runner) {
    int step = network.getIterationCount();
    if (kind == Averaging.NONE || step % every != 0) {
      return;
    }
    ParameterMean followed = onRunner.orElseGet(() -> runner.meanOf(network, mean));
    onRunner = Optional.of(followed);
    followed.follow(kept(kind, step, steps, every));
    if (kind == Averaging.LOOKAHEAD) {
      followed.adopt();
    }
  }

  /** The part of itself that the mean keeps at {@code step}, one of {@code every} so many. */
  static double kept(Averaging kind, int step, int steps, int every) {
    if (kind == Averaging.LOOKAHEAD) {
      double done = (double) step / steps;
      return Math.pow(MOST_KEPT_BY_LOOKAHEAD, every) * done * done * done;
    }
    // Early weights are far from later ones: the first means are of a few, as in TensorFlow's
    // ExponentialMovingAverage.
    double updates = (double) step / every;
    return Math.min(Math.pow(MOST_KEPT, every), (1 + updates) / (10 + updates));
  }

  /** What {@code measurement} gives when the network has the mean as its parameters. */
  <T> T during(NetworkRunner runner, Supplier<T> measurement) {
    if (kind == Averaging.NONE) {
      return measurement.get();
    }
    runner.updateNetwork();
    onRunner.ifPresent(ParameterMean::fetch);
    INDArray trained = network.params().dup();
    try {
      network.params().assign(mean);
      runner.parametersChanged();
      return measurement.get();
    } finally {
      network.params().assign(trained);
      runner.parametersChanged();
    }
  }

  /** Gives the network the mean for good. */
  void finish(NetworkRunner runner) {
    if (kind != Averaging.NONE) {
      runner.updateNetwork();
      onRunner.ifPresent(ParameterMean::fetch);
      network.params().assign(mean);
      runner.parametersChanged();
    }
  }
}
