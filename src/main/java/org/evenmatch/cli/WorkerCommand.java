package org.evenmatch.cli;

import java.util.concurrent.Callable;
import org.evenmatch.process.Worker;
import picocli.CommandLine.Command;

/** Does what the process that started this one asks for on standard input. */
@Command(name = "worker", hidden = true)
final class WorkerCommand implements Callable<Integer> {
  private final EvenmatchCommand program;

  WorkerCommand(EvenmatchCommand program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    LogFile log = LogFile.open();
    try {
      return Worker.serve(System.in, program.console().out());
    } finally {
      log.close();
    }
  }
}
