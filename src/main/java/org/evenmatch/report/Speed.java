package org.evenmatch.report;

import java.util.Optional;
import org.evenmatch.measure.StepTimes;
import org.evenmatch.measure.Throughput;

/**
 * How fast a network was.
 *
 * @param trainSamplesPerSecond training throughput
 * @param inferenceSamplesPerSecond inference throughput
 * @param steps times of training steps
 * @param trainGflops arithmetic a second in training
 * @param gemmGflops the machine's own rate of multiplying matrices
 * @param peakResidentBytes the most memory the process had
 * @param nativeBytes memory outside Java's heap that the engine held at the end
 * @param gpuBytes the most memory in use on the GPU while it was measured
 * @param gpuUtilization the share of that time in which the GPU ran a kernel, 0 to 1
 */
public record Speed(
    Optional<Throughput> trainSamplesPerSecond,
    Optional<Throughput> inferenceSamplesPerSecond,
    Optional<StepTimes> steps,
    Optional<Double> trainGflops,
    Optional<Double> gemmGflops,
    Optional<Long> peakResidentBytes,
    Optional<Long> nativeBytes,
    Optional<Long> gpuBytes,
    Optional<Double> gpuUtilization) {
  /** It was not measured. */
  public static final Speed NONE = ofRates(Optional.empty(), Optional.empty());

  /** Throughput alone. */
  public static Speed ofRates(Optional<Throughput> training, Optional<Throughput> inference) {
    return new Speed(
        training,
        inference,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
