package org.evenmatch.definition;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.evenmatch.files.InvalidInputException;

/** A file whose content a fuzzer chooses, read again and again. */
public final class FuzzedFile {
  private final Path file;

  /** A new file of that name in a new folder. */
  public FuzzedFile(String name) {
    try {
      Path folder = Files.createTempDirectory("evenmatch-fuzz");
      folder.toFile().deleteOnExit();
      file = folder.resolve(name);
      file.toFile().deleteOnExit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file, holding {@code content}. */
  public Path of(byte[] content) {
    try {
      return Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads; being refused is fine, anything else is a find. */
  public static void expectRefusalAtMost(Runnable reading) {
    try {
      reading.run();
    } catch (InvalidInputException e) {
      if (e.getMessage() == null || e.getMessage().isBlank()) {
        throw new AssertionError("refused without a reason", e);
      }
    }
  }
}
