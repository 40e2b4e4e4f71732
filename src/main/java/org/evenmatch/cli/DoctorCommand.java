package org.evenmatch.cli;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.evenmatch.runtime.Backend;
import org.evenmatch.runtime.Cudnn;
import org.evenmatch.runtime.EngineInfo;
import org.evenmatch.runtime.Gpu;
import org.evenmatch.runtime.NativeRuntime;
import org.evenmatch.runtime.NvidiaDriver;
import org.evenmatch.runtime.OneDnn;
import org.evenmatch.runtime.Setting;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what was found, what will be used, and why. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Show processor, native build, kernels, BLAS, threads, GPU: found, used, and why.")
final class DoctorCommand implements Callable<Integer> {
  private final EvenmatchCommand program;

  @Mixin private EngineOptions engineOptions;

  DoctorCommand(EvenmatchCommand program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    EngineProcess process = engineOptions.process(program.console(), true);
    if (process.isOther()) {
      return process.run(program.words());
    }
    NativeRuntime runtime = engineOptions.prepare();
    EngineInfo engine = runtime.start();
    PrintStream out = program.console().out();
    out.printf(
        "processor  %s, %d cores%n", runtime.processor().name(), runtime.processor().cores());
    NvidiaDriver driver = NvidiaDriver.current();
    out.printf(
        "driver     %s%n",
        driver
            .version()
            .map(version -> "NVIDIA " + version)
            .orElseGet(() -> "no NVIDIA driver: " + driver.remark().orElse("")));
    driver.gpus().forEach(gpu -> out.printf("gpu        %s%n", described(gpu)));
    out.printf("java       %s%n", Runtime.version());
    out.printf("engine     %s%n", engine.engine());
    out.printf("backend    %s: %s%n", engine.backend().yamlName(), process.choice().reason());
    out.printf("native     %s%n", engine.nativeBuild());
    out.printf("kernels    %s%n", kernels(engine.backend()));
    out.printf("blas       %s%n", engine.blas());
    out.printf("threads    %d%n", engine.threads());
    out.println("settings");
    for (Setting setting : runtime.settings()) {
      out.printf(
          "  %s=%s  (%s: %s)%n",
          setting.name(),
          setting.value(),
          setting.byUser() ? "set by you" : "chosen",
          setting.effect());
    }
    return ExitCode.DONE;
  }

  private static String kernels(Backend backend) {
    if (backend == Backend.CUDA) {
      return "cuDNN " + Cudnn.version() + " for convolutions, checked on this GPU";
    }
    return OneDnn.find()
        .map(oneDnn -> "oneDNN " + oneDnn.version() + " for whole training steps")
        .orElse("Deeplearning4j's own: " + OneDnn.problem());
  }

  private static String described(Gpu gpu) {
    return gpu.name()
        + ", compute capability "
        + gpu.capability().map(Object::toString).orElse("unknown")
        + (gpu.memoryBytes().isPresent()
            ? ", " + (gpu.memoryBytes().getAsLong() >> 20) + " MiB"
            : "");
  }
}
