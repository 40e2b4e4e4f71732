package org.evenmatch.cli;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.evenmatch.Comparison;
import org.evenmatch.RunFolder;
import picocli.CommandLine.Option;

/** How long, how often, and where the results go. */
final class RunOptions {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss");

  @Option(names = "--epochs", paramLabel = "N", description = "Passes over the training images.")
  private Integer epochs;

  @Option(names = "--batch", paramLabel = "N", description = "Examples in a batch.")
  private Integer batch;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The first seed (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "1",
      description = "Repeat with N seeds (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The folder for the results (default: runs/<time>-<command>).")
  private Path out;

  @Option(names = "--json", description = "Print the results as JSON, and nothing else, there.")
  private boolean json;

  long seed() {
    return seed;
  }

  boolean json() {
    return json;
  }

  /** Applies what was said to {@code plan}. */
  Comparison.Plan apply(Comparison.Plan plan) {
    if (epochs != null) {
      plan.epochs(epochs);
    }
    if (batch != null) {
      plan.batch(batch);
    }
    return plan.seed(seed).seeds(seeds);
  }

  /** Makes the folder for the results of {@code command}. */
  RunFolder folder(String command) {
    return folder(out, command);
  }

  /** Makes {@code out}, or a folder of its own, for the results of {@code command}. */
  static RunFolder folder(Path out, String command) {
    Path folder =
        out == null
            ? Path.of(
                "runs", TIME.format(LocalDateTime.now(ZoneId.systemDefault())) + "-" + command)
            : out;
    return RunFolder.create(folder);
  }
}
