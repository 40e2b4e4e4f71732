package org.evenmatch.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.engine.Backend;
import org.evenmatch.files.AtomicFiles;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.files.Json;
import org.evenmatch.files.ProcessLock;
import org.evenmatch.network.NetworkFiles;
import org.evenmatch.report.HtmlReport;
import org.evenmatch.report.Pictures;
import org.evenmatch.report.Results;
import org.evenmatch.report.ResultsCsv;
import org.evenmatch.report.ResultsFile;
import org.evenmatch.training.FolderJournal;

/**
 * The folder of a run: results, report, saved networks, and in {@code state} what it takes to go on
 * after an interruption.
 */
public final class RunFolder {
  private static final String STATE = "state";
  private static final String MODELS = "models";
  private static final String LOG = "evenmatch.log";
  private static final String START = "start.json";
  private static final String FINISHED = "finished";
  private static final Duration MOST_DYING = Duration.ofSeconds(30);

  private final Path folder;

  private RunFolder(Path folder) {
    this.folder = folder;
  }

  /** The beginning of a sweep, in its folder. */
  public static final String SWEEP_START = STATE + "/sweep.json";

  /** What is in the folder of a run, of one on several backends, or of a sweep. */
  private static final List<String> OF_RUNS =
      Stream.concat(
              Stream.of(ResultsFile.NAME, STATE + "/" + START, SWEEP_START),
              Stream.of(Backend.values())
                  .map(backend -> backend.yamlName() + "/" + STATE + "/" + START))
          .toList();

  /** What a run writes into its folder, besides the state. */
  private static final List<String> WRITTEN =
      List.of(ResultsCsv.NAME, HtmlReport.NAME, Pictures.FILE, MODELS, LOG);

  /**
   * Makes {@code folder} ready to be written to.
   *
   * @throws InvalidInputException if it holds a run already, or files of the names that a run
   *     writes, or cannot be written
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
   * Refuses a folder that holds results, or anything that a run would overwrite.
   *
   * @throws InvalidInputException if {@code folder} holds such
   */
  public static void requireNoRun(Path folder) {
    for (String name : OF_RUNS) {
      Path earlier = folder.resolve(name);
      if (Files.exists(earlier)) {
        throw new InvalidInputException(
            "the output folder must hold no run yet, but "
                + folder
                + " has a "
                + folder.relativize(earlier)
                + ": choose another, or go on with it by --resume");
      }
    }
    for (String name : WRITTEN) {
      if (Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)
          && !isEmptyFolder(folder.resolve(name))) {
        throw new InvalidInputException(
            "the output folder must hold nothing that a run would overwrite, but "
                + folder
                + " has a "
                + name
                + ": choose another");
      }
    }
  }

  /** As a run leaves it that was refused before it began. */
  private static boolean isEmptyFolder(Path path) {
    String[] names = path.toFile().list();
    return names != null && names.length == 0;
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
  public void begin(RunStart start) {
    writeState(START, Json.pretty(start));
  }

  /**
   * How the run was started.
   *
   * @throws InvalidInputException if another version of Evenmatch started it
   */
  public RunStart start() {
    Path file = folder.resolve(STATE).resolve(START);
    RunStart start = Json.read(file, RunStart.class);
    if (!start.isOfThisVersion()) {
      throw new InvalidInputException(
          folder
              + " was begun by another version of Evenmatch, whose state this one cannot go on"
              + " from: go on with that version, or start anew in another folder");
    }
    return start;
  }

  /** Remembers that there is nothing left to do. */
  public void finish() {
    writeState(FINISHED, "");
  }

  /** Forgets that there was nothing left to do. */
  public void reopen() {
    AtomicFiles.delete(folder.resolve(STATE).resolve(FINISHED));
  }

  /** Whether there is nothing left to do. */
  public boolean isFinished() {
    return Files.exists(folder.resolve(STATE).resolve(FINISHED));
  }

  /** What is finished and where the unfinished training stands. */
  public FolderJournal journal() {
    return new FolderJournal(folder.resolve(STATE));
  }

  /**
   * Where the log goes.
   *
   * @throws InvalidInputException if a link stands there, which would lead it elsewhere
   */
  public Path logFile() {
    Path file = folder.resolve(LOG);
    if (Files.isSymbolicLink(file)) {
      throw new InvalidInputException(
          file + " must be a file of the run, but is a link: remove it");
    }
    return file;
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
  public void save(MultiLayerNetwork network, String configuration, long seed) {
    NetworkFiles.save(network, folder.resolve(model(configuration, seed)));
  }

  /** Loads a trained network. */
  MultiLayerNetwork load(String configuration, long seed) {
    return NetworkFiles.load(folder.resolve(model(configuration, seed)));
  }

  /** The same; empty if its training failed, and nothing was saved. */
  Optional<MultiLayerNetwork> loadIfSaved(String configuration, long seed) {
    return Files.exists(folder.resolve(model(configuration, seed)))
        ? Optional.of(load(configuration, seed))
        : Optional.empty();
  }

  /** Writes what a report shows as images. */
  void write(Pictures pictures) {
    AtomicFiles.writeString(folder.resolve(Pictures.FILE), Json.pretty(pictures));
  }

  /** Writes the rows of a benchmark anew. */
  public void writeRows(Results results) {
    ResultsFile.write(results, folder);
    ResultsCsv.write(results, folder);
  }

  /** The results that it holds, if any by now. */
  public Optional<Results> results() {
    return Files.exists(folder.resolve(ResultsFile.NAME))
        ? Optional.of(ResultsFile.read(folder))
        : Optional.empty();
  }

  /** Writes results and report anew. */
  public void write(Results results) {
    ResultsFile.write(results, folder);
    ResultsCsv.write(results, folder);
    HtmlReport.write(RunReports.of(results, RunReports.pictures(folder)), folder);
  }
}
