package org.evenmatch.training;

import java.util.Iterator;
import java.util.Optional;
import org.evenmatch.data.Batch;
import org.evenmatch.kernels.NetworkRunner;

/**
 * Has a network do steps and times them in spans: the clock is read only when a device has done
 * what was asked of it, and a device is waited for seldom.
 */
final class TimedSteps {
  private static final long SPAN_NANOS = 100_000_000L;

  private final NetworkRunner runner;
  private final long spanNanos;
  private long startNanos;
  private long dataNanos;
  private int batches;
  private int examples;

  /**
   * Steps between two readings of the clock.
   *
   * @param batches the steps
   * @param examples their examples
   * @param lossSum the sum of their batches' mean losses
   * @param elapsedNanos how long they took, with the waiting for their batches
   * @param dataNanos how long the batches were waited for
   */
  record Span(int batches, int examples, double lossSum, long elapsedNanos, long dataNanos) {

    /** The mean loss of a batch. */
    double loss() {
      return lossSum / batches;
    }
  }

  TimedSteps(NetworkRunner runner) {
    this(runner, SPAN_NANOS);
  }

  private TimedSteps(NetworkRunner runner, long spanNanos) {
    this.runner = runner;
    this.spanNanos = spanNanos;
  }

  /** Waits for the device at every step. */
  static TimedSteps oneByOne(NetworkRunner runner) {
    return new TimedSteps(runner, 0);
  }

  /** Takes the next of {@code source} and does a step; gives a span if it ends with this step. */
  Optional<Span> step(Iterator<Batch> source) {
    return step(source, () -> {});
  }

  /**
   * The same.
   *
   * @param after belongs to the step and its time
   */
  Optional<Span> step(Iterator<Batch> source, Runnable after) {
    long begin = System.nanoTime();
    if (batches == 0) {
      startNanos = begin;
    }
    Batch batch = source.next();
    dataNanos += System.nanoTime() - begin;
    batch.fit(runner);
    after.run();
    batches++;
    examples += batch.size();
    boolean ends =
        runner.isImmediate() || !source.hasNext() || System.nanoTime() - startNanos >= spanNanos;
    return ends ? Optional.of(end()) : Optional.empty();
  }

  private Span end() {
    double lossSum = runner.awaitLossSum();
    runner.synchronize();
    Span span = new Span(batches, examples, lossSum, System.nanoTime() - startNanos, dataNanos);
    batches = 0;
    examples = 0;
    dataNanos = 0;
    return span;
  }
}
