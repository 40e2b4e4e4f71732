package org.evenmatch.report;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.evenmatch.files.AtomicFiles;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.files.Json;

/** Writes and reads {@code results.json}. */
public final class ResultsFile {
  /** The file's name in a run's folder. */
  public static final String NAME = "results.json";

  private ResultsFile() {}

  /** The folder of a run that is named by its folder or its results. */
  public static Path folder(Path fileOrFolder) {
    return Files.isDirectory(fileOrFolder)
        ? fileOrFolder
        : fileOrFolder.toAbsolutePath().getParent();
  }

  /** Writes {@code results.json} into {@code folder}. */
  public static void write(Results results, Path folder) {
    AtomicFiles.writeString(folder.resolve(NAME), Json.pretty(results));
  }

  /**
   * Reads a {@code results.json}, or the one in a run's folder.
   *
   * @throws InvalidInputException if it is none
   */
  public static Results read(Path fileOrFolder) {
    Path file = Files.isDirectory(fileOrFolder) ? fileOrFolder.resolve(NAME) : fileOrFolder;
    Results results = Json.read(file, Results.class);
    if (results.schema() != Results.SCHEMA) {
      throw new InvalidInputException(
          file
              + " must have schema "
              + Results.SCHEMA
              + ", but has "
              + results.schema()
              + ": use the version of Evenmatch that wrote it");
    }
    if (results.benchmark().isEmpty()
        && (results.dataset().isEmpty() || results.pair().isEmpty())) {
      throw new InvalidInputException(
          file
              + " is not a results file (/dataset or /pair is missing): give one that Evenmatch"
              + " wrote");
    }
    return results;
  }

  /**
   * Does {@code rendering} of what was read from {@code source}.
   *
   * @throws InvalidInputException if it stumbles: parts of the file contradict each other
   */
  public static <T> T rendered(Path source, Supplier<T> rendering) {
    try {
      return rendering.get();
    } catch (InvalidInputException | UncheckedIOException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new InvalidInputException(
          source + " contradicts itself (" + e + "): give results that Evenmatch wrote", e);
    }
  }
}
