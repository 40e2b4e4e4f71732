package org.evenmatch.cli;

import java.util.concurrent.Callable;
import org.evenmatch.definition.Training;
import org.evenmatch.files.Json;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.process.ExitCode;
import org.evenmatch.report.CountDocument;
import org.evenmatch.report.CountText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Counts the members of a pair; loads no native library. */
@Command(
    name = "count",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Count weights, connections, multiply-accumulates and memory; train nothing.")
final class CountCommand implements Callable<Integer> {
  private static final String DEFAULT_PAIR = "lenet";

  private final EvenmatchCommand program;

  @Mixin private PairOptions pairOptions;
  @Mixin private MembersOption members;

  @Option(names = "--batch", paramLabel = "N", description = "Examples in a batch, for memory.")
  private Integer batch;

  @Option(names = "--json", description = "Print the counts as JSON, and nothing else.")
  private boolean json;

  CountCommand(EvenmatchCommand program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    MatchedPair pair = pairOptions.matched(DEFAULT_PAIR, members.kinds());
    if (batch != null) {
      Training training = pair.training().withBatch(batch);
      pair = pair.withTraining(training);
    }
    program
        .console()
        .out()
        .print(json ? Json.prettyWithoutAbsent(CountDocument.of(pair)) : CountText.render(pair));
    return ExitCode.DONE;
  }
}
