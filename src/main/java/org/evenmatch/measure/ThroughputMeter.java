package org.evenmatch.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Collects examples a second in windows of at least 0.4 s, after a warm-up of at least half a
 * second and ten readings of the clock.
 *
 * <p>The caller says how long its batches took, so pauses for evaluation do not count.
 */
public final class ThroughputMeter {
  private static final long WINDOW_NANOS = 400_000_000L;
  private static final long WARM_UP_NANOS = 500_000_000L;
  private static final int WARM_UP_READINGS = 10;
  private static final long LEAST_NANOS = 100_000_000L;

  private final List<Double> windows;
  private long warmUpNanos;
  private int warmUpReadings;
  private long windowNanos;
  private long windowExamples;

  public ThroughputMeter() {
    this(List.of());
  }

  /** A meter that has complete windows already and warms up anew. */
  public ThroughputMeter(List<Double> completeWindows) {
    this.windows = new ArrayList<>(completeWindows);
  }

  /** Adds what was done between two readings of the clock: a batch, or several. */
  public void add(int examples, long elapsedNanos) {
    if (!isWarm()) {
      warmUpNanos += elapsedNanos;
      warmUpReadings++;
      return;
    }
    windowNanos += elapsedNanos;
    windowExamples += examples;
    if (windowNanos >= WINDOW_NANOS) {
      windows.add(examplesPerSecond(windowExamples, windowNanos));
      windowNanos = 0;
      windowExamples = 0;
    }
  }

  /** Whether the warm-up is over. */
  public boolean isWarm() {
    return warmUpNanos >= WARM_UP_NANOS && warmUpReadings >= WARM_UP_READINGS;
  }

  /** How many windows are complete. */
  public int windows() {
    return windows.size();
  }

  /** The complete windows; empty if the warm-up was all there was. */
  public Optional<Throughput> result() {
    return Throughput.of(windows);
  }

  /** All complete windows, in order. */
  public List<Double> examplesPerSecond() {
    return List.copyOf(windows);
  }

  /**
   * All complete windows; of a training that was over before one was, what came after the warm-up,
   * if that was at least a tenth of a second.
   */
  public List<Double> examplesPerSecondAtEnd() {
    return windows.isEmpty() && windowNanos >= LEAST_NANOS
        ? List.of(examplesPerSecond(windowExamples, windowNanos))
        : examplesPerSecond();
  }

  /** A rate from a count and a time. */
  public static double examplesPerSecond(long examples, long elapsedNanos) {
    return examples * 1e9 / elapsedNanos;
  }
}
