package org.evenmatch.cli;

import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.evenmatch.spec.NetworkSpec;
import org.evenmatch.training.EpochResult;
import org.evenmatch.training.TrainingListener;
import org.evenmatch.training.TrainingRun;

/** Shows a training's progress: a bar on a terminal, a line an epoch everywhere. */
final class ProgressPrinter implements TrainingListener {
  private static final int UPDATE_MILLIS = 200;
  private static final int BAR_WIDTH = 100;

  private final Console console;
  private ProgressBar bar;
  private String label = "";
  private int epochs;
  private int batchesPerEpoch;

  ProgressPrinter(Console console) {
    this.console = console;
  }

  @Override
  public void started(NetworkSpec network, long seed, int epochCount, int batches) {
    label = network.name() + " seed " + seed;
    epochs = epochCount;
    batchesPerEpoch = batches;
  }

  @Override
  public void notice(String text) {
    console.notice(text);
  }

  @Override
  public void batchDone(int epoch, int batch, double loss, double examplesPerSecond) {
    if (!console.isTerminal()) {
      return;
    }
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(label)
              .setInitialMax((long) epochs * batchesPerEpoch)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(UPDATE_MILLIS)
              .startsFrom(((long) (epoch - 1) * batchesPerEpoch) + batch, Duration.ZERO)
              .setConsumer(new ConsoleProgressBarConsumer(console.err(), BAR_WIDTH))
              .clearDisplayOnFinish()
              .build();
    }
    bar.stepTo(((long) (epoch - 1) * batchesPerEpoch) + batch);
    bar.setExtraMessage(
        String.format(
            Locale.ROOT,
            "epoch %d/%d, loss %.3f, %,.0f ex/s",
            epoch,
            epochs,
            loss,
            examplesPerSecond));
  }

  @Override
  public void epochDone(EpochResult result) {
    closeBar();
    console
        .err()
        .printf(
            Locale.ROOT,
            "%s  epoch %d/%d  loss %.4f  train %.2f %%  test %.2f %%  %.1f s%n",
            label,
            result.epoch(),
            epochs,
            result.loss(),
            100 * result.trainAccuracy(),
            100 * result.testAccuracy(),
            result.seconds());
  }

  @Override
  public void finished(TrainingRun run) {
    closeBar();
    run.failure().ifPresent(reason -> console.notice(label + " failed: " + reason));
  }

  private void closeBar() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
