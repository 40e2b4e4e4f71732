package org.evenmatch.cli;

import java.util.Optional;
import java.util.function.Function;
import org.evenmatch.Comparison;
import org.evenmatch.data.Dataset;
import org.evenmatch.match.MatchedPair;
import picocli.CommandLine.Mixin;

/** What {@code compare} and {@code train} have in common: pair, images, engine and run. */
final class TrainingOptions {
  @Mixin private PairOptions pairOptions;
  @Mixin private DataOptions dataOptions;
  @Mixin private EngineOptions engineOptions;
  @Mixin private RunOptions runOptions;

  /** Does what the options say with the plan that {@code plan} makes of the pair. */
  int run(EvenmatchCommand program, String command, Function<MatchedPair, Comparison.Plan> plan) {
    Optional<MatchedPair> named =
        pairOptions.pair().map(name -> pairOptions.matched(name).requireTrainable());
    engineOptions.prepare(program.console(), program.quiet());
    Dataset dataset =
        dataOptions.load(named.map(pair -> pair.convolutional().image()), runOptions.seed());
    MatchedPair pair =
        named.orElseGet(() -> pairOptions.matched(DataOptions.pairFor(dataset.shape())));
    Comparison.Plan ready = runOptions.apply(plan.apply(pair).on(dataset));
    dataOptions.limit().ifPresent(ready::limit);
    return new PlannedRun(program, runOptions).run(ready, dataset, command);
  }
}
