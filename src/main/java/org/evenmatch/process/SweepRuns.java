package org.evenmatch.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.evenmatch.data.Dataset;
import org.evenmatch.data.Datasets;
import org.evenmatch.definition.Computing;
import org.evenmatch.definition.Images;
import org.evenmatch.definition.RunPlan;
import org.evenmatch.definition.Shard;
import org.evenmatch.definition.SweepPlan;
import org.evenmatch.definition.SweepPlan.Task;
import org.evenmatch.files.AtomicFiles;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.files.Json;
import org.evenmatch.files.ProcessLock;
import org.evenmatch.report.HtmlReport;
import org.evenmatch.report.Results;
import org.evenmatch.report.SweepReport;
import org.evenmatch.report.SweepResults;
import org.evenmatch.report.SweepResults.Row;
import org.evenmatch.run.ComparisonRun;
import org.evenmatch.run.Machines;
import org.evenmatch.run.RunFolder;

/** A sweep: each task is a run in a folder and a worker process of its own, several at a time. */
public final class SweepRuns {
  private static final String TASKS = "tasks";
  private static final String START = "state/sweep.json";
  static final double CHECKPOINT_SECONDS = 300;
  private static final int FORMAT = 1;

  private final Supervision supervision;
  private final Consumer<String> progress;

  /**
   * Prepares a sweep.
   *
   * @param progress hears, in a line each, how much there is to do, and of each task that is done
   */
  public SweepRuns(Supervision supervision, Consumer<String> progress) {
    this.supervision = supervision;
    this.progress = progress;
  }

  /**
   * How a sweep was started.
   *
   * @param format of the state
   * @param command the command line that the results name
   * @param plan all tasks
   * @param shard which of them are done here
   * @param computing what a task computes with
   * @param jobs how many tasks at a time
   */
  public record Start(
      int format,
      List<String> command,
      SweepPlan plan,
      Shard shard,
      Computing computing,
      int jobs) {}

  /**
   * Starts a sweep.
   *
   * @throws InvalidInputException if a task cannot be done; nothing was started then
   */
  public SweepResults start(Start start, Path folder) {
    check(start);
    RunFolder.requireNoRun(folder);
    if (Files.exists(folder.resolve(START)) || Files.exists(folder.resolve(TASKS))) {
      throw new InvalidInputException(
          "the output folder must hold no sweep yet, but "
              + folder
              + " does: choose another, or go on with it by --resume");
    }
    try {
      Files.createDirectories(folder.resolve(START).getParent());
      Files.createDirectories(folder.resolve(TASKS));
    } catch (IOException e) {
      throw new InvalidInputException(
          "the output folder must be writable, but " + folder + " is not (" + e + ")", e);
    }
    return alone(
        folder,
        () -> {
          AtomicFiles.writeString(folder.resolve(START), Json.pretty(start));
          int tasks = start.shard().of(start.plan().tasks()).size();
          progress.accept(
              String.format(
                  "%,d trainings in %,d tasks, %d at a time%s",
                  tasks * start.plan().members().size(),
                  tasks,
                  start.jobs(),
                  start.shard().equals(Shard.WHOLE) ? "" : ", shard " + start.shard()));
          return run(start, folder);
        });
  }

  /** Goes on with the sweep that lies in {@code folder}: what is done is not done again. */
  public SweepResults resume(Path folder) {
    if (!Files.isRegularFile(folder.resolve(START))) {
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
    return alone(folder, () -> run(start, folder));
  }

  /** The start of a sweep by this version. */
  public static Start begin(
      List<String> command, SweepPlan plan, Shard shard, Computing computing, int jobs) {
    return new Start(FORMAT, command, plan, shard, computing, jobs);
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

  /** Refuses what cannot be done before anything is. */
  private static void check(Start start) {
    Map<Images, Dataset> loaded = new HashMap<>();
    for (Task task : start.plan().tasks()) {
      RunPlan plan = start.plan().run(task, start.computing(), CHECKPOINT_SECONDS);
      Dataset dataset =
          loaded.computeIfAbsent(plan.images(), images -> Datasets.load(images, task.seed()));
      try {
        ComparisonRun unused = ComparisonRun.of(plan, dataset).check();
      } catch (InvalidInputException e) {
        throw new InvalidInputException("task " + task.name() + ": " + e.getMessage(), e);
      }
    }
  }

  private SweepResults run(Start start, Path folder) {
    List<Task> tasks = start.shard().of(start.plan().tasks());
    EngineProcess engine = EngineProcess.find(start.computing(), supervision.notices());
    SweepTasks work = new SweepTasks(start, folder.resolve(TASKS), engine, supervision);
    InterruptionHook hook =
        new InterruptionHook(
            () -> {
              work.awaitNone();
              supervision.interrupted().accept(folder);
            });
    ExecutorService pool = Executors.newFixedThreadPool(start.jobs());
    try {
      List<Future<List<Row>>> done = new ArrayList<>();
      for (Task task : tasks) {
        done.add(pool.submit(() -> work.rows(task)));
      }
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < tasks.size(); i++) {
        List<Row> some = result(done.get(i));
        rows.addAll(some);
        progress.accept(line(i + 1, tasks.size(), tasks.get(i), some));
        write(start, rows, folder);
      }
      return write(start, rows, folder);
    } finally {
      pool.shutdownNow();
      hook.close();
    }
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
    StringBuilder text =
        new StringBuilder(String.format("%d of %d: %s", number, count, task.name()));
    for (Row row : rows) {
      text.append("  ")
          .append(
              row.configuration()
                  .flatMap(
                      one ->
                          one.outcome()
                              .accuracy()
                              .map(
                                  accuracy ->
                                      String.format(
                                          "%s %.2f %%", one.kind(), 100 * accuracy.mean())))
                  .orElseGet(() -> "failed: " + row.failure().orElse("no result")));
    }
    return text.toString();
  }

  private static List<Row> result(Future<List<Row>> task) {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while tasks were at work", e);
    }
  }
}
