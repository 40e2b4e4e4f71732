package org.evenmatch.cli;

import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.evenmatch.data.fetch.FetchListener;

/** Shows how a download goes: a bar on a terminal, a line for what happens everywhere. */
final class FetchPrinter implements FetchListener {
  private static final int UPDATE_MILLIS = 200;
  private static final int BAR_WIDTH = 100;
  private static final long BYTES_PER_MEGABYTE = 1_000_000;

  private final Console console;
  private final boolean quiet;
  private ProgressBar bar;

  FetchPrinter(Console console, boolean quiet) {
    this.console = console;
    this.quiet = quiet;
  }

  private void say(String text) {
    closeBar();
    if (!quiet) {
      console.notice(text);
    }
  }

  @Override
  public void waiting() {
    say("another process fetches this dataset: waiting for it");
  }

  @Override
  public void present(String file) {
    say(file + " is there already");
  }

  @Override
  public void started(String file, String mirror, long had, long bytes) {
    say(
        String.format(
            "%s from %s (%,d bytes%s)",
            file, mirror, bytes, had > 0 ? String.format(", %,d are there", had) : ""));
    if (console.isTerminal() && !quiet) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(file)
              .setInitialMax(bytes)
              .setUnit("MB", BYTES_PER_MEGABYTE)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(UPDATE_MILLIS)
              .showSpeed()
              .startsFrom(had, Duration.ZERO)
              .setConsumer(new ConsoleProgressBarConsumer(console.err(), BAR_WIDTH))
              .clearDisplayOnFinish()
              .build();
    }
  }

  @Override
  public void advanced(long bytes) {
    if (bar != null) {
      bar.stepTo(bytes);
    }
  }

  @Override
  public void failed(String file, String mirror, String reason) {
    say(file + " was not to be had from " + mirror + ": " + reason);
  }

  @Override
  public void finished(String file) {
    say(file + " is complete, and its checksum is right");
  }

  private void closeBar() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
