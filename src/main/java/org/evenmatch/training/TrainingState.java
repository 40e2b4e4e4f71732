package org.evenmatch.training;

import java.util.List;
import java.util.Optional;
import org.evenmatch.engine.EngineInfo;
import org.evenmatch.kernels.ChosenAlgorithm;

/**
 * Where a training stands between two steps, beside the network's parameters and its optimiser's
 * state. Nothing else is random: the order of examples and dropout follow from seed, epoch and
 * step.
 *
 * @param epoch the epoch under way, 1 for the first
 * @param batches batches of it that are done
 * @param lossSum sum of their losses
 * @param examples examples of it that are done
 * @param epochNanos time spent in its steps
 * @param trainedNanos time spent in the steps of earlier epochs
 * @param curve one point a finished epoch
 * @param examplesPerSecond complete windows of throughput
 * @param engines what computed it so far, in order
 * @param algorithms what the kernels had found by trying
 * @param best the best epoch so far, where it is looked for
 */
public record TrainingState(
    int epoch,
    int batches,
    double lossSum,
    long examples,
    long epochNanos,
    long trainedNanos,
    List<EpochResult> curve,
    List<Double> examplesPerSecond,
    List<EngineInfo> engines,
    List<ChosenAlgorithm> algorithms,
    Optional<BestEpoch.Mark> best) {

  /** Before the first step. */
  public static final TrainingState START =
      new TrainingState(
          1, 0, 0, 0, 0, 0, List.of(), List.of(), List.of(), List.of(), Optional.empty());

  public TrainingState {
    curve = List.copyOf(curve);
    examplesPerSecond = List.copyOf(examplesPerSecond);
    engines = List.copyOf(engines);
    algorithms = algorithms == null ? List.of() : List.copyOf(algorithms);
    best = best == null ? Optional.empty() : best;
  }
}
