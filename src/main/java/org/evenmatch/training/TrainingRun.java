package org.evenmatch.training;

import java.util.List;
import java.util.Optional;
import org.evenmatch.measure.ConfusionMatrix;
import org.evenmatch.spec.NetworkSpec;

/**
 * What one training of one network gave.
 *
 * @param network the network
 * @param seed of its parameters and of the order of examples
 * @param curve one point a finished epoch
 * @param predictions the class that the trained network gives each test image
 * @param confusion the same, counted
 * @param trainExamplesPerSecond training throughput by window
 * @param inferenceExamplesPerSecond inference throughput by window
 * @param failure why it ended early, if it did
 */
public record TrainingRun(
    NetworkSpec network,
    long seed,
    List<EpochResult> curve,
    List<Integer> predictions,
    Optional<ConfusionMatrix> confusion,
    List<Double> trainExamplesPerSecond,
    List<Double> inferenceExamplesPerSecond,
    Optional<String> failure) {

  public TrainingRun {
    curve = List.copyOf(curve);
    predictions = List.copyOf(predictions);
    trainExamplesPerSecond = List.copyOf(trainExamplesPerSecond);
    inferenceExamplesPerSecond = List.copyOf(inferenceExamplesPerSecond);
  }

  public boolean failed() {
    return failure.isPresent();
  }
}
