package org.evenmatch.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.evenmatch.spec.InvalidInputException;
import org.evenmatch.spec.Kind;
import org.evenmatch.spec.YamlName;
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
      paramLabel = "cnn|fc",
      description = "The convolutional or the fully-connected member.")
  private String member;

  @Mixin private TrainingOptions options;

  TrainCommand(EvenmatchCommand program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    if (member == null && !options.resumes()) {
      throw new InvalidInputException(
          "--member must be cnn or fc, but is missing: choose the network to be trained");
    }
    return options.run(
        program,
        Optional.ofNullable(member).map(kind -> YamlName.of("--member", kind, Kind.class)),
        List.of());
  }
}
