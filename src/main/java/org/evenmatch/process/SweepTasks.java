package org.evenmatch.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.evenmatch.data.Datasets;
import org.evenmatch.definition.RunPlan;
import org.evenmatch.definition.SweepPlan.Task;
import org.evenmatch.report.Results;
import org.evenmatch.report.ResultsFile;
import org.evenmatch.report.SweepResults.Row;
import org.evenmatch.run.RunFolder;
import org.evenmatch.training.TrainingListener;

/** Does the tasks of a sweep, each a run in a folder of its own. */
final class SweepTasks {
  private static final Duration MOST_SAVING = Duration.ofSeconds(75);
  private static final long POLL_MILLIS = 50;

  private final Set<String> atWork = ConcurrentHashMap.newKeySet();
  private volatile boolean ending;
  private final SweepRuns.Start start;
  private final Path folder;
  private final EngineProcess engine;
  private final Supervision supervision;

  SweepTasks(SweepRuns.Start start, Path folder, EngineProcess engine, Supervision supervision) {
    this.start = start;
    this.folder = folder;
    this.engine = engine;
    this.supervision = supervision;
  }

  /** Waits until every task that is at work has saved what it has, which its own hook sees to. */
  void awaitNone() {
    ending = true;
    long end = System.nanoTime() + MOST_SAVING.toNanos();
    while (!atWork.isEmpty() && System.nanoTime() < end) {
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Does one task, a failed training once more, and reads what came of it. */
  List<Row> rows(Task task) {
    if (ending) {
      hold();
    }
    atWork.add(task.name());
    try {
      return rowsOf(task);
    } finally {
      atWork.remove(task.name());
    }
  }

  private List<Row> rowsOf(Task task) {
    Path own = folder.resolve(task.name());
    int code = train(task, own);
    if (ExitCode.isInterrupted(code)) {
      atWork.remove(task.name());
      hold();
    }
    if (code == ExitCode.FAILED && RunFolder.isRun(own)) {
      code = supervised().resume(own);
    }
    if (!Files.isRegularFile(own.resolve(ResultsFile.NAME))) {
      return List.of(
          new Row(
              task.name(),
              task.cell(),
              task.seed(),
              Optional.empty(),
              Optional.empty(),
              Optional.of("its process ended with exit code " + code)));
    }
    Results results = ResultsFile.read(own);
    return results.configurations().stream()
        .map(
            configuration ->
                new Row(
                    task.name(),
                    task.cell(),
                    task.seed(),
                    results.dataset().map(Results.DatasetInfo::train),
                    Optional.of(configuration),
                    Optional.empty()))
        .toList();
  }

  /**
   * The Java machine is about to end: nothing more is begun, and what was not finished not told.
   */
  private static void hold() {
    try {
      Thread.sleep(MOST_SAVING.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new IllegalStateException("a task was interrupted, and the sweep was not");
  }

  private int train(Task task, Path own) {
    if (RunFolder.isRun(own)) {
      return RunFolder.open(own).isFinished() ? ExitCode.DONE : supervised().resume(own);
    }
    delete(own);
    RunPlan plan = start.plan().run(task, start.computing(), SweepRuns.CHECKPOINT_SECONDS);
    return supervised()
        .start(start.command(), plan, Datasets.load(plan.images(), task.seed()), () -> own);
  }

  /** What was left by a process that ended before a run had begun. */
  private static void delete(Path folder) {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(folder + " cannot be made anew: " + e, e);
      }
    }
  }

  /** A task says nothing by itself but why it failed. */
  private SupervisedRun supervised() {
    return new SupervisedRun(
        new Supervision(
            TrainingListener.NONE,
            supervision.notices(),
            supervision.errors(),
            supervision.verbose(),
            saved -> atWork.remove(saved.getFileName().toString())),
        () -> engine);
  }
}
