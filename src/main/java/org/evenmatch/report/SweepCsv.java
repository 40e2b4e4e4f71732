package org.evenmatch.report;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.evenmatch.measure.Throughput;
import org.evenmatch.report.SweepResults.Row;

/** Renders a sweep's {@code results.csv}: a row for each seed and member. */
final class SweepCsv {
  /** A column: an empty value is an empty cell. */
  private record Column(String name, Function<Row, Optional<?>> value) {}

  private static final List<Column> COLUMNS =
      List.of(
          new Column("task", row -> Optional.of(row.task())),
          new Column("pair", row -> Optional.of(row.cell().pair())),
          new Column("dataset", row -> Optional.of(row.cell().dataset())),
          new Column("match", row -> Optional.of(row.cell().match().yamlName())),
          new Column("limit", row -> row.cell().limit()),
          new Column("images", Row::images),
          of("epochs", c -> c.outcome().epochs()),
          of("batch", c -> Optional.of(c.batch())),
          new Column("seed", row -> Optional.of(row.seed())),
          of("name", c -> Optional.of(c.name())),
          of("kind", c -> Optional.of(c.kind())),
          of("backend", c -> c.environment().map(Environment::backend)),
          of("parameters", c -> Optional.of(c.counts().parameters())),
          of("macs", c -> Optional.of(c.counts().macs())),
          of("test_accuracy", c -> c.outcome().accuracy().map(accuracy -> accuracy.mean())),
          of(
              "train_samples_per_second",
              c -> c.speed().trainSamplesPerSecond().map(Throughput::median)),
          new Column("status", row -> Optional.of(row.isOk() ? "ok" : "failed")),
          new Column("error", Row::failure));

  private SweepCsv() {}

  private static Column of(String name, Function<Configuration, Optional<?>> value) {
    return new Column(name, row -> row.configuration().flatMap(value::apply));
  }

  static String render(SweepResults results) {
    StringWriter text = new StringWriter();
    CSVFormat format =
        CSVFormat.DEFAULT
            .builder()
            .setHeader(COLUMNS.stream().map(Column::name).toArray(String[]::new))
            .setRecordSeparator('\n')
            .get();
    try (CSVPrinter printer = new CSVPrinter(text, format)) {
      for (Row row : results.rows()) {
        printer.printRecord(COLUMNS.stream().map(column -> column.value().apply(row).orElse(null)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
