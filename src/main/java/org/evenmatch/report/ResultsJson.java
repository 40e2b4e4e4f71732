package org.evenmatch.report;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.evenmatch.spec.AtomicFiles;
import org.evenmatch.spec.InvalidInputException;
import org.evenmatch.spec.TextFile;

/** Writes and reads {@code results.json}. */
public final class ResultsJson {
  /** The file's name in a run's folder. */
  public static final String FILE = "results.json";

  static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .visibility(
              JsonMapper.builder()
                  .build()
                  .getSerializationConfig()
                  .getDefaultVisibilityChecker()
                  .withIsGetterVisibility(JsonAutoDetect.Visibility.NONE))
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private static final int MOST_BYTES = 256 << 20;

  private ResultsJson() {}

  /** The file's content for {@code document}. */
  public static String render(Object document) {
    try {
      DefaultPrettyPrinter printer =
          new DefaultPrettyPrinter()
              .withObjectIndenter(new DefaultIndenter("  ", "\n"))
              .withArrayIndenter(new DefaultPrettyPrinter.FixedSpaceIndenter());
      return MAPPER.writer(printer).writeValueAsString(document) + "\n";
    } catch (JacksonException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a file that {@link #render} wrote.
   *
   * @throws InvalidInputException if it is none
   */
  public static <T> T read(Path file, Class<T> type) {
    String text = TextFile.read(file, MOST_BYTES, "a results file");
    try {
      T document = MAPPER.readValue(text, type);
      Optional<String> missing = Completeness.missing("", document);
      if (missing.isPresent()) {
        throw new InvalidInputException(
            file
                + " is not a results file ("
                + missing.get()
                + " is missing): give one that Evenmatch wrote");
      }
      return document;
    } catch (JacksonException | NullPointerException e) {
      String reason =
          e instanceof JacksonException json ? json.getOriginalMessage() : "fields are missing";
      throw new InvalidInputException(
          file + " is not a results file (" + reason + "): give one that Evenmatch wrote", e);
    }
  }

  /** Reads the row that a process of its own measured; empty if {@code json} is none. */
  public static Optional<BenchDocument.Row> benchRow(String json) {
    try {
      return Optional.ofNullable(MAPPER.readValue(json, BenchDocument.Row.class));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /** Writes {@code results.json} into {@code folder}. */
  public static void write(RunDocument document, Path folder) {
    AtomicFiles.writeString(folder.resolve(FILE), render(document));
  }

  /**
   * Reads a {@code results.json}, or the one in a run's folder.
   *
   * @throws InvalidInputException if it is none
   */
  public static RunDocument read(Path fileOrFolder) {
    Path file = Files.isDirectory(fileOrFolder) ? fileOrFolder.resolve(FILE) : fileOrFolder;
    RunDocument document = read(file, RunDocument.class);
    if (document.schema() != RunDocument.SCHEMA) {
      throw new InvalidInputException(
          file
              + " must have schema "
              + RunDocument.SCHEMA
              + ", but has "
              + document.schema()
              + ": use the version of Evenmatch that wrote it");
    }
    return document;
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
