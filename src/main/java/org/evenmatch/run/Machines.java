package org.evenmatch.run;

import java.util.Optional;
import org.evenmatch.engine.EngineInfo;
import org.evenmatch.engine.Gpu;
import org.evenmatch.engine.Memory;
import org.evenmatch.engine.NvidiaDriver;
import org.evenmatch.engine.Processor;
import org.evenmatch.kernels.KernelLibrary;
import org.evenmatch.report.Environment;
import org.evenmatch.report.Results;

/** Describes this machine and engine for results. */
public final class Machines {
  private Machines() {}

  /** This machine. */
  public static Results.Machine current() {
    Processor processor = Processor.detect();
    return new Results.Machine(
        processor.name(),
        processor.cores(),
        Memory.totalBytes(),
        NvidiaDriver.current().gpus().stream().map(Gpu::name).toList(),
        System.getProperty("java.vm.name") + " " + Runtime.version(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"));
  }

  /** The engine of this process. */
  static Environment environment(EngineInfo engine) {
    return new Environment(
        engine.backend().yamlName(),
        engine.device(),
        engine.engine(),
        engine.nativeBuild(),
        engine.kernels().isEmpty() ? KernelLibrary.inUse() : engine.kernels(),
        engine.blas(),
        engine.threads(),
        engine.gpus() == 0 ? Optional.empty() : Optional.of(engine.gpus()));
  }
}
