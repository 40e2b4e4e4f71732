package org.evenmatch.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.evenmatch.definition.RunPlan;
import org.evenmatch.engine.NativeRuntime;
import org.evenmatch.engine.RuntimeRequest;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.run.ComparisonRun;
import org.evenmatch.run.RunFolder;
import org.evenmatch.run.RunStart;
import org.evenmatch.training.StopRequest;
import org.evenmatch.training.TrainerSettings;
import org.evenmatch.training.TrainingListener;

/**
 * Does what is left to do of the run that lies in a folder.
 *
 * @param folder the run's
 */
record TrainRequest(String folder) implements WorkerRequest {
  private static final long MOST_SAVING_SECONDS = 60;
  private static final double NANOS_PER_SECOND = 1e9;

  @Override
  public Optional<Object> work(TrainingListener listener) {
    RunFolder run = RunFolder.open(Path.of(folder));
    RunStart start = run.start();
    StopRequest stop = new StopRequest();
    CountDownLatch saved = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stop, saved), "stop"));
    try {
      return run.working(() -> train(run, start, stop, listener));
    } finally {
      saved.countDown();
    }
  }

  private static Optional<Object> train(
      RunFolder run, RunStart start, StopRequest stop, TrainingListener listener) {
    RunPlan plan = start.plan();
    NativeRuntime.prepare(RuntimeRequest.of(plan.computing()));
    Duration checkpointEvery =
        Duration.ofNanos((long) (plan.checkpointSeconds() * NANOS_PER_SECOND));
    ComparisonRun planned = ComparisonRun.of(plan, ComparisonRun.images(plan));
    String digest = planned.design().dataset().digest();
    if (start.digest().filter(digest::equals).isEmpty()) {
      throw new InvalidInputException(
          String.format(
              "the images must be those that the run was begun with, but %s has the digest %s and"
                  + " the run %s: put the same images back, or start anew",
              plan.images().dataset(), digest, start.digest().orElse("none")));
    }
    planned
        .savedTo(run, start.command())
        .run(
            TrainerSettings.NONE
                .withJournal(run.journal(), checkpointEvery)
                .withStop(stop)
                .withListener(listener));
    run.finish();
    return Optional.empty();
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
