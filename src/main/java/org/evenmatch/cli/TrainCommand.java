package org.evenmatch.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.YamlName;
import org.evenmatch.files.InvalidInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains one member of a pair. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Train one network of a pair.")
final class TrainCommand implements Callable<Integer> {
  private final EvenmatchCommand program;

  @Option(
      names = "--member",
      paramLabel = "cnn|local|fc",
      description = "The convolutional, locally connected or fully-connected member.")
  private String member;

  @Mixin private TrainingOptions options;

  TrainCommand(EvenmatchCommand program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    if (member == null && !options.resumes()) {
      throw new InvalidInputException(
          "--member must be cnn, local or fc, but is missing: choose the network to be trained");
    }
    return options.run(
        program,
        member == null ? Kind.DEFAULT : List.of(YamlName.of("--member", member, Kind.class)),
        List.of());
  }
}
