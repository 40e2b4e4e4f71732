package org.evenmatch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.network.NetworkFiles;
import org.evenmatch.report.BenchDocument;
import org.evenmatch.report.BenchTables;
import org.evenmatch.report.HtmlReport;
import org.evenmatch.report.ResultsCsv;
import org.evenmatch.report.ResultsJson;
import org.evenmatch.report.RunDocument;
import org.evenmatch.spec.AtomicFiles;
import org.evenmatch.spec.InvalidInputException;

/** The folder of a run: results, report and saved networks. */
public final class RunFolder {
  private final Path folder;

  private RunFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes {@code folder} ready to be written to.
   *
   * @throws InvalidInputException if it holds a run already or cannot be written
   */
  public static RunFolder create(Path folder) {
    if (Files.exists(folder.resolve(ResultsJson.FILE))) {
      throw new InvalidInputException(
          "the output folder must hold no run yet, but "
              + folder
              + " has a "
              + ResultsJson.FILE
              + ": choose another");
    }
    try {
      Files.createDirectories(folder);
      Path probe = Files.createTempFile(folder, ".writable", "");
      Files.delete(probe);
    } catch (IOException e) {
      throw new InvalidInputException(
          "the output folder must be writable, but "
              + folder
              + " is not ("
              + e
              + "): choose another",
          e);
    }
    return new RunFolder(folder);
  }

  public Path path() {
    return folder;
  }

  /** Saves a network and returns its path relative to the folder. */
  String save(MultiLayerNetwork network, String configuration, long seed) {
    String relative = "models/" + configuration + "-seed" + seed + ".zip";
    NetworkFiles.save(network, folder.resolve(relative));
    return relative;
  }

  /** Begins the {@code results.csv} of a benchmark. */
  public void beginCsv() {
    AtomicFiles.writeString(folder.resolve(ResultsCsv.FILE), BenchTables.csvHeader());
  }

  /** Adds a row to the {@code results.csv} of a benchmark and writes its other results anew. */
  public BenchDocument add(BenchDocument.Row row, BenchDocument earlier) {
    Path csv = folder.resolve(ResultsCsv.FILE);
    List<BenchDocument.Row> rows = new ArrayList<>(earlier.configurations());
    rows.add(row);
    BenchDocument document =
        new BenchDocument(earlier.schema(), earlier.command(), earlier.machine(), rows);
    try {
      Files.writeString(csv, BenchTables.csvRow(row), StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(csv + " cannot be written: " + e, e);
    }
    AtomicFiles.writeString(folder.resolve(ResultsJson.FILE), ResultsJson.render(document));
    return document;
  }

  /** A benchmark's results before its first row. */
  public static BenchDocument emptyBenchmark(List<String> command) {
    return new BenchDocument(RunDocument.SCHEMA, command, DocumentBuilder.machine(), List.of());
  }

  /** Writes results and report anew. */
  void write(RunDocument document) {
    ResultsJson.write(document, folder);
    ResultsCsv.write(document, folder);
    HtmlReport.write(document, folder);
  }
}
