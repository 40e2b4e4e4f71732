package org.evenmatch.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.evenmatch.definition.Computing;
import org.evenmatch.definition.Kind;

/** Holds one training step of each network on a backend against the processor's. */
public final class StepCheck {
  /** TF32 and float16 have 10 bits of mantissa; a sum of many products loses a few more. */
  private static final double TOLERANCE = 0.05;

  private StepCheck() {}

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
  public record StepDifference(
      String network,
      int batch,
      int parameters,
      double lossOnCpu,
      double loss,
      double farthestOff,
      boolean equal) {}

  /**
   * Checks the usual members of a pair.
   *
   * @param definition the pair's as YAML
   * @param computing the backend, and how many GPUs
   */
  public static List<StepDifference> of(
      String pair, String definition, int batch, Computing computing, Supervision supervision) {
    EngineProcess other = EngineProcess.find(computing, supervision.notices());
    Computing onCpu = Computing.AUTO.on("cpu");
    EngineProcess processor = EngineProcess.find(onCpu, supervision.notices());
    List<StepDifference> all = new ArrayList<>();
    for (Kind kind : Kind.DEFAULT) {
      WorkerRequest.Network network =
          new WorkerRequest.Network(pair, definition, Optional.empty(), kind, batch);
      double[] expected = step(processor, network, onCpu, supervision);
      double[] actual = step(other, network, computing, supervision);
      all.add(difference(pair + " " + kind.yamlName(), batch, expected, actual));
    }
    return all;
  }

  private static double[] step(
      EngineProcess engine,
      WorkerRequest.Network network,
      Computing computing,
      Supervision supervision) {
    WorkerProcess worker =
        engine.start(
            List.of(),
            new WorkerRequest.Step(network, computing.on(engine.backend())),
            supervision);
    try {
      WorkerProcess.Outcome outcome = worker.await();
      return outcome
          .as(double[].class)
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "the step's process ended with exit code "
                          + outcome.code()
                          + outcome.failure().map(reason -> ": " + reason).orElse("")));
    } catch (InterruptedException e) {
      worker.end(0);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static StepDifference difference(
      String network, int batch, double[] expected, double[] actual) {
    double largest = 0;
    double farthest = expected.length == actual.length ? 0 : Double.NaN;
    for (int i = 1; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
    }
    for (int i = 1; i < expected.length && farthest >= 0; i++) {
      double off = Math.abs(expected[i] - actual[i]) / largest;
      // What is not a number stays so.
      farthest = off <= farthest ? farthest : off;
    }
    double lossOff = Math.abs(expected[0] - actual[0]) / Math.abs(expected[0]);
    return new StepDifference(
        network,
        batch,
        expected.length - 1,
        expected[0],
        actual[0],
        farthest,
        farthest <= TOLERANCE && lossOff <= TOLERANCE);
  }
}
