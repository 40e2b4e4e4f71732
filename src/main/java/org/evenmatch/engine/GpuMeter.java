package org.evenmatch.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Asks the driver now and then how busy a GPU is, and how much of its memory is used. */
public final class GpuMeter implements AutoCloseable {
  private static final String FIELDS = "uuid,memory.used,utilization.gpu";
  private static final long MILLIS_APART = 500;
  private static final long MEBIBYTE = 1 << 20;

  private final NvidiaSmi.Query query;
  private final String id;
  private final List<Sample> samples = new ArrayList<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "gpu-meter");
            thread.setDaemon(true);
            return thread;
          });

  private record Sample(long usedBytes, double utilization) {}

  /** Begins to ask for {@code gpu}. */
  public GpuMeter(Gpu gpu) {
    this(gpu, NvidiaSmi::run);
    ScheduledFuture<?> unused =
        timer.scheduleAtFixedRate(this::sample, 0, MILLIS_APART, TimeUnit.MILLISECONDS);
  }

  /** Asks only when {@link #sample} is called. */
  GpuMeter(Gpu gpu, NvidiaSmi.Query query) {
    this.id = gpu.id();
    this.query = query;
  }

  void sample() {
    try {
      for (String line : query.ask(FIELDS).text().split("\n", -1)) {
        String[] words = line.split(",", -1);
        if (words.length == 3 && words[0].strip().equals(id)) {
          Sample sample =
              new Sample(
                  Long.parseLong(words[1].strip()) * MEBIBYTE,
                  Double.parseDouble(words[2].strip()) / 100);
          synchronized (samples) {
            samples.add(sample);
          }
        }
      }
    } catch (IOException | NumberFormatException e) {
      // Some GPUs and drivers do not say: then nothing is reported.
    }
  }

  /** The most memory in use on the GPU, by whomever; empty if the driver did not say. */
  public OptionalLong peakUsedBytes() {
    synchronized (samples) {
      return samples.stream().mapToLong(Sample::usedBytes).max();
    }
  }

  /** The mean share of time in which a kernel ran, 0 to 1; empty if the driver did not say. */
  public OptionalDouble utilization() {
    synchronized (samples) {
      return samples.stream().mapToDouble(Sample::utilization).average();
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
