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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.evenmatch.spec.AtomicFiles;
import org.evenmatch.spec.InvalidInputException;

/** Writes and reads {@code results.json}. */
public final class ResultsJson {
  /** The file's name in a run's folder. */
  public static final String FILE = "results.json";

  private static final ObjectMapper MAPPER =
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
    try {
      return MAPPER.readValue(Files.readString(file), type);
    } catch (JacksonException | NullPointerException e) {
      String reason =
          e instanceof JacksonException json ? json.getOriginalMessage() : "fields are missing";
      throw new InvalidInputException(
          file + " is not a results file (" + reason + "): give one that Evenmatch wrote", e);
    } catch (IOException e) {
      throw new InvalidInputException(
          file + " cannot be read (" + e + "): give the folder of a run", e);
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
}
