package org.evenmatch.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.evenmatch.data.Dataset;
import org.evenmatch.definition.RunPlan;
import org.evenmatch.report.ResultsFile;
import org.evenmatch.run.ComparisonRun;
import org.evenmatch.run.RunFolder;
import org.evenmatch.run.RunStart;
import org.evenmatch.training.FolderJournal;
import org.evenmatch.training.TrainingEvent;

/**
 * Has a run done by a worker process, and sees to it that a training which takes its process down
 * costs that training alone.
 */
public final class SupervisedRun {
  private static final long MOST_SAVING_SECONDS = 70;
  private static final String LOG_PROPERTY = "evenmatch.log";

  private final Supervision supervision;
  private final Supplier<EngineProcess> engine;
  private Optional<String> failure = Optional.empty();

  /**
   * Prepares a run.
   *
   * @param engine finds the process that computes, when there is something to be computed
   */
  public SupervisedRun(Supervision supervision, Supplier<EngineProcess> engine) {
    this.supervision = supervision;
    this.engine = engine;
  }

  /**
   * Starts a run.
   *
   * @param command the command line that the results shall name
   * @param dataset all images of the plan's dataset
   * @param out the folder for the results, asked for when the plan is checked
   * @return an exit code
   * @throws org.evenmatch.files.InvalidInputException if it cannot be done; nothing was started
   *     then
   */
  public int start(List<String> command, RunPlan plan, Dataset dataset, Supplier<Path> out) {
    ComparisonRun run = ComparisonRun.of(plan, dataset).check();
    RunFolder folder = RunFolder.create(out.get());
    dataset.notice().ifPresent(text -> supervision.listener().on(new TrainingEvent.Notice(text)));
    return folder.supervising(
        () -> {
          folder.begin(RunStart.of(command, run.design().dataset().digest(), plan));
          return supervise(folder, engine.get());
        });
  }

  /**
   * Goes on with the run that lies in {@code directory}; a training whose process died is taken up
   * where it was last saved.
   */
  public int resume(Path directory) {
    RunFolder folder = RunFolder.open(directory);
    return folder.supervising(
        () -> {
          boolean isWhole = folder.isFinished() && folder.results().isPresent();
          if (!isWhole || folder.journal().hasFailed()) {
            // Refused before anything is changed, if it is a benchmark or of another version.
            RunPlan unused = folder.start().plan();
            EngineProcess process = engine.get();
            folder.journal().takeUpFailed();
            folder.reopen();
            return supervise(folder, process);
          }
          supervision
              .notices()
              .accept("the run in " + directory + " is finished: there is nothing left to be done");
          return exitCode(folder);
        });
  }

  private int supervise(RunFolder folder, EngineProcess process) {
    FolderJournal journal = folder.journal();
    while (!folder.isFinished()) {
      journal.beginNone();
      Ended ended = work(process, folder);
      if (folder.isFinished()) {
        break;
      }
      if (ExitCode.isInterrupted(ended.code())) {
        return ExitCode.INTERRUPTED;
      }
      Optional<String> task = journal.underWay();
      boolean own = ExitCode.isOwn(ended.code());
      if (own || task.isEmpty()) {
        if (!own) {
          supervision
              .failures()
              .accept(
                  "the worker process ended with exit code "
                      + ended.code()
                      + " between two trainings");
        }
        return own && ended.code() != ExitCode.DONE ? ended.code() : ExitCode.FAILED;
      }
      String reason = reason(folder, ended);
      supervision.failures().accept(task.get() + " failed: " + reason);
      journal.fail(task.get(), reason);
    }
    return exitCode(folder);
  }

  /** How a worker ended. */
  private record Ended(int code, long pid) {}

  private Ended work(EngineProcess computing, RunFolder folder) {
    WorkerProcess worker =
        computing.start(
            List.of(
                "-XX:ErrorFile=" + folder.crashFile(),
                "-D" + LOG_PROPERTY + "=" + folder.logFile()),
            new TrainRequest(folder.path().toString()),
            supervision);
    Runnable interrupted =
        () -> {
          worker.end(MOST_SAVING_SECONDS);
          supervision.interrupted().accept(folder.path());
        };
    InterruptionHook hook = new InterruptionHook(interrupted);
    try {
      WorkerProcess.Outcome outcome = worker.await();
      failure = outcome.failure();
      return new Ended(outcome.code(), worker.pid());
    } catch (InterruptedException e) {
      worker.end(MOST_SAVING_SECONDS);
      Thread.currentThread().interrupt();
      return new Ended(ExitCode.INTERRUPTED, worker.pid());
    } finally {
      hook.close();
      supervision.listener().on(new TrainingEvent.Ended());
    }
  }

  /** Why the last worker gave up, if it said so. */
  public Optional<String> failure() {
    return failure;
  }

  /** What is known of why the worker died. */
  private String reason(RunFolder folder, Ended ended) {
    if (ended.code() == ExitCode.DEVICE_LOST) {
      return failure.orElse("the GPU was lost");
    }
    if (ended.code() == ExitCode.KILLED) {
      return "its process was killed, as Linux does when memory runs out";
    }
    Path crash = Path.of(folder.crashFile().toString().replace("%p", Long.toString(ended.pid())));
    if (!Files.exists(crash)) {
      return "its process ended with exit code " + ended.code();
    }
    // The names in it may be in any character set.
    try (Stream<String> lines = Files.lines(crash, StandardCharsets.ISO_8859_1)) {
      String signal =
          lines
              .filter(line -> line.startsWith("#  ") && line.contains("at pc="))
              .map(line -> line.substring(3).replaceFirst(" at pc=.*", ""))
              .findFirst()
              .orElse("exit code " + ended.code());
      return "crashed: " + signal + ", see " + crash;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int exitCode(RunFolder folder) {
    return ResultsFile.read(folder.path()).isOk() ? ExitCode.DONE : ExitCode.FAILED;
  }
}
