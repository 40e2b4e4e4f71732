package org.evenmatch.cli;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.spec.Kind;
import org.evenmatch.spec.YamlName;
import org.evenmatch.training.TrainingStep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Does one training step on one backend and writes what came of it, for {@code step-check}. */
@Command(name = "step", hidden = true)
final class StepCommand implements Callable<Integer> {
  @Mixin private PairOptions pairOptions;
  @Mixin private EngineOptions engineOptions;

  @Option(names = "--member", required = true)
  private String member;

  @Option(names = "--batch", required = true)
  private int batch;

  @Option(names = "--to", required = true)
  private Path to;

  StepCommand(EvenmatchCommand program) {}

  @Override
  public Integer call() {
    JavaProcess.endWithParent();
    engineOptions.prepare();
    MatchedPair pair = pairOptions.matched("lenet").requireTrainable();
    MatchedPair sized = pair.withTraining(pair.training().withBatch(batch));
    double[] values = TrainingStep.of(sized.member(YamlName.of("--member", member, Kind.class)));
    try (DataOutputStream stream =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(to)))) {
      for (double value : values) {
        stream.writeDouble(value);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ExitCode.DONE;
  }
}
