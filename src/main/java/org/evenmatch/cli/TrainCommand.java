package org.evenmatch.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.evenmatch.Comparison;
import org.evenmatch.data.Dataset;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.spec.Kind;
import org.evenmatch.spec.NetworkSpec;
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

  @Mixin private PairOptions pairOptions;
  @Mixin private DataOptions dataOptions;
  @Mixin private EngineOptions engineOptions;
  @Mixin private RunOptions runOptions;

  @Option(
      names = "--member",
      paramLabel = "cnn|fc",
      required = true,
      description = "The convolutional or the fully-connected member.")
  private String member;

  TrainCommand(EvenmatchCommand program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    Kind kind = PairOptions.constant("--member", member, Kind.class);
    Optional<MatchedPair> named =
        pairOptions.pair().map(name -> pairOptions.matched(name).requireTrainable());
    engineOptions.prepare(program.console(), program.quiet());
    Dataset dataset =
        dataOptions.load(named.map(pair -> pair.convolutional().image()), runOptions.seed());
    MatchedPair pair =
        named.orElseGet(() -> pairOptions.matched(DataOptions.pairFor(dataset.shape())));
    NetworkSpec network = kind == Kind.CNN ? pair.convolutional() : pair.fullyConnected();
    Comparison.Plan plan = runOptions.apply(Comparison.of(pair, network).on(dataset));
    dataOptions.limit().ifPresent(plan::limit);
    return new RunSession(program, runOptions).run(plan, dataset, "train");
  }
}
