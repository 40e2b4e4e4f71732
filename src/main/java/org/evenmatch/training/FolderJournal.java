package org.evenmatch.training;

import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.files.AtomicFiles;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.files.Json;
import org.evenmatch.files.TextFile;
import org.evenmatch.network.KeptParameters;
import org.evenmatch.network.NetworkFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a journal in a folder: {@code TASK.json} for a finished training, the last two checkpoints
 * {@code TASK.STEP.checkpoint} of an unfinished one, {@code TASK.failed} for one that an exception
 * ended or that took its process down, and {@code under-way} with the name of the task that was
 * begun last. A checkpoint is an archive that plain Deeplearning4j loads.
 */
public final class FolderJournal implements Journal {
  private static final Logger LOG = LoggerFactory.getLogger(FolderJournal.class);
  private static final String UNDER_WAY = "under-way";
  private static final String CHECKPOINT = ".checkpoint";
  private static final String FAILED = ".failed";
  private static final int KEPT = 2;

  private static final int MOST_BYTES = 64 << 20;

  /** Becomes a file's name: nothing that leads out of the folder. */
  private static final Pattern TASK = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  private final Path folder;

  public FolderJournal(Path folder) {
    this.folder = folder;
  }

  @Override
  public Optional<TrainingRun> finished(TrainingTask task) {
    Path file = finishedFile(task.id());
    Path failure = folder.resolve(task.id() + FAILED);
    try {
      if (Files.exists(failure)) {
        return Optional.of(TrainingRun.failed(task, List.of(), text(failure)));
      }
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      return Optional.of(Json.parse(text(file), TrainingRun.class).of(task.network()));
    } catch (JacksonException | NullPointerException e) {
      throw new InvalidInputException(
          file + " is damaged: delete it, and its training will be repeated", e);
    }
  }

  private static String text(Path file) {
    return TextFile.read(file, MOST_BYTES, "a run's state");
  }

  @Override
  public void begin(TrainingTask task) {
    AtomicFiles.writeString(folder.resolve(UNDER_WAY), task.id());
  }

  /** The task that was begun last and is not finished. */
  public Optional<String> underWay() {
    Path file = folder.resolve(UNDER_WAY);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String id = text(file);
    if (!TASK.matcher(id).matches()) {
      throw new InvalidInputException(
          file + " must hold the name of a training, but does not: delete it");
    }
    boolean over = Files.exists(finishedFile(id)) || Files.exists(folder.resolve(id + FAILED));
    return over ? Optional.empty() : Optional.of(id);
  }

  @Override
  public void fail(TrainingTask task, String reason) {
    fail(task.id(), reason);
  }

  /** Notes that the task {@code id} took its process down; its checkpoints stay. */
  public void fail(String id, String reason) {
    AtomicFiles.writeString(folder.resolve(id + FAILED), reason);
  }

  /** Whether a task, but of a search, failed for a reason that may be gone another time. */
  public boolean hasFailed() {
    return !failed().isEmpty();
  }

  /** Forgets which tasks failed so, for them to go on from their checkpoints. */
  public void takeUpFailed() {
    failed().forEach(AtomicFiles::delete);
  }

  private List<Path> failed() {
    return files(name -> name.endsWith(FAILED) && !TrainingTask.isOfSearch(name));
  }

  /** Forgets which task was begun last: what happens from now on is not its fault. */
  public void beginNone() {
    AtomicFiles.delete(folder.resolve(UNDER_WAY));
  }

  @Override
  public Optional<TrainingState> resume(
      TrainingTask task, MultiLayerNetwork network, KeptParameters kept) {
    for (Path file : checkpoints(task.id())) {
      try {
        TrainingState found =
            NetworkFiles.restoreCheckpoint(
                file, network, kept, state -> Json.parse(state, TrainingState.class));
        LOG.info("{} goes on from {}", task.id(), file.getFileName());
        return Optional.of(found);
      } catch (InvalidInputException e) {
        LOG.warn("{} cannot be read; trying the one before", file, e);
      }
    }
    return Optional.empty();
  }

  @Override
  public void checkpoint(
      TrainingTask task, MultiLayerNetwork network, KeptParameters kept, TrainingState state) {
    Path file =
        folder.resolve(
            String.format(
                Locale.ROOT, "%s.%09d%s", task.id(), network.getIterationCount(), CHECKPOINT));
    NetworkFiles.saveCheckpoint(network, kept, Json.line(state), file);
    List<Path> all = checkpoints(task.id());
    // Those of later steps could not be read when this training was taken up.
    int own = all.indexOf(file);
    all.subList(0, own).forEach(AtomicFiles::delete);
    all.stream().skip((long) own + KEPT).forEach(AtomicFiles::delete);
  }

  @Override
  public void finish(TrainingTask task, TrainingRun run) {
    AtomicFiles.writeString(finishedFile(task.id()), Json.line(run));
    checkpoints(task.id()).forEach(AtomicFiles::delete);
  }

  private Path finishedFile(String id) {
    return folder.resolve(id + ".json");
  }

  /** The checkpoints of a task, the newest first. */
  private List<Path> checkpoints(String id) {
    Pattern names = Pattern.compile(Pattern.quote(id) + "\\.([0-9]{9,18})" + CHECKPOINT);
    return files(name -> names.matcher(name).matches()).stream()
        .sorted(Comparator.comparingLong((Path file) -> step(names, file)).reversed())
        .toList();
  }

  private List<Path> files(Predicate<String> names) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> names.test(file.getFileName().toString())).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(
          folder + " cannot be read (" + e + "): give this user the right to read it", e);
    }
  }

  private static long step(Pattern names, Path checkpoint) {
    Matcher name = names.matcher(checkpoint.getFileName().toString());
    return name.matches() ? Long.parseLong(name.group(1)) : 0;
  }
}
