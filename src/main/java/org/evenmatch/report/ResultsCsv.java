package org.evenmatch.report;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.evenmatch.files.AtomicFiles;
import org.evenmatch.measure.StepTimes;
import org.evenmatch.measure.Throughput;
import org.evenmatch.report.Configuration.CurvePoint;

/**
 * Writes {@code results.csv}: a row for each configuration of a benchmark, and for each
 * configuration and seed of a run.
 */
public final class ResultsCsv {
  /** The file's name in a run's folder. */
  public static final String NAME = "results.csv";

  /** A column: an empty value is an empty cell. */
  private record Column(String name, Function<Line, Optional<?>> value) {}

  /** A line: a configuration, and where one seed of it ended. */
  private record Line(Configuration configuration, Optional<CurvePoint> end) {}

  private static final List<Column> RUN =
      List.of(
          of("name", c -> Optional.of(c.name())),
          of("kind", c -> Optional.of(c.kind())),
          of("backend", c -> c.environment().map(Environment::backend)),
          of("precision", Configuration::precision),
          of("batch", c -> Optional.of(c.batch())),
          of("epochs", c -> c.outcome().epochs()),
          ofSeed("seed", CurvePoint::seed),
          of("parameters", c -> Optional.of(c.counts().parameters())),
          of("macs", c -> Optional.of(c.counts().macs())),
          ofSeed("loss", CurvePoint::loss),
          ofSeed("train_accuracy", CurvePoint::trainAccuracy),
          ofSeed("test_accuracy", CurvePoint::testAccuracy),
          ofSeed("seconds", CurvePoint::seconds),
          of("train_samples_per_second", c -> median(c.speed().trainSamplesPerSecond())),
          of("inference_samples_per_second", c -> median(c.speed().inferenceSamplesPerSecond())),
          of("status", c -> Optional.of(c.status())),
          of("error", Configuration::error));

  private static final List<Column> BENCHMARK =
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

  private static Column of(String name, Function<Configuration, Optional<?>> value) {
    return new Column(name, line -> value.apply(line.configuration()));
  }

  private static Column ofSeed(String name, Function<CurvePoint, ?> value) {
    return new Column(name, line -> line.end().map(value));
  }

  private static Column ofSteps(String name, Function<StepTimes, ?> value) {
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
    List<Column> columns = benchmark ? BENCHMARK : RUN;
    StringWriter text = new StringWriter();
    CSVFormat format =
        CSVFormat.DEFAULT
            .builder()
            .setHeader(columns.stream().map(Column::name).toArray(String[]::new))
            .setRecordSeparator('\n')
            .get();
    try (CSVPrinter printer = new CSVPrinter(text, format)) {
      for (Configuration configuration : results.configurations()) {
        for (Line line : lines(configuration)) {
          printer.printRecord(
              columns.stream().map(column -> column.value().apply(line).orElse(null)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static List<Line> lines(Configuration configuration) {
    List<Line> ends =
        configuration
            .outcome()
            .ends()
            .map(end -> new Line(configuration, Optional.of(end)))
            .toList();
    return ends.isEmpty() ? List.of(new Line(configuration, Optional.empty())) : ends;
  }
}
