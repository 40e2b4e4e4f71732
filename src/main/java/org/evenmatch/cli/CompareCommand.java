package org.evenmatch.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Builds a matched pair, trains both, reports. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Build a matched pair, train both members on the same images, report.")
final class CompareCommand implements Callable<Integer> {
  private final EvenmatchCommand program;

  @Mixin private TrainingOptions options;

  @Option(
      names = "--probe",
      paramLabel = "NAME,…",
      split = ",",
      description =
          "Experiments: shift, permute, data, budget, noise, occlusion, sharing, calibration.")
  private List<String> probes = List.of();

  CompareCommand(EvenmatchCommand program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    return options.run(program, Optional.empty(), List.copyOf(Probes.named(probes)));
  }
}
