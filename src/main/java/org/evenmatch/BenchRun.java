package org.evenmatch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.bytedeco.javacpp.Pointer;
import org.evenmatch.match.NetworkCount;
import org.evenmatch.match.TrainingMemory;
import org.evenmatch.report.BenchDocument.Row;
import org.evenmatch.report.RunDocument.Configuration;
import org.evenmatch.runtime.EngineInfo;
import org.evenmatch.runtime.Gpu;
import org.evenmatch.runtime.GpuMeter;
import org.evenmatch.runtime.NativeRuntime;
import org.evenmatch.spec.InvalidInputException;
import org.evenmatch.spec.NetworkSpec;
import org.evenmatch.training.Benchmark;

/** Measures one network in this process. */
public final class BenchRun {
  private static final Path STATUS = Path.of("/proc/self/status");

  private BenchRun() {}

  /**
   * Measures training and inference of {@code network} on batches of its training settings' size.
   *
   * @throws InvalidInputException if it cannot fit in memory
   */
  public static Row of(NetworkSpec network) {
    NetworkCount count = NetworkCount.of(network);
    int batch = network.training().batch();
    Optional<Gpu> gpu = NativeRuntime.current().choice().gpus().stream().findFirst();
    if (gpu.isEmpty()) {
      Memory.requireFits(TrainingMemory.of(count, batch), network);
    }
    EngineInfo engine = NativeRuntime.current().start();
    Optional<GpuMeter> meter = gpu.map(GpuMeter::new);
    Benchmark.Result result = Benchmark.of(network);
    meter.ifPresent(GpuMeter::close);
    return new Row(
        network.name(),
        network.kind().yamlName(),
        batch,
        engine.precision().yamlName(),
        Optional.of(DocumentBuilder.environment(engine)),
        count.parameters(),
        count.macs(),
        Optional.of(result.training()),
        Optional.of(result.inference()),
        Optional.of(result.steps()),
        Optional.of(result.trainGflops()),
        Optional.of(result.gemmGflops()),
        peakResidentBytes(),
        Optional.of(Pointer.totalBytes()),
        meter.flatMap(m -> boxed(m.peakUsedBytes())),
        meter.flatMap(m -> boxed(m.utilization())),
        Configuration.OK,
        Optional.empty());
  }

  /** The row of a network that could not be measured in {@code precision}. */
  public static Row failed(NetworkSpec network, String precision, String reason) {
    NetworkCount count = NetworkCount.of(network);
    return new Row(
        network.name(),
        network.kind().yamlName(),
        network.training().batch(),
        precision,
        Optional.empty(),
        count.parameters(),
        count.macs(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Configuration.FAILED,
        Optional.of(reason));
  }

  private static Optional<Long> boxed(OptionalLong value) {
    return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
  }

  private static Optional<Double> boxed(OptionalDouble value) {
    return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
  }

  private static Optional<Long> peakResidentBytes() {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
