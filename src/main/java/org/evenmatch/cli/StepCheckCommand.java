package org.evenmatch.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.evenmatch.report.ResultsJson;
import org.evenmatch.runtime.BackendRequest;
import org.evenmatch.spec.Kind;
import org.evenmatch.spec.YamlName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Holds one training step of each network on a backend against the processor's, as JSON. */
@Command(name = "step-check", hidden = true)
final class StepCheckCommand implements Callable<Integer> {
  /** TF32 and float16 have 10 bits of mantissa; a sum of many products loses a few more. */
  private static final double TOLERANCE = 0.05;

  private final EvenmatchCommand program;

  @Option(names = "--pair", split = ",", required = true)
  private List<String> pairs;

  @Option(names = "--backend", defaultValue = "cuda")
  private String backend;

  @Option(names = "--gpus", defaultValue = "1")
  private int gpus;

  @Option(names = "--batch", defaultValue = "32")
  private int batch;

  StepCheckCommand(EvenmatchCommand program) {
    this.program = program;
  }

  /**
   * One network on both backends.
   *
   * @param network for example {@code lenet cnn}
   * @param batch examples
   * @param parameters how many there are
   * @param lossOnCpu before the step, on the processor
   * @param loss before the step, on the backend
   * @param farthestOff the largest difference of a parameter's change, against the largest change
   * @param equal whether that, and the loss, is within rounding
   */
  private record Held(
      String network,
      int batch,
      int parameters,
      double lossOnCpu,
      double loss,
      double farthestOff,
      boolean equal) {}

  @Override
  public Integer call() {
    EngineProcess other =
        EngineProcess.find(
            YamlName.of("--backend", backend, BackendRequest.class), gpus, program.console());
    EngineProcess processor = EngineProcess.find(BackendRequest.CPU, 1, program.console());
    List<Held> all = new ArrayList<>();
    for (String pair : pairs) {
      for (Kind member : Kind.values()) {
        DoubleBuffer expected = step(processor, 1, pair, member);
        DoubleBuffer actual = step(other, gpus, pair, member);
        all.add(held(pair + " " + member.yamlName(), expected, actual));
      }
    }
    program.console().out().print(ResultsJson.render(all));
    return all.stream().allMatch(Held::equal) ? ExitCode.DONE : ExitCode.FAILED;
  }

  private Held held(String network, DoubleBuffer expected, DoubleBuffer actual) {
    double largest = 0;
    double farthest = expected.limit() == actual.limit() ? 0 : Double.NaN;
    for (int i = 1; i < expected.limit(); i++) {
      largest = Math.max(largest, Math.abs(expected.get(i)));
    }
    for (int i = 1; i < expected.limit() && farthest >= 0; i++) {
      double off = Math.abs(expected.get(i) - actual.get(i)) / largest;
      // What is not a number stays so.
      farthest = off <= farthest ? farthest : off;
    }
    double lossOff = Math.abs(expected.get(0) - actual.get(0)) / Math.abs(expected.get(0));
    return new Held(
        network,
        batch,
        expected.limit() - 1,
        expected.get(0),
        actual.get(0),
        farthest,
        farthest <= TOLERANCE && lossOff <= TOLERANCE);
  }

  private DoubleBuffer step(EngineProcess engine, int devices, String pair, Kind member) {
    try {
      Path values = Files.createTempFile("evenmatch-step", ".bin");
      try {
        List<String> words =
            List.of(
                "step",
                "--pair",
                pair,
                "--member",
                member.yamlName(),
                "--batch",
                Integer.toString(batch),
                "--backend",
                engine.request().yamlName(),
                "--gpus",
                Integer.toString(devices),
                "--to",
                values.toString());
        Process process =
            engine
                .builder(List.of(), words)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int code = process.waitFor();
        if (code != ExitCode.DONE) {
          throw new IllegalStateException("the step's process ended with exit code " + code);
        }
        return ByteBuffer.wrap(Files.readAllBytes(values)).asDoubleBuffer();
      } finally {
        Files.deleteIfExists(values);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
