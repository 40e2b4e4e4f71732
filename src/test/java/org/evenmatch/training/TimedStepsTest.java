package org.evenmatch.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.evenmatch.data.Batch;
import org.evenmatch.engine.NativeRuntime;
import org.evenmatch.kernels.InertRunner;
import org.evenmatch.training.TimedSteps.Span;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class TimedStepsTest {
  private static final double LOSS = 0.5;

  /** Knows how often it was waited for. */
  private static final class Device extends InertRunner {
    private final boolean immediate;
    private final long stepMillis;
    private int waits;
    private double lossSum;

    Device(boolean immediate, long stepMillis) {
      this.immediate = immediate;
      this.stepMillis = stepMillis;
    }

    @Override
    public void fit(INDArray features, INDArray labels) {
      lossSum += LOSS;
      try {
        Thread.sleep(stepMillis);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public boolean isImmediate() {
      return immediate;
    }

    @Override
    public double awaitLossSum() {
      waits++;
      double sum = lossSum;
      lossSum = 0;
      return sum;
    }
  }

  private static Iterator<Batch> batches(int count) {
    NativeRuntime.current().start();
    Batch batch = Batch.of(Nd4j.zeros(3, 4), Nd4j.zeros(3, 2));
    return Collections.nCopies(count, batch).iterator();
  }

  private static List<Span> spans(TimedSteps steps, Iterator<Batch> batches) {
    List<Span> spans = new ArrayList<>();
    while (batches.hasNext()) {
      steps.step(batches).ifPresent(spans::add);
    }
    return spans;
  }

  @Test
  void areSpansOfOneWhereWaitingCostsNothing() {
    Device processor = new Device(true, 0);

    List<Span> spans = spans(new TimedSteps(processor), batches(5));

    assertThat(spans).hasSize(5).allMatch(span -> span.batches() == 1 && span.examples() == 3);
    assertThat(spans).allMatch(span -> span.loss() == LOSS);
  }

  @Test
  void waitForADeviceSeldomAndAtTheEndOfTheBatches() {
    Device device = new Device(false, 0);

    List<Span> spans = spans(new TimedSteps(device), batches(7));

    assertThat(spans.stream().mapToInt(Span::batches).sum()).isEqualTo(7);
    assertThat(spans.stream().mapToInt(Span::examples).sum()).isEqualTo(21);
    assertThat(spans.stream().mapToDouble(Span::lossSum).sum()).isEqualTo(7 * LOSS);
    assertThat(device.waits).isEqualTo(spans.size()).isLessThan(7);
  }

  @Test
  void waitForADeviceWhoseStepsAreLong() {
    Device device = new Device(false, 120);

    List<Span> spans = spans(new TimedSteps(device), batches(3));

    assertThat(spans).extracting(Span::batches).containsExactly(1, 1, 1);
    assertThat(spans).allMatch(span -> span.elapsedNanos() >= 120_000_000L);
  }

  @Test
  void waitForADeviceAtEveryStepWhenAsked() {
    Device device = new Device(false, 0);

    List<Span> spans = spans(TimedSteps.oneByOne(device), batches(4));

    assertThat(spans).extracting(Span::batches).containsExactly(1, 1, 1, 1);
  }
}
