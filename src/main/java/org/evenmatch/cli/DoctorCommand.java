package org.evenmatch.cli;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.evenmatch.engine.Setting;
import org.evenmatch.process.EngineProcess;
import org.evenmatch.process.ExitCode;
import org.evenmatch.process.WorkerRequest;
import org.evenmatch.run.EngineReport;
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
    EngineProcess process =
        engineOptions.process(program.console()::notice, EvenmatchCommand.NOBODY);
    EngineReport found =
        process
            .ask(
                new WorkerRequest.Describe(engineOptions.computing(process)),
                EngineReport.class,
                program.supervision())
            .because(process.choice().reason());
    PrintStream out = program.console().out();
    out.printf("processor  %s, %d cores%n", found.processor(), found.cores());
    out.printf("driver     %s%n", found.driver());
    found.gpus().forEach(gpu -> out.printf("gpu        %s%n", gpu));
    out.printf("java       %s%n", found.java());
    out.printf("engine     %s%n", found.engine());
    out.printf("backend    %s: %s%n", found.backend(), found.reason());
    out.printf("native     %s%n", found.nativeBuild());
    out.printf("kernels    %s%n", found.kernels());
    out.printf("blas       %s%n", found.blas());
    out.printf("threads    %d%n", found.threads());
    out.println("settings");
    for (Setting setting : found.settings()) {
      out.printf(
          "  %s=%s  (%s: %s)%n",
          setting.name(),
          setting.value(),
          setting.byUser() ? "set by you" : "chosen",
          setting.effect());
    }
    return ExitCode.DONE;
  }
}
