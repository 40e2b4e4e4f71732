package org.evenmatch.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.Pointer;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.engine.EngineInfo;
import org.evenmatch.engine.Gpu;
import org.evenmatch.engine.GpuMeter;
import org.evenmatch.engine.Memory;
import org.evenmatch.engine.NativeRuntime;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.match.NetworkCount;
import org.evenmatch.match.TrainingMemory;
import org.evenmatch.report.Configuration;
import org.evenmatch.report.Speed;
import org.evenmatch.training.Benchmark;

/** Measures one network in this process. */
public final class BenchRow {
  private static final Path STATUS = Path.of("/proc/self/status");

  private BenchRow() {}

  /**
   * Measures training and inference of {@code network} on batches of its training recipe's size.
   *
   * @throws InvalidInputException if it cannot fit in memory
   */
  public static Configuration of(NetworkSpec network) {
    Optional<Gpu> gpu = NativeRuntime.current().choice().gpus().stream().findFirst();
    if (gpu.isEmpty()) {
      int batch = network.training().batch();
      Memory.requireFits(TrainingMemory.of(NetworkCount.of(network), batch), network);
    }
    EngineInfo engine = NativeRuntime.current().start();
    Optional<GpuMeter> meter = gpu.map(GpuMeter::new);
    Benchmark.Result result = Benchmark.of(network);
    meter.ifPresent(GpuMeter::close);
    return Configuration.of(network)
        .by(
            List.of(Machines.environment(engine.with(result.kernels()))),
            engine.precision().yamlName())
        .with(
            new Speed(
                Optional.of(result.training()),
                Optional.of(result.inference()),
                Optional.of(result.steps()),
                Optional.of(result.trainGflops()),
                result.gemmGflops(),
                peakResidentBytes(),
                Optional.of(Pointer.totalBytes()),
                meter.flatMap(one -> one.peakUsedBytes().stream().boxed().findFirst()),
                meter.flatMap(one -> one.utilization().stream().boxed().findFirst())));
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
