package org.evenmatch.training;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Optional;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.engine.EngineInfo;
import org.evenmatch.measure.ConfusionMatrix;

/**
 * What one training of one network gave.
 *
 * @param network the network
 * @param seed of its parameters and of the order of examples
 * @param curve one point a finished epoch, or only the last
 * @param predictions the class that the trained network gives each test image
 * @param confusion the same, counted
 * @param trainExamplesPerSecond training throughput by window
 * @param inferenceExamplesPerSecond inference throughput by window
 * @param measured what was measured on the trained network besides
 * @param engines what computed it, in order: one, unless it was interrupted and went on otherwise
 * @param failure why it ended early, if it did
 * @param keptEpoch the epoch whose parameters the network has, where the best was kept
 */
public record TrainingRun(
    @JsonIgnore NetworkSpec network,
    long seed,
    List<EpochResult> curve,
    List<Integer> predictions,
    Optional<ConfusionMatrix> confusion,
    List<Double> trainExamplesPerSecond,
    List<Double> inferenceExamplesPerSecond,
    List<Measured> measured,
    List<EngineInfo> engines,
    Optional<String> failure,
    Optional<Integer> keptEpoch) {

  public TrainingRun {
    // Earlier versions kept the last.
    keptEpoch = keptEpoch == null ? Optional.empty() : keptEpoch;
    curve = List.copyOf(curve);
    predictions = List.copyOf(predictions);
    trainExamplesPerSecond = List.copyOf(trainExamplesPerSecond);
    inferenceExamplesPerSecond = List.copyOf(inferenceExamplesPerSecond);
    measured = List.copyOf(measured);
    engines = List.copyOf(engines);
  }

  /** A training that ended for {@code reason}. */
  public static TrainingRun failed(TrainingTask task, List<EpochResult> curve, String reason) {
    return new TrainingRun(
        task.network(),
        task.seed(),
        curve,
        List.of(),
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Optional.of(reason),
        Optional.empty());
  }

  /** The same run, of {@code spec}: a stored run does not hold its network. */
  TrainingRun of(NetworkSpec spec) {
    return new TrainingRun(
        spec,
        seed,
        curve,
        predictions,
        confusion,
        trainExamplesPerSecond,
        inferenceExamplesPerSecond,
        measured,
        engines,
        failure,
        keptEpoch);
  }

  public boolean failed() {
    return failure.isPresent();
  }

  /** The share of test images that the trained network got right; empty if training failed. */
  public Optional<Double> accuracy() {
    return confusion.map(ConfusionMatrix::accuracy);
  }
}
