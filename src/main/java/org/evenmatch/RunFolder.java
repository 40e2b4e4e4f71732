package org.evenmatch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.network.NetworkFiles;
import org.evenmatch.report.BenchDocument;
import org.evenmatch.report.BenchTables;
import org.evenmatch.report.HtmlReport;
import org.evenmatch.report.Pictures;
import org.evenmatch.report.ResultsCsv;
import org.evenmatch.report.ResultsJson;
import org.evenmatch.report.RunDocument;
import org.evenmatch.spec.AtomicFiles;
import org.evenmatch.spec.BenchRecipe;
import org.evenmatch.spec.InvalidInputException;
import org.evenmatch.spec.ProcessLock;
import org.evenmatch.spec.RunRecipe;
import org.evenmatch.training.FolderJournal;

/**
 * The folder of a run: results, report, saved networks, and in {@code state} what it takes to go on
 * after an interruption.
 */
public final class RunFolder {
  private static final String STATE = "state";
  private static final String MODELS = "models";
  private static final String START = "start.json";
  private static final String FINISHED = "finished";
  private static final Duration MOST_DYING = Duration.ofSeconds(30);

  private final Path folder;

  private RunFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * How a run was started.
   *
   * @param command the command line without the program's name
   * @param recipe what is to be done
   */
  public record Start(List<String> command, RunRecipe recipe) {}

  /**
   * Makes {@code folder} ready to be written to.
   *
   * @throws InvalidInputException if it holds a run already or cannot be written
   */
  public static RunFolder create(Path folder) {
    requireNoRun(folder);
    try {
      Files.createDirectories(folder.resolve(STATE));
      Files.createDirectories(folder.resolve(MODELS));
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

  /**
   * Refuses a folder that holds results.
   *
   * @throws InvalidInputException if {@code folder} holds a run already
   */
  public static void requireNoRun(Path folder) {
    for (Path earlier :
        List.of(folder.resolve(ResultsJson.FILE), folder.resolve(STATE).resolve(START))) {
      if (Files.exists(earlier)) {
        throw new InvalidInputException(
            "the output folder must hold no run yet, but "
                + folder
                + " has a "
                + folder.relativize(earlier)
                + ": choose another, or go on with it by --resume");
      }
    }
  }

  /** Whether {@code folder} holds a run. */
  public static boolean isRun(Path folder) {
    return Files.isRegularFile(folder.resolve(STATE).resolve(START));
  }

  /**
   * Opens a folder that holds a run.
   *
   * @throws InvalidInputException if it holds none
   */
  public static RunFolder open(Path folder) {
    if (!isRun(folder)) {
      throw new InvalidInputException(
          "the folder of an interrupted run must hold "
              + Path.of(STATE, START)
              + ", but "
              + folder
              + " does not: give the folder that the run named");
    }
    return new RunFolder(folder);
  }

  public Path path() {
    return folder;
  }

  /**
   * Does {@code work} as the only process that supervises the run.
   *
   * @throws InvalidInputException if another process does
   */
  public <T> T supervising(Supplier<T> work) {
    return holding("lock", Duration.ZERO, work);
  }

  /** Does {@code work} as the only process that trains, once an earlier one is gone. */
  public <T> T working(Supplier<T> work) {
    return holding("worker.lock", MOST_DYING, work);
  }

  private <T> T holding(String lock, Duration patience, Supplier<T> work) {
    return ProcessLock.holding(
        folder.resolve(STATE).resolve(lock),
        patience,
        () -> {},
        () ->
            new InvalidInputException(
                "a run must be written by one process only, but another one is writing to "
                    + folder.toAbsolutePath().normalize()
                    + ": wait for it, or choose another folder"),
        () -> {
          List.of(folder, folder.resolve(STATE), folder.resolve(MODELS))
              .forEach(AtomicFiles::clean);
          return work.get();
        });
  }

  /** Remembers how the run was started. */
  public void begin(Start start) {
    writeState(START, ResultsJson.render(start));
  }

  /** How the run was started. */
  public Start start() {
    return ResultsJson.read(folder.resolve(STATE).resolve(START), Start.class);
  }

  /** Remembers how the benchmark was started. */
  public void begin(BenchDocument start) {
    writeState(START, ResultsJson.render(start));
  }

  /** How the benchmark was started. */
  public BenchDocument benchmarkStart() {
    return ResultsJson.read(folder.resolve(STATE).resolve(START), BenchDocument.class);
  }

  /** Remembers that there is nothing left to do. */
  public void finish() {
    writeState(FINISHED, "");
  }

  /** Whether there is nothing left to do. */
  public boolean isFinished() {
    return Files.exists(folder.resolve(STATE).resolve(FINISHED));
  }

  /** What is finished and where the unfinished training stands. */
  public FolderJournal journal() {
    return new FolderJournal(folder.resolve(STATE));
  }

  /** Where the Java machine shall say why it crashed; {@code %p} stands for the process. */
  public Path crashFile() {
    return folder.resolve(STATE).resolve("crash-%p.log").toAbsolutePath();
  }

  private void writeState(String name, String text) {
    AtomicFiles.writeString(folder.resolve(STATE).resolve(name), text);
  }

  /** Where a trained network lies, relative to the folder. */
  static String model(String configuration, long seed) {
    return MODELS + "/" + configuration + "-seed" + seed + ".zip";
  }

  /** Saves a trained network. */
  void save(MultiLayerNetwork network, String configuration, long seed) {
    NetworkFiles.save(network, folder.resolve(model(configuration, seed)));
  }

  /** Loads a trained network. */
  MultiLayerNetwork load(String configuration, long seed) {
    return NetworkFiles.load(folder.resolve(model(configuration, seed)));
  }

  /** Begins the {@code results.csv} of a benchmark, with the rows that it has already. */
  public void beginCsv(BenchDocument earlier) {
    StringBuilder csv = new StringBuilder(BenchTables.csvHeader());
    earlier.configurations().forEach(row -> csv.append(BenchTables.csvRow(row)));
    AtomicFiles.writeString(folder.resolve(ResultsCsv.FILE), csv.toString());
  }

  /** Adds a row to the {@code results.csv} of a benchmark and writes its other results anew. */
  public BenchDocument add(BenchDocument.Row row, BenchDocument earlier) {
    Path csv = folder.resolve(ResultsCsv.FILE);
    List<BenchDocument.Row> rows = new ArrayList<>(earlier.configurations());
    rows.add(row);
    BenchDocument document = earlier.withRows(rows);
    AtomicFiles.writeString(folder.resolve(ResultsJson.FILE), ResultsJson.render(document));
    try {
      Files.writeString(csv, BenchTables.csvRow(row), StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw AtomicFiles.failure(csv, e);
    }
    return document;
  }

  /** The rows that a benchmark has already. */
  public BenchDocument benchmark() {
    Path results = folder.resolve(ResultsJson.FILE);
    return Files.exists(results)
        ? ResultsJson.read(results, BenchDocument.class)
        : benchmarkStart();
  }

  /** A benchmark's results before its first row. */
  public static BenchDocument emptyBenchmark(List<String> command, BenchRecipe recipe) {
    return BenchDocument.empty(command, DocumentBuilder.machine(), recipe);
  }

  /** Writes what a report shows as images. */
  void write(Pictures pictures) {
    AtomicFiles.writeString(folder.resolve(Pictures.FILE), ResultsJson.render(pictures));
  }

  /** Writes results and report anew. */
  void write(RunDocument document) {
    ResultsJson.write(document, folder);
    ResultsCsv.write(document, folder);
    HtmlReport.write(document, folder);
  }
}
