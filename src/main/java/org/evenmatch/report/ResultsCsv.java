package org.evenmatch.report;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.evenmatch.measure.Throughput;
import org.evenmatch.report.RunDocument.Configuration;
import org.evenmatch.report.RunDocument.CurvePoint;
import org.evenmatch.spec.AtomicFiles;

/** Writes {@code results.csv}: a row for each configuration and seed. */
public final class ResultsCsv {
  /** The file's name in a run's folder. */
  public static final String FILE = "results.csv";

  private static final String[] HEADER = {
    "name",
    "kind",
    "backend",
    "precision",
    "batch",
    "epochs",
    "seed",
    "parameters",
    "macs",
    "loss",
    "train_accuracy",
    "test_accuracy",
    "seconds",
    "train_samples_per_second",
    "inference_samples_per_second",
    "status",
    "error"
  };

  private ResultsCsv() {}

  /** Writes {@code results.csv} into {@code folder}. */
  public static void write(RunDocument document, Path folder) {
    AtomicFiles.writeString(folder.resolve(FILE), render(document));
  }

  static String render(RunDocument document) {
    StringWriter text = new StringWriter();
    CSVFormat format = CSVFormat.DEFAULT.builder().setHeader(HEADER).setRecordSeparator('\n').get();
    try (CSVPrinter printer = new CSVPrinter(text, format)) {
      for (Configuration configuration : document.configurations()) {
        List<CurvePoint> ends =
            configuration.curve().stream()
                .filter(point -> point.epoch() == configuration.epochs())
                .toList();
        if (ends.isEmpty()) {
          print(printer, configuration, Optional.empty());
        }
        for (CurvePoint end : ends) {
          print(printer, configuration, Optional.of(end));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void print(CSVPrinter printer, Configuration c, Optional<CurvePoint> end)
      throws IOException {
    printer.printRecord(
        c.name(),
        c.kind(),
        c.environment().backend(),
        c.precision(),
        c.batch(),
        c.epochs(),
        end.map(CurvePoint::seed).orElse(null),
        c.parameters(),
        c.macs(),
        end.map(CurvePoint::loss).orElse(null),
        end.map(CurvePoint::trainAccuracy).orElse(null),
        end.map(CurvePoint::testAccuracy).orElse(null),
        end.map(CurvePoint::seconds).orElse(null),
        c.trainSamplesPerSecond().map(Throughput::median).orElse(null),
        c.inferenceSamplesPerSecond().map(Throughput::median).orElse(null),
        c.status(),
        c.error().orElse(null));
  }
}
