package org.evenmatch.spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes files under a temporary name and moves them into place, so that no reader sees a part. */
public final class AtomicFiles {
  private AtomicFiles() {}

  /** Writes one file at the path that it is given. */
  @FunctionalInterface
  public interface Writer {
    void write(Path file) throws IOException;
  }

  /**
   * Replaces {@code file} by what {@code writer} writes.
   *
   * @throws UncheckedIOException if that fails; an earlier {@code file} is then as it was
   */
  public static void write(Path file, Writer writer) {
    Path temporary = null;
    try {
      Path folder = file.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      temporary =
          folder.resolve("." + file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
      writer.write(temporary);
      Files.move(
          temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      temporary = null;
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written: " + e, e);
    } finally {
      delete(temporary);
    }
  }

  /** Replaces {@code file} by {@code text}. */
  public static void writeString(Path file, String text) {
    write(file, temporary -> Files.writeString(temporary, text));
  }

  private static void delete(Path temporary) {
    try {
      if (temporary != null) {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
