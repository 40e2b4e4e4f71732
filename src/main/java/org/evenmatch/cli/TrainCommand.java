package org.evenmatch.cli;

import java.util.concurrent.Callable;
import org.evenmatch.Comparison;
import org.evenmatch.spec.Kind;
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
      required = true,
      description = "The convolutional or the fully-connected member.")
  private String member;

  @Mixin private TrainingOptions options;

  TrainCommand(EvenmatchCommand program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    Kind kind = PairOptions.constant("--member", member, Kind.class);
    return options.run(
        program,
        "train",
        pair ->
            Comparison.of(pair, kind == Kind.CNN ? pair.convolutional() : pair.fullyConnected()));
  }
}
