package org.evenmatch.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.evenmatch.measure.Throughput;
import org.evenmatch.report.RunDocument.Configuration;

/** Puts runs of the same networks on several backends into one table. */
public final class BackendTables {
  private static final List<String> HEADER =
      List.of(
          "network",
          "backend",
          "device",
          "test accuracy",
          "train ex/s",
          "speed-up",
          "infer ex/s",
          "speed-up");

  private BackendTables() {}

  /** All rows; a speed-up is against the first run. */
  public static String render(List<RunDocument> runs) {
    List<List<String>> rows = new ArrayList<>();
    for (Configuration first : runs.get(0).configurations()) {
      for (RunDocument run : runs) {
        named(run, first.name()).ifPresent(other -> rows.add(row(first, other)));
      }
    }
    return TextTables.render(HEADER, rows);
  }

  /**
   * One document with the configurations of all runs, which their environments tell apart; saved
   * networks lie in the folders that are named as the backends. All else is the first run's.
   */
  public static RunDocument together(List<RunDocument> runs) {
    RunDocument first = runs.get(0);
    return new RunDocument(
        first.schema(),
        first.command(),
        first.machine(),
        first.dataset(),
        first.pair(),
        runs.stream()
            .flatMap(run -> run.configurations().stream())
            .map(BackendTables::withModelsInItsFolder)
            .toList(),
        first.comparison(),
        first.probes(),
        runs.stream().flatMap(run -> run.failures().stream()).toList(),
        Optional.empty());
  }

  private static Configuration withModelsInItsFolder(Configuration c) {
    return new Configuration(
        c.name(),
        c.kind(),
        c.batch(),
        c.precision(),
        c.epochs(),
        c.optimizer(),
        c.learningRate(),
        c.environment(),
        c.weights(),
        c.biases(),
        c.parameters(),
        c.buffers(),
        c.connections(),
        c.macs(),
        c.layers(),
        c.trainSamplesPerSecond(),
        c.inferenceSamplesPerSecond(),
        c.accuracy(),
        c.accuracyInterval(),
        c.curve(),
        c.confusion(),
        c.models().stream().map(model -> c.environment().backend() + "/" + model).toList(),
        c.status(),
        c.error());
  }

  /** {@code other} ÷ {@code first}, as in {@code 12.5x}. */
  static String speedUp(Optional<Throughput> first, Optional<Throughput> other) {
    return first.isEmpty() || other.isEmpty()
        ? Numbers.ABSENT
        : String.format(Locale.ROOT, "%.1fx", other.get().median() / first.get().median());
  }

  static Optional<Configuration> named(RunDocument run, String name) {
    return run.configurations().stream().filter(c -> c.name().equals(name)).findFirst();
  }

  private static List<String> row(Configuration first, Configuration c) {
    return List.of(
        c.name(),
        c.environment().backend(),
        c.environment().device(),
        c.accuracy().map(Numbers::percent).orElse(c.status()),
        Numbers.rate(c.trainSamplesPerSecond()),
        speedUp(first.trainSamplesPerSecond(), c.trainSamplesPerSecond()),
        Numbers.rate(c.inferenceSamplesPerSecond()),
        speedUp(first.inferenceSamplesPerSecond(), c.inferenceSamplesPerSecond()));
  }
}
