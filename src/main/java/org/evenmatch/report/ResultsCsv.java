package org.evenmatch.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.evenmatch.files.AtomicFiles;
import org.evenmatch.measure.StepTimes;
import org.evenmatch.measure.Summary;
import org.evenmatch.measure.Throughput;
import org.evenmatch.report.Configuration.CurvePoint;

/**
 * Writes {@code results.csv}: a row for each configuration of a benchmark, and for each
 * configuration and seed of a run.
 */
public final class ResultsCsv {
  /** The file's name in a run's folder. */
  public static final String NAME = "results.csv";

  /**
   * A line: a configuration, and one seed of it.
   *
   * @param seed absent where nothing was trained
   * @param end where its training ended
   * @param accuracy on the test images, by the views that the recipe has
   * @param failure why it came to nothing
   */
  private record Line(
      Configuration configuration,
      Optional<Long> seed,
      Optional<CurvePoint> end,
      Optional<Double> accuracy,
      Optional<String> failure) {

    /** Of configurations whose seeds are not told apart it is the configuration's. */
    String status() {
      boolean isTold = !configuration.outcome().failedSeeds().isEmpty();
      return failure.isPresent() || !isTold ? configuration.status() : Configuration.OK;
    }

    Optional<String> error() {
      boolean isTold = !configuration.outcome().failedSeeds().isEmpty();
      return isTold ? failure : configuration.error();
    }
  }

  private static final List<CsvColumn<Line>> RUN =
      List.of(
          of("name", c -> Optional.of(c.name())),
          of("kind", c -> Optional.of(c.kind())),
          of("backend", c -> c.environment().map(Environment::backend)),
          of("precision", Configuration::precision),
          of("batch", c -> Optional.of(c.batch())),
          of("epochs", c -> c.outcome().epochs()),
          new CsvColumn<>("seed", Line::seed),
          of("parameters", c -> Optional.of(c.counts().parameters())),
          of("macs", c -> Optional.of(c.counts().macs())),
          ofSeed("loss", CurvePoint::loss),
          ofSeed("train_accuracy", CurvePoint::trainAccuracy),
          new CsvColumn<>("test_accuracy", Line::accuracy),
          ofSeed("seconds", CurvePoint::seconds),
          of("train_samples_per_second", c -> median(c.speed().trainSamplesPerSecond())),
          of("inference_samples_per_second", c -> median(c.speed().inferenceSamplesPerSecond())),
          new CsvColumn<>("status", line -> Optional.of(line.status())),
          new CsvColumn<>("error", Line::error));

  private static final List<CsvColumn<Line>> BENCHMARK =
      List.of(
          of("name", c -> Optional.of(c.name())),
          of("kind", c -> Optional.of(c.kind())),
          of("backend", c -> c.environment().map(Environment::backend)),
          of("precision", Configuration::precision),
          of("batch", c -> Optional.of(c.batch())),
          of("parameters", c -> Optional.of(c.counts().parameters())),
          of("macs", c -> Optional.of(c.counts().macs())),
          of("train_samples_per_second", c -> median(c.speed().trainSamplesPerSecond())),
          of("train_min", c -> c.speed().trainSamplesPerSecond().map(Throughput::min)),
          of("train_max", c -> c.speed().trainSamplesPerSecond().map(Throughput::max)),
          of("inference_samples_per_second", c -> median(c.speed().inferenceSamplesPerSecond())),
          ofSteps("p50_millis", StepTimes::p50Millis),
          ofSteps("p90_millis", StepTimes::p90Millis),
          ofSteps("p99_millis", StepTimes::p99Millis),
          ofSteps("data_share", StepTimes::dataShare),
          ofSteps("forward_share", StepTimes::forwardShare),
          ofSteps("backward_share", StepTimes::backwardShare),
          ofSteps("optimizer_share", StepTimes::optimizerShare),
          of("train_gflops", c -> c.speed().trainGflops()),
          of("gemm_gflops", c -> c.speed().gemmGflops()),
          of("peak_resident_bytes", c -> c.speed().peakResidentBytes()),
          of("native_bytes", c -> c.speed().nativeBytes()),
          of("gpu_bytes", c -> c.speed().gpuBytes()),
          of("gpu_utilization", c -> c.speed().gpuUtilization()),
          of("status", c -> Optional.of(c.status())),
          of("error", Configuration::error));

  private ResultsCsv() {}

  private static CsvColumn<Line> of(String name, Function<Configuration, Optional<?>> value) {
    return new CsvColumn<>(name, line -> value.apply(line.configuration()));
  }

  private static CsvColumn<Line> ofSeed(String name, Function<CurvePoint, ?> value) {
    return new CsvColumn<>(name, line -> line.end().map(value));
  }

  private static CsvColumn<Line> ofSteps(String name, Function<StepTimes, ?> value) {
    return of(name, c -> c.speed().steps().map(value));
  }

  private static Optional<Double> median(Optional<Throughput> throughput) {
    return throughput.map(Throughput::median);
  }

  /** Writes {@code results.csv} into {@code folder}. */
  public static void write(Results results, Path folder) {
    AtomicFiles.writeString(folder.resolve(NAME), render(results));
  }

  static String render(Results results) {
    boolean benchmark = results.benchmark().isPresent();
    List<CsvColumn<Line>> columns = benchmark ? BENCHMARK : RUN;
    return CsvColumn.render(
        columns,
        results.configurations().stream()
            .flatMap(configuration -> lines(configuration).stream())
            .toList());
  }

  private static List<Line> lines(Configuration configuration) {
    List<CurvePoint> ends = configuration.outcome().ends().toList();
    List<Double> accuracies =
        configuration.outcome().accuracy().map(Summary::runs).orElse(List.of());
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < ends.size(); i++) {
      CurvePoint end = ends.get(i);
      // The curve is of one view of each image.
      double accuracy = accuracies.size() == ends.size() ? accuracies.get(i) : end.testAccuracy();
      lines.add(
          new Line(
              configuration,
              Optional.of(end.seed()),
              Optional.of(end),
              Optional.of(accuracy),
              Optional.empty()));
    }
    for (FailedSeed failed : configuration.outcome().failedSeeds()) {
      lines.add(
          new Line(
              configuration,
              Optional.of(failed.seed()),
              Optional.empty(),
              Optional.empty(),
              Optional.of(failed.error())));
    }
    if (lines.isEmpty()) {
      lines.add(
          new Line(
              configuration,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty()));
    }
    lines.sort(Comparator.comparing(line -> line.seed().orElse(0L)));
    return lines;
  }
}
