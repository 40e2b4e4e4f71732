package org.evenmatch.report;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.evenmatch.measure.StepTimes;
import org.evenmatch.measure.Throughput;
import org.evenmatch.report.BenchDocument.Row;

/** The rows of a benchmark as text and as CSV. */
public final class BenchTables {
  private static final String[] CSV_HEADER = {
    "name",
    "kind",
    "backend",
    "precision",
    "batch",
    "parameters",
    "macs",
    "train_samples_per_second",
    "train_min",
    "train_max",
    "inference_samples_per_second",
    "p50_millis",
    "p90_millis",
    "p99_millis",
    "data_share",
    "forward_share",
    "backward_share",
    "optimizer_share",
    "train_gflops",
    "gemm_gflops",
    "peak_resident_bytes",
    "native_bytes",
    "gpu_bytes",
    "gpu_utilization",
    "status",
    "error"
  };

  private static final List<String> HEADER =
      List.of(
          "network",
          "batch",
          "train ex/s",
          "infer ex/s",
          "P50 ms",
          "P99 ms",
          "data/fwd/bwd/opt %",
          "GFLOP/s",
          "of gemm",
          "peak memory");

  private static final List<String> GPU_HEADER =
      List.of("backend", "precision", "training against cpu", "GPU memory", "GPU busy");

  private BenchTables() {}

  /** The header line of {@code results.csv}. */
  public static String csvHeader() {
    return csv((Object[]) CSV_HEADER);
  }

  /** One line of {@code results.csv}. */
  public static String csvRow(Row row) {
    return csv(
        row.name(),
        row.kind(),
        row.environment().map(RunDocument.Environment::backend).orElse(null),
        row.precision(),
        row.batch(),
        row.parameters(),
        row.macs(),
        row.trainSamplesPerSecond().map(Throughput::median).orElse(null),
        row.trainSamplesPerSecond().map(Throughput::min).orElse(null),
        row.trainSamplesPerSecond().map(Throughput::max).orElse(null),
        row.inferenceSamplesPerSecond().map(Throughput::median).orElse(null),
        row.steps().map(StepTimes::p50Millis).orElse(null),
        row.steps().map(StepTimes::p90Millis).orElse(null),
        row.steps().map(StepTimes::p99Millis).orElse(null),
        row.steps().map(StepTimes::dataShare).orElse(null),
        row.steps().map(StepTimes::forwardShare).orElse(null),
        row.steps().map(StepTimes::backwardShare).orElse(null),
        row.steps().map(StepTimes::optimizerShare).orElse(null),
        row.trainGflops().orElse(null),
        row.gemmGflops().orElse(null),
        row.peakResidentBytes().orElse(null),
        row.nativeBytes().orElse(null),
        row.gpuBytes().orElse(null),
        row.gpuUtilization().orElse(null),
        row.status(),
        row.error().orElse(null));
  }

  private static String csv(Object... values) {
    StringWriter text = new StringWriter();
    CSVFormat format = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();
    try (CSVPrinter printer = new CSVPrinter(text, format)) {
      printer.printRecord(Arrays.asList(values));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** One row in a line, as it finishes. */
  public static String line(Row row) {
    String what = String.format("%s batch %d %s", row.name(), row.batch(), row.precision());
    return row.isOk()
        ? String.format(
            "%s: %s ex/s training, %s ex/s inference%s",
            what,
            Numbers.rate(row.trainSamplesPerSecond()),
            Numbers.rate(row.inferenceSamplesPerSecond()),
            row.error().map(note -> " (" + note + ")").orElse(""))
        : what + ": " + row.status() + ": " + row.error().orElse("");
  }

  /** All rows as a table; backends have columns only where there is more than the processor. */
  public static String render(BenchDocument document) {
    return render(document.configurations());
  }

  static String render(List<Row> rows) {
    boolean onGpu = rows.stream().anyMatch(row -> backend(row).equals("cuda"));
    List<String> header = new ArrayList<>(HEADER);
    if (onGpu) {
      header.addAll(GPU_HEADER);
    }
    return TextTables.render(
        header,
        rows.stream()
            .map(
                row -> {
                  List<String> cells = new ArrayList<>(cells(row));
                  if (onGpu) {
                    cells.addAll(gpuCells(row, rows));
                  }
                  return cells;
                })
            .toList());
  }

  private static List<String> cells(Row row) {
    return List.of(
        row.name(),
        Integer.toString(row.batch()),
        row.isOk() ? Numbers.rate(row.trainSamplesPerSecond()) : row.status(),
        Numbers.rate(row.inferenceSamplesPerSecond()),
        decimal(row.steps().map(StepTimes::p50Millis)),
        decimal(row.steps().map(StepTimes::p99Millis)),
        row.steps().map(BenchTables::shares).orElse(Numbers.ABSENT),
        decimal(row.trainGflops()),
        row.trainGflops().isPresent() && row.gemmGflops().isPresent()
            ? percent(row.trainGflops().get() / row.gemmGflops().get())
            : Numbers.ABSENT,
        row.peakResidentBytes().map(Numbers::bytes).orElse(Numbers.ABSENT));
  }

  private static List<String> gpuCells(Row row, List<Row> rows) {
    Optional<Row> onProcessor =
        rows.stream()
            .filter(other -> backend(other).equals("cpu"))
            .filter(other -> other.name().equals(row.name()) && other.batch() == row.batch())
            .findFirst();
    return List.of(
        backend(row),
        row.precision(),
        onProcessor
            .map(
                other ->
                    BackendTables.speedUp(
                        other.trainSamplesPerSecond(), row.trainSamplesPerSecond()))
            .orElse(Numbers.ABSENT),
        row.gpuBytes().map(Numbers::bytes).orElse(Numbers.ABSENT),
        row.gpuUtilization().map(BenchTables::percent).orElse(Numbers.ABSENT));
  }

  static String backend(Row row) {
    return row.environment().map(RunDocument.Environment::backend).orElse("");
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  private static String shares(StepTimes steps) {
    return String.format(
        Locale.ROOT,
        "%.0f/%.0f/%.0f/%.0f",
        100 * steps.dataShare(),
        100 * steps.forwardShare(),
        100 * steps.backwardShare(),
        100 * steps.optimizerShare());
  }

  private static String decimal(Optional<Double> value) {
    return value.map(number -> String.format(Locale.ROOT, "%.1f", number)).orElse(Numbers.ABSENT);
  }
}
