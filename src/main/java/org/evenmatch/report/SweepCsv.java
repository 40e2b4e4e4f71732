package org.evenmatch.report;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.evenmatch.measure.Throughput;
import org.evenmatch.report.SweepResults.Row;

/** Renders a sweep's {@code results.csv}: a row for each seed and member. */
final class SweepCsv {
  private static final List<CsvColumn<Row>> COLUMNS =
      List.of(
          new CsvColumn<>("task", row -> Optional.of(row.task())),
          new CsvColumn<>("pair", row -> Optional.of(row.cell().pair())),
          new CsvColumn<>("dataset", row -> Optional.of(row.cell().dataset())),
          new CsvColumn<>("match", row -> Optional.of(row.cell().match().yamlName())),
          new CsvColumn<>("limit", row -> row.cell().limit()),
          new CsvColumn<>("images", Row::images),
          of("epochs", c -> c.outcome().epochs()),
          of("batch", c -> Optional.of(c.batch())),
          new CsvColumn<>("seed", row -> Optional.of(row.seed())),
          of("name", c -> Optional.of(c.name())),
          of("kind", c -> Optional.of(c.kind())),
          of("backend", c -> c.environment().map(Environment::backend)),
          of("parameters", c -> Optional.of(c.counts().parameters())),
          of("macs", c -> Optional.of(c.counts().macs())),
          of("test_accuracy", c -> c.outcome().accuracy().map(accuracy -> accuracy.mean())),
          of(
              "train_samples_per_second",
              c -> c.speed().trainSamplesPerSecond().map(Throughput::median)),
          new CsvColumn<>("status", row -> Optional.of(row.isOk() ? "ok" : "failed")),
          new CsvColumn<>("error", Row::failure));

  private SweepCsv() {}

  private static CsvColumn<Row> of(String name, Function<Configuration, Optional<?>> value) {
    return new CsvColumn<>(name, row -> row.configuration().flatMap(value::apply));
  }

  static String render(SweepResults results) {
    return CsvColumn.render(COLUMNS, results.rows());
  }
}
