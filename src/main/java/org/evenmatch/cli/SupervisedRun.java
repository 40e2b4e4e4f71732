package org.evenmatch.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.evenmatch.Comparison;
import org.evenmatch.RunFolder;
import org.evenmatch.data.Dataset;
import org.evenmatch.report.HtmlReport;
import org.evenmatch.report.ResultsJson;
import org.evenmatch.report.RunDocument;
import org.evenmatch.report.TextReport;
import org.evenmatch.spec.RunRecipe;
import org.evenmatch.training.FolderJournal;

/**
 * Has a run done by a worker process, prints what came of it, and sees to it that a training which
 * takes its process down costs that training alone.
 */
final class SupervisedRun {
  private static final long MOST_SAVING_SECONDS = 70;

  private final EvenmatchCommand program;
  private final Console console;
  private final BackendRuns.Output output;
  private final Supplier<EngineProcess> engine;
  private long workerPid;

  /**
   * Prepares a run.
   *
   * @param output what is printed at the end
   * @param engine finds the process that computes, when there is something to be computed
   */
  SupervisedRun(
      EvenmatchCommand program, BackendRuns.Output output, Supplier<EngineProcess> engine) {
    this.program = program;
    this.engine = engine;
    this.console = program.console();
    this.output = output;
  }

  /**
   * Starts a run.
   *
   * @param command the command line that the results shall name
   * @param dataset the recipe's
   * @param out the folder for the results
   */
  int start(List<String> command, RunRecipe recipe, Dataset dataset, Path out) {
    Comparison.of(recipe, dataset).check();
    RunFolder folder = RunFolder.create(out);
    if (!program.quiet()) {
      dataset.notice().ifPresent(console::notice);
    }
    return folder.supervising(
        () -> {
          folder.begin(new RunFolder.Start(command, recipe));
          return supervise(folder);
        });
  }

  /** Goes on with the run that lies in {@code directory}. */
  int resume(Path directory) {
    RunFolder folder = RunFolder.open(directory);
    return folder.supervising(
        () -> {
          if (!folder.isFinished()) {
            return supervise(folder);
          }
          console.notice(
              "the run in " + directory + " is finished: there is nothing left to be done");
          print(folder);
          return exitCode(folder);
        });
  }

  private int supervise(RunFolder folder) {
    FolderJournal journal = folder.journal();
    EngineProcess process = engine.get();
    while (!folder.isFinished()) {
      journal.beginNone();
      int code = work(process, folder);
      if (folder.isFinished()) {
        break;
      }
      if (JavaProcess.wasInterrupted(code)) {
        return ExitCode.INTERRUPTED;
      }
      Optional<String> task = journal.underWay();
      if (isOwn(code) || task.isEmpty()) {
        if (!isOwn(code)) {
          console.notice(
              "the worker process ended with exit code " + code + " between two trainings");
        }
        return isOwn(code) && code != ExitCode.DONE ? code : ExitCode.FAILED;
      }
      String reason = reason(folder, code, workerPid);
      console.notice(task.get() + " failed: " + reason);
      journal.fail(task.get(), reason);
    }
    print(folder);
    return exitCode(folder);
  }

  /** Whether the program itself ended with {@code code}, having said why. */
  private static boolean isOwn(int code) {
    return code >= ExitCode.DONE && code <= ExitCode.NO_BACKEND;
  }

  private int work(EngineProcess computing, RunFolder folder) {
    List<String> words = new ArrayList<>(List.of("worker", folder.path().toString()));
    if (program.quiet()) {
      words.add("--quiet");
    }
    if (program.verbose()) {
      words.add("--verbose");
    }
    try {
      Process process =
          computing.builder(List.of("-XX:ErrorFile=" + folder.crashFile()), words).start();
      workerPid = process.pid();
      Thread hook = new Thread(() -> interrupt(process, folder), "interruption");
      Runtime.getRuntime().addShutdownHook(hook);
      Thread out = JavaProcess.pump(process.getInputStream(), console.err());
      Thread err = JavaProcess.pump(process.getErrorStream(), console.err());
      int code = process.waitFor();
      out.join();
      err.join();
      removeHook(hook);
      return code;
    } catch (IOException e) {
      throw new UncheckedIOException("the worker process cannot be started: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.INTERRUPTED;
    }
  }

  /** Asks the worker to save where it stands, waits for it and ends this process too. */
  private void interrupt(Process process, RunFolder folder) {
    // Process.destroy() would also close the worker's standard input, and end it at once.
    process.toHandle().destroy();
    try {
      if (!process.waitFor(MOST_SAVING_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    console.notice("interrupted; what was finished is saved: go on with --resume " + folder.path());
    Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is being interrupted at this moment: the hook runs.
      Thread.currentThread().interrupt();
    }
  }

  /** What is known of why the worker died. */
  private static String reason(RunFolder folder, int code, long pid) {
    if (code == JavaProcess.KILLED) {
      return "its process was killed, as Linux does when memory runs out";
    }
    Path crash = Path.of(folder.crashFile().toString().replace("%p", Long.toString(pid)));
    if (!Files.exists(crash)) {
      return "its process ended with exit code " + code;
    }
    // The names in it may be in any character set.
    try (Stream<String> lines = Files.lines(crash, StandardCharsets.ISO_8859_1)) {
      String signal =
          lines
              .filter(line -> line.startsWith("#  ") && line.contains("at pc="))
              .map(line -> line.substring(3).replaceFirst(" at pc=.*", ""))
              .findFirst()
              .orElse("exit code " + code);
      return "crashed: " + signal + ", see " + crash;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int exitCode(RunFolder folder) {
    return ResultsJson.read(folder.path()).isOk() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private void print(RunFolder folder) {
    RunDocument document = ResultsJson.read(folder.path());
    if (output == BackendRuns.Output.JSON) {
      console.out().print(ResultsJson.render(document));
    } else if (output == BackendRuns.Output.TEXT) {
      console.out().print(TextReport.render(document, console.style()));
      console.out().println("Report: " + folder.path().resolve(HtmlReport.FILE));
    }
    List<String> failed =
        Stream.concat(
                document.configurations().stream().filter(c -> !c.isOk()).map(c -> c.name()),
                document.failures().stream().map(failure -> failure.training()))
            .toList();
    if (!failed.isEmpty()) {
      console.notice("not everything was trained: " + String.join(", ", failed) + " failed");
    }
  }
}
