package org.evenmatch.cli;

import java.util.concurrent.Callable;
import org.evenmatch.Comparison;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Builds a matched pair, trains both, reports. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Build a matched pair, train both members on the same images, report.")
final class CompareCommand implements Callable<Integer> {
  private final EvenmatchCommand program;

  @Mixin private TrainingOptions options;

  CompareCommand(EvenmatchCommand program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    return options.run(program, "compare", Comparison::of);
  }
}
