package org.evenmatch.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.evenmatch.definition.Hyperparameter;
import org.evenmatch.definition.YamlName;
import org.evenmatch.files.InvalidInputException;
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

  @Option(
      names = "--checkpoint-every",
      paramLabel = "TIME",
      defaultValue = "5m",
      description =
          "Save the training under way that often, besides between epochs, as in 30s, 5m, 1h"
              + " (default: ${DEFAULT-VALUE}).")
  private String checkpointEvery;

  @Option(
      names = "--resume",
      paramLabel = "DIR",
      description = "Go on with the interrupted run that lies there; no other option is needed.")
  private Path resume;

  @Option(
      names = "--json",
      description = "Print the results as JSON and nothing else on standard output.")
  private boolean json;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "A setting of the training recipe, as in training.learning-rate=0.01; may be given several"
              + " times.")
  private List<String> set = List.of();

  @Option(
      names = "--tta",
      description =
          "Classify test images by six views of each, mirrored and moved by a pixel; the same as"
              + " --set training.test-views=moved.")
  private boolean tta;

  @Option(
      names = "--tune",
      paramLabel = "NAME,…",
      split = ",",
      completionCandidates = HyperparameterNames.class,
      description =
          "First search for each member's own best, with as many trainings for each, on training"
              + " images alone: ${COMPLETION-CANDIDATES}.")
  private List<String> tune = List.of();

  @Option(
      names = "--validation",
      paramLabel = "FRACTION|N",
      description = "How many training images --tune judges by (default: 0.1).")
  private Double validation;

  /** Settings of the training recipe; those with an option of their own among them. */
  List<String> set() {
    requireOnce("--epochs", epochs != null, "training.epochs");
    requireOnce("--batch", batch != null, "training.batch");
    requireOnce("--tta", tta, "training.test-views");
    List<String> all = new ArrayList<>(set);
    if (tta) {
      all.add("training.test-views=moved");
    }
    return all;
  }

  private void requireOnce(String option, boolean given, String key) {
    if (given && set.stream().anyMatch(one -> one.startsWith(key + "="))) {
      throw new InvalidInputException(
          key + " must be said once, but " + option + " and --set say it: leave one out");
    }
  }

  List<Hyperparameter> tune() {
    return tune.stream().map(name -> YamlName.of("--tune", name, Hyperparameter.class)).toList();
  }

  Optional<Double> validation() {
    if (validation != null && tune.isEmpty()) {
      throw new InvalidInputException(
          "--validation sets images aside for --tune, but that was not given: add --tune"
              + " learning-rate, or leave it out");
    }
    return Optional.ofNullable(validation);
  }

  long seed() {
    return seed;
  }

  boolean json() {
    return json;
  }

  Optional<Integer> epochs() {
    return Optional.ofNullable(epochs);
  }

  Optional<Integer> batch() {
    return Optional.ofNullable(batch);
  }

  int seeds() {
    return seeds;
  }

  Optional<Path> resume() {
    return Optional.ofNullable(resume);
  }

  /** Seconds between checkpoints. */
  double checkpointSeconds() {
    return Durations.seconds("--checkpoint-every", checkpointEvery);
  }

  /** The folder for the results of {@code command}. */
  Path out(String command) {
    return out(out, command);
  }

  /**
   * {@code out}, or a new folder of its own for the results of {@code command}: of two that begin
   * in one second the later has a number behind its name.
   */
  static Path out(Path out, String command) {
    if (out != null) {
      if (out.toString().isBlank()) {
        throw new InvalidInputException(
            "--out must name a folder, but is empty: give one, or leave it out");
      }
      if (out.toString().startsWith("-")) {
        throw new InvalidInputException(
            "--out must not begin like an option, but is "
                + out
                + ": write ./"
                + out
                + " if that is the folder's name");
      }
      return out;
    }
    String name = TIME.format(LocalDateTime.now(ZoneId.systemDefault())) + "-" + command;
    Path folder = Path.of("runs", name);
    try {
      Files.createDirectories(folder.getParent());
      for (int number = 2; !make(folder); number++) {
        folder = Path.of("runs", name + "-" + number);
      }
      return folder;
    } catch (IOException e) {
      throw new InvalidInputException(
          "the output folder must be writable, but "
              + folder.toAbsolutePath()
              + " is not ("
              + e
              + "): name another with --out",
          e);
    }
  }

  /** Whether {@code folder} was made, and by this process. */
  private static boolean make(Path folder) throws IOException {
    try {
      Files.createDirectory(folder);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }
}
