package org.evenmatch.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.evenmatch.Comparison;
import org.evenmatch.data.Dataset;
import org.evenmatch.match.MatchedPair;
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

  @Mixin private PairOptions pairOptions;
  @Mixin private DataOptions dataOptions;
  @Mixin private EngineOptions engineOptions;
  @Mixin private RunOptions runOptions;

  CompareCommand(EvenmatchCommand program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    Optional<MatchedPair> named =
        pairOptions.pair().map(name -> pairOptions.matched(name).requireTrainable());
    engineOptions.prepare(program.console(), program.quiet());
    Dataset dataset =
        dataOptions.load(named.map(pair -> pair.convolutional().image()), runOptions.seed());
    MatchedPair pair =
        named.orElseGet(() -> pairOptions.matched(DataOptions.pairFor(dataset.shape())));
    Comparison.Plan plan = runOptions.apply(Comparison.of(pair).on(dataset));
    dataOptions.limit().ifPresent(plan::limit);
    return new RunSession(program, runOptions).run(plan, dataset, "compare");
  }
}
