package org.evenmatch.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Builds a matched pair, trains its members, reports. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Build a matched pair, train its members on the same images, report.")
final class CompareCommand implements Callable<Integer> {
  private final EvenmatchCommand program;

  @Mixin private MembersOption members;
  @Mixin private TrainingOptions options;

  @Option(
      names = "--probe",
      paramLabel = "NAME,…",
      split = ",",
      completionCandidates = ExperimentNames.class,
      description = "Experiments: ${COMPLETION-CANDIDATES}.")
  private List<String> probes = List.of();

  CompareCommand(EvenmatchCommand program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    ExperimentNames.require(probes);
    return options.run(program, members.kinds(), probes);
  }
}
