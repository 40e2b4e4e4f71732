package org.evenmatch.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.evenmatch.process.ExitCode;
import org.evenmatch.report.GpuReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints the tables of what {@code scripts/gpu-check} measured. */
@Command(name = "gpu-table", hidden = true)
final class GpuTableCommand implements Callable<Integer> {
  private final EvenmatchCommand program;

  @Parameters(paramLabel = "gpu-report.json")
  private Path report;

  GpuTableCommand(EvenmatchCommand program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    program.console().out().print(GpuReport.render(report));
    return ExitCode.DONE;
  }
}
