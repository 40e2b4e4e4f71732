package org.evenmatch.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.evenmatch.definition.Computing;
import org.evenmatch.definition.Shard;
import org.evenmatch.definition.SweepPlan;
import org.evenmatch.definition.SweepPlan.Task;
import org.evenmatch.files.AtomicFiles;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.files.Json;
import org.evenmatch.files.ProcessLock;
import org.evenmatch.report.HtmlReport;
import org.evenmatch.report.Numbers;
import org.evenmatch.report.Results;
import org.evenmatch.report.SweepReport;
import org.evenmatch.report.SweepResults;
import org.evenmatch.report.SweepResults.Row;
import org.evenmatch.run.Machines;
import org.evenmatch.run.RunFolder;

/** A sweep: each training is a run in a folder and a process of its own, several at a time. */
public final class SweepRuns {
  static final String START = RunFolder.SWEEP_START;
  static final double CHECKPOINT_SECONDS = 300;
  private static final int FORMAT = 2;
  private static final long NANOS_BETWEEN_REPORTS = 2_000_000_000L;

  private final Supervision supervision;
  private final Consumer<String> progress;
  private final boolean isHeard;
  private final List<String> goOn;

  /**
   * Prepares a sweep.
   *
   * @param progress hears, in a line each, how much there is to do, and of each task that is done;
   *     empty if nobody wants to
   * @param goOn the program's words that go on with a sweep, {@code @} for its folder: what a
   *     cluster is to start
   */
  public SweepRuns(
      Supervision supervision, Optional<Consumer<String>> progress, List<String> goOn) {
    this.supervision = supervision;
    this.progress = progress.orElse(line -> {});
    this.isHeard = progress.isPresent();
    this.goOn = List.copyOf(goOn);
  }

  /**
   * How a sweep was started.
   *
   * @param format of the state
   * @param command the command line that the results name
   * @param plan all tasks
   * @param shard which of them are done here
   * @param computing what a task computes with
   * @param jobs how many tasks at a time, in processes of this machine
   * @param cluster what does them, if not this machine
   * @param retries whether a training that failed is tried once more here
   */
  public record Start(
      int format,
      List<String> command,
      SweepPlan plan,
      Shard shard,
      Computing computing,
      int jobs,
      Optional<SparkCluster> cluster,
      boolean retries) {
    public Start {
      if (jobs < 1) {
        throw new InvalidInputException(
            "tasks at a time must be at least 1, but are " + jobs + ": 1 does one by one");
      }
    }

    /** The same for one of {@code count} shards, done by itself, elsewhere. */
    Start alone(int number, int count, SweepPlan with) {
      Shard one = new Shard(number, count);
      return new Start(FORMAT, command, with, one, computing, 1, Optional.empty(), false);
    }
  }

  /**
   * Starts a sweep.
   *
   * @param out the folder for the results, asked for when the plan is checked
   * @throws InvalidInputException if a task cannot be done; nothing was started then
   */
  public SweepResults start(Start start, Supplier<Path> out) {
    SweepForecast forecast = SweepForecast.of(start);
    Optional<SparkHome> spark = start.cluster().map(SparkHome::find);
    Path folder = out.get();
    RunFolder.requireNoRun(folder);
    if (Files.exists(folder.resolve(TaskRows.FOLDER))) {
      throw new InvalidInputException(
          "the output folder must hold no sweep yet, but "
              + folder
              + " does: choose another, or go on with it by --resume");
    }
    SweepTasks tasks = tasks(start, spark, folder);
    try {
      Files.createDirectories(folder.resolve(START).getParent());
      Files.createDirectories(folder.resolve(TaskRows.FOLDER));
    } catch (IOException e) {
      throw new InvalidInputException(
          "the output folder must be writable, but " + folder + " is not (" + e + ")", e);
    }
    return alone(
        folder,
        () -> {
          AtomicFiles.writeString(folder.resolve(START), Json.pretty(start));
          forecast.listing().forEach(progress);
          progress.accept(forecast.summary());
          return interruptible(
              tasks,
              folder,
              () -> {
                if (isHeard) {
                  forecast.time(supervision).ifPresent(progress);
                }
                return run(start, tasks, folder);
              });
        });
  }

  /** Whether a sweep was begun in {@code folder}. */
  public static boolean isSweep(Path folder) {
    return Files.isRegularFile(folder.resolve(START));
  }

  /** Goes on with the sweep that lies in {@code folder}: what is done is not done again. */
  public SweepResults resume(Path folder) {
    if (!isSweep(folder)) {
      throw new InvalidInputException(
          "the folder of an interrupted sweep must hold "
              + START
              + ", but "
              + folder
              + " does not: give the folder that the sweep named");
    }
    Start start = Json.read(folder.resolve(START), Start.class);
    if (start.format() != FORMAT) {
      throw new InvalidInputException(
          folder + " was begun by another version of Evenmatch: go on with that version");
    }
    SweepTasks tasks = tasks(start, start.cluster().map(SparkHome::find), folder);
    return alone(folder, () -> interruptible(tasks, folder, () -> run(start, tasks, folder)));
  }

  /** The start of a sweep by this version. */
  public static Start begin(
      List<String> command,
      SweepPlan plan,
      Shard shard,
      Computing computing,
      int jobs,
      Optional<SparkCluster> cluster) {
    return new Start(FORMAT, command, plan, shard, computing, jobs, cluster, true);
  }

  private SweepTasks tasks(Start start, Optional<SparkHome> spark, Path folder) {
    return spark.isPresent()
        ? new SparkTasks(start, spark.get(), folder, supervision, goOn)
        : new LocalTasks(start, supervision);
  }

  private static SweepResults alone(Path folder, Supplier<SweepResults> work) {
    return ProcessLock.holding(
        folder.resolve("state").resolve("lock"),
        Duration.ZERO,
        () -> {},
        () ->
            new InvalidInputException(
                "a sweep must be written by one process only, but another one is writing to "
                    + folder.toAbsolutePath().normalize()
                    + ": wait for it, or choose another folder"),
        work);
  }

  /** Does {@code work}; when this Java machine is asked to end, what can be saved is. */
  private SweepResults interruptible(SweepTasks tasks, Path folder, Supplier<SweepResults> work) {
    InterruptionHook hook =
        new InterruptionHook(
            () -> {
              tasks.end();
              supervision.interrupted().accept(folder);
            });
    try {
      return work.get();
    } finally {
      hook.close();
    }
  }

  private SweepResults run(Start start, SweepTasks work, Path folder) {
    List<Task> tasks = start.shard().of(start.plan().tasks());
    Map<String, List<Row>> rows = new HashMap<>();
    long[] writtenNanos = {System.nanoTime()};
    work.run(
        tasks,
        folder.resolve(TaskRows.FOLDER),
        (task, some) -> {
          rows.put(task.name(), some);
          progress.accept(line(rows.size(), tasks.size(), task, some));
          if (System.nanoTime() - writtenNanos[0] > NANOS_BETWEEN_REPORTS) {
            write(start, inOrder(tasks, rows), folder);
            writtenNanos[0] = System.nanoTime();
          }
        });
    return write(start, inOrder(tasks, rows), folder);
  }

  private static List<Row> inOrder(List<Task> tasks, Map<String, List<Row>> rows) {
    return tasks.stream()
        .flatMap(task -> rows.getOrDefault(task.name(), List.of()).stream())
        .toList();
  }

  private static SweepResults write(Start start, List<Row> rows, Path folder) {
    SweepResults results =
        new SweepResults(
            Results.SCHEMA,
            start.command(),
            Machines.current(),
            start.plan(),
            List.of(start.shard()),
            rows);
    results.write(folder);
    HtmlReport.write(SweepReport.of(results), folder);
    return results;
  }

  private static String line(int number, int count, Task task, List<Row> rows) {
    String came =
        rows.stream()
            .map(
                row ->
                    row.configuration()
                        .flatMap(one -> one.outcome().accuracy())
                        .map(accuracy -> Numbers.percent(accuracy.mean()))
                        .orElseGet(() -> "failed: " + row.failure().orElse("no result")))
            .collect(Collectors.joining("  "));
    return String.format("%d of %d: %s  %s", number, count, task.name(), came);
  }
}
