package org.evenmatch.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.evenmatch.Pairs;
import org.evenmatch.definition.Computing;
import org.evenmatch.files.Json;
import org.evenmatch.process.ExitCode;
import org.evenmatch.process.StepCheck;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Holds one training step of each network on a backend against the processor's, as JSON. */
@Command(name = "step-check", hidden = true)
final class StepCheckCommand implements Callable<Integer> {
  private final EvenmatchCommand program;

  @Option(names = "--pair", split = ",", required = true)
  private List<String> pairs;

  @Option(names = "--backend", defaultValue = "cuda")
  private String backend;

  @Option(names = "--gpus", defaultValue = "1")
  private int gpus;

  @Option(names = "--batch", defaultValue = "32")
  private int batch;

  StepCheckCommand(EvenmatchCommand program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    Computing computing =
        new Computing(backend, Optional.empty(), Optional.of(gpus), Optional.empty());
    List<StepCheck.StepDifference> all = new ArrayList<>();
    for (String pair : pairs) {
      all.addAll(
          StepCheck.of(pair, Pairs.definition(pair), batch, computing, program.supervision()));
    }
    program.console().out().print(Json.pretty(all));
    return all.stream().allMatch(StepCheck.StepDifference::equal) ? ExitCode.DONE : ExitCode.FAILED;
  }
}
