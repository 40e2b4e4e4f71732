package org.evenmatch.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.commons.io.FileUtils;
import org.evenmatch.data.Datasets;
import org.evenmatch.definition.RunPlan;
import org.evenmatch.definition.SweepPlan.Task;
import org.evenmatch.run.RunFolder;
import org.evenmatch.training.TrainingListener;

/**
 * Does tasks in processes of this machine, several at a time, each a run in a folder of its own.
 */
final class LocalTasks implements SweepTasks {
  private static final Duration MOST_SAVING = Duration.ofSeconds(75);
  private static final Duration MOST_LATER = Duration.ofSeconds(3);
  private static final long POLL_MILLIS = 50;

  private final Set<String> atWork = ConcurrentHashMap.newKeySet();
  private volatile boolean ending;
  private final SweepRuns.Start start;
  private final Supervision supervision;
  private final EngineProcess engine;

  LocalTasks(SweepRuns.Start start, Supervision supervision) {
    this.start = start;
    this.supervision = supervision;
    this.engine = EngineProcess.find(start.computing(), supervision.notices());
  }

  /** A task, the exit code of its process, and what it said of that. */
  private record Ended(Task task, int code, Optional<String> failure) {
    String reason() {
      return failure.orElse("its process ended with exit code " + code);
    }
  }

  @Override
  public void run(List<Task> tasks, Path folder, Done done) {
    ExecutorService pool = Executors.newFixedThreadPool(start.jobs());
    try {
      CompletionService<Ended> ended = new ExecutorCompletionService<>(pool);
      for (Task task : tasks) {
        ended.submit(() -> work(task, folder.resolve(task.name())));
      }
      for (int i = 0; i < tasks.size(); i++) {
        Ended one = ended.take().get();
        done.rows(
            one.task(), TaskRows.of(one.task(), folder.resolve(one.task().name()), one.reason()));
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while tasks were at work", e);
    } finally {
      pool.shutdownNow();
    }
  }

  /** Waits until every task that is at work has saved what it has, which its own hook sees to. */
  @Override
  public void end() {
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

  /** Does one task, once more if it failed otherwise than by diverging. */
  private Ended work(Task task, Path own) {
    if (ending) {
      hold();
    }
    atWork.add(task.name());
    try {
      SupervisedRun run = supervised();
      int code = train(run, task, own);
      if (ExitCode.isInterrupted(code)) {
        atWork.remove(task.name());
        if (isEnding()) {
          hold();
        }
        atWork.add(task.name());
      }
      boolean again = code == ExitCode.FAILED || ExitCode.isInterrupted(code);
      if (again && RunFolder.isRun(own) && !TaskRows.isDone(own) && start.retries()) {
        run = supervised();
        code = run.resume(own);
      }
      return new Ended(task, code, run.failure());
    } finally {
      atWork.remove(task.name());
    }
  }

  /** Whether this Java machine is asked to end, too, which it may learn a little later. */
  private boolean isEnding() {
    long end = System.nanoTime() + MOST_LATER.toNanos();
    try {
      while (!ending && System.nanoTime() < end) {
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return ending;
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

  private int train(SupervisedRun run, Task task, Path own) {
    if (RunFolder.isRun(own)) {
      return TaskRows.isDone(own) ? ExitCode.DONE : run.resume(own);
    }
    delete(own);
    RunPlan plan = start.plan().run(task, start.computing(), SweepRuns.CHECKPOINT_SECONDS);
    return run.start(start.command(), plan, Datasets.load(plan.images(), task.seed()), () -> own);
  }

  /** What was left by a process that ended before a run had begun. */
  private static void delete(Path folder) {
    try {
      FileUtils.deleteDirectory(folder.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be made anew: " + e, e);
    }
  }

  /** A task says nothing by itself but why it failed. */
  private SupervisedRun supervised() {
    return new SupervisedRun(
        new Supervision(
            TrainingListener.NONE,
            supervision.notices(),
            supervision.failures(),
            supervision.errors(),
            supervision.verbose(),
            saved -> atWork.remove(saved.getFileName().toString())),
        () -> engine);
  }
}
