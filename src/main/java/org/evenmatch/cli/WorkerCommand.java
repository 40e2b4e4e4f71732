package org.evenmatch.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.evenmatch.Comparison;
import org.evenmatch.RunFolder;
import org.evenmatch.data.Dataset;
import org.evenmatch.report.RunDocument;
import org.evenmatch.runtime.BackendRequest;
import org.evenmatch.runtime.NativeRuntime;
import org.evenmatch.runtime.Precision;
import org.evenmatch.runtime.RuntimeRequest;
import org.evenmatch.spec.RunRecipe;
import org.evenmatch.spec.YamlName;
import org.evenmatch.training.StopRequest;
import org.evenmatch.training.TrainingListener;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Does what is left to do of a run, in a process of its own. */
@Command(name = "worker", hidden = true)
final class WorkerCommand implements Callable<Integer> {
  private static final long MOST_SAVING_SECONDS = 60;

  private final EvenmatchCommand program;

  @Parameters(paramLabel = "DIR")
  private Path directory;

  WorkerCommand(EvenmatchCommand program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    JavaProcess.endWithParent();
    RunFolder folder = RunFolder.open(directory);
    RunFolder.Start start = folder.start();
    StopRequest stop = new StopRequest();
    CountDownLatch saved = new CountDownLatch(1);
    LogFile log = LogFile.open(folder.path());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stop, saved), "stop"));
    try {
      return folder.working(() -> run(folder, start, stop));
    } finally {
      log.close();
      saved.countDown();
    }
  }

  private int run(RunFolder folder, RunFolder.Start start, StopRequest stop) {
    RunRecipe recipe = start.recipe();
    NativeRuntime.prepare(
        new RuntimeRequest(
            YamlName.of("backend", recipe.backend(), BackendRequest.class),
            recipe.threads().map(OptionalInt::of).orElse(OptionalInt.empty()),
            recipe
                .precision()
                .map(name -> YamlName.of("precision", name, Precision.class))
                .orElse(Precision.FLOAT32),
            recipe.gpus().orElse(1)));
    Dataset dataset = DataOptions.load(recipe);
    RunDocument document =
        Comparison.of(recipe, dataset)
            .saveTo(folder)
            .command(start.command())
            .journal(folder.journal(), Duration.ofNanos((long) (recipe.checkpointSeconds() * 1e9)))
            .stopOn(stop)
            .listener(
                program.quiet() ? TrainingListener.NONE : new ProgressPrinter(program.console()))
            .run()
            .document();
    folder.finish();
    return document.isOk() ? ExitCode.DONE : ExitCode.FAILED;
  }

  /** Lets the step under way and a checkpoint be finished before the process ends. */
  private static void stop(StopRequest stop, CountDownLatch saved) {
    if (saved.getCount() == 0) {
      return;
    }
    stop.request();
    try {
      boolean unused = saved.await(MOST_SAVING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
  }
}
