package org.evenmatch.cli;

import java.util.concurrent.Callable;
import org.evenmatch.BenchRun;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.report.ResultsJson;
import org.evenmatch.spec.Kind;
import org.evenmatch.spec.NetworkSpec;
import org.evenmatch.spec.YamlName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures one row of {@code bench} in a process of its own and prints it as JSON. */
@Command(name = "bench-row", hidden = true)
final class BenchRowCommand implements Callable<Integer> {
  private final EvenmatchCommand program;

  @Mixin private PairOptions pairOptions;
  @Mixin private EngineOptions engineOptions;

  @Option(names = "--member", required = true)
  private String member;

  @Option(names = "--batch", required = true)
  private int batch;

  BenchRowCommand(EvenmatchCommand program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    JavaProcess.endWithParent();
    engineOptions.prepare();
    MatchedPair pair = pairOptions.matched("lenet").requireTrainable();
    MatchedPair sized = pair.withTraining(pair.training().withBatch(batch));
    NetworkSpec network = sized.member(YamlName.of("--member", member, Kind.class));
    program.console().out().print(ResultsJson.render(BenchRun.of(network)));
    return ExitCode.DONE;
  }
}
