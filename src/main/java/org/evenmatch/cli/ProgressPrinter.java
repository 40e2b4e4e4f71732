package org.evenmatch.cli;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.evenmatch.training.EpochResult;
import org.evenmatch.training.Purpose;
import org.evenmatch.training.TrainingEvent;
import org.evenmatch.training.TrainingEvent.Task;
import org.evenmatch.training.TrainingListener;

/**
 * Shows how a run goes: what it will cost, a bar over the whole on a terminal, a line an epoch
 * everywhere.
 */
final class ProgressPrinter implements TrainingListener {
  private static final int UPDATE_MILLIS = 200;
  private static final int BAR_WIDTH = 110;
  private static final int LONG_SECONDS = 60;
  private static final double NANOS_PER_SECOND = 1e9;

  private final Console console;
  private final Map<String, Double> secondsPerStep = new HashMap<>();
  private List<Task> tasks = List.of();
  private Task task;
  private int index;
  private int batchesPerEpoch;
  private long startedNanos;

  /** Steps of the training under way that were done before, where it is taken up. */
  private long stepsBefore;

  private boolean announced;
  private ProgressBar bar;

  ProgressPrinter(Console console) {
    this.console = console;
  }

  @Override
  public void on(TrainingEvent event) {
    if (event instanceof TrainingEvent.Planned planned) {
      planned(planned.tasks());
    } else if (event instanceof TrainingEvent.Ended) {
      closeBar();
    } else if (event instanceof TrainingEvent.Started started) {
      closeBar();
      task = tasks.stream().filter(one -> one.id().equals(started.id())).findFirst().orElseThrow();
      index = tasks.indexOf(task);
      batchesPerEpoch = started.batchesPerEpoch();
      startedNanos = System.nanoTime();
      stepsBefore = started.stepsDone();
    } else if (event instanceof TrainingEvent.Notice notice) {
      closeBar();
      console.notice(notice.text());
    } else if (event instanceof TrainingEvent.Stepped stepped) {
      step(stepped);
    } else if (event instanceof TrainingEvent.EpochDone done) {
      epochDone(done.result());
    } else if (event instanceof TrainingEvent.Finished finished) {
      finished(finished.id(), finished.failure());
    }
  }

  private void planned(List<Task> all) {
    closeBar();
    tasks = List.copyOf(all);
    secondsPerStep.clear();
    announced = false;
    if (all.stream().anyMatch(one -> one.purpose() == Purpose.SEARCH)) {
      console.notice(
          String.format(
              Locale.ROOT,
              "searching a recipe for %s: %d trainings of %d epochs",
              all.get(0).network(),
              all.size(),
              all.get(0).epochs()));
      return;
    }
    long probing = all.stream().filter(one -> one.purpose() == Purpose.EXPERIMENT).count();
    if (probing > 0) {
      console.notice(
          String.format(
              Locale.ROOT,
              "%d trainings: %d of the comparison, %d of experiments",
              all.size(),
              all.size() - probing,
              probing));
    }
  }

  private void step(TrainingEvent.Stepped stepped) {
    if (!console.isTerminal()) {
      return;
    }
    long done = ((long) (stepped.epoch() - 1) * batchesPerEpoch) + stepped.batch();
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(String.format("%d/%d %s", index + 1, tasks.size(), task.id()))
              .setInitialMax(task.steps())
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(UPDATE_MILLIS)
              .startsFrom(done, Duration.ZERO)
              .setConsumer(new ConsoleProgressBarConsumer(console.err(), BAR_WIDTH))
              .clearDisplayOnFinish()
              .build();
    }
    bar.stepTo(done);
    bar.setExtraMessage(
        String.format(
            Locale.ROOT,
            "epoch %d/%d, loss %.3f, %,.0f ex/s%s",
            stepped.epoch(),
            task.epochs(),
            stepped.loss(),
            stepped.examplesPerSecond(),
            announced ? ", " + duration(secondsLeft()) + " in all" : ""));
  }

  private void epochDone(EpochResult result) {
    closeBar();
    console
        .err()
        .printf(
            Locale.ROOT,
            "%s  epoch %d/%d  loss %.4f  train %.2f %%  %s %.2f %%  %.1f s%n",
            label(task.id()),
            result.epoch(),
            task.epochs(),
            result.loss(),
            100 * result.trainAccuracy(),
            task.purpose() == Purpose.SEARCH ? "validation" : "test",
            100 * result.testAccuracy(),
            result.seconds());
  }

  private void finished(String id, Optional<String> failure) {
    closeBar();
    failure.ifPresent(reason -> console.notice(label(id) + " failed: " + reason));
    if (task == null || !task.id().equals(id)) {
      // It failed before its first step.
      return;
    }
    double seconds = (System.nanoTime() - startedNanos) / NANOS_PER_SECOND;
    long steps = Math.max(1, task.steps() - stepsBefore);
    secondsPerStep.putIfAbsent(task.network(), seconds / steps);
    index++;
    if (!announced && secondsPerStep.size() >= networks() && secondsLeft() > LONG_SECONDS) {
      announced = true;
      console.notice(
          String.format(
              Locale.ROOT,
              "about %s more for %d of %d trainings",
              duration(secondsLeft()),
              tasks.size() - index,
              tasks.size()));
    }
  }

  /** How many networks the comparison itself trains. */
  private long networks() {
    return tasks.stream()
        .filter(one -> one.purpose() == Purpose.COMPARISON)
        .map(Task::network)
        .distinct()
        .count();
  }

  private static String label(String id) {
    return id.replace("-seed", " seed ");
  }

  /** What the trainings left take at the speed of the first of each network. */
  private double secondsLeft() {
    return tasks.subList(Math.min(index, tasks.size()), tasks.size()).stream()
        .mapToDouble(left -> left.steps() * secondsPerStep.getOrDefault(left.network(), 0.0))
        .sum();
  }

  private static String duration(double seconds) {
    long minutes = Math.round(seconds / LONG_SECONDS);
    return minutes < 2 * LONG_SECONDS
        ? Math.max(1, minutes) + " min"
        : String.format(Locale.ROOT, "%.1f h", minutes / (double) LONG_SECONDS);
  }

  private void closeBar() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
