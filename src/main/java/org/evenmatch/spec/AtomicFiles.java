package org.evenmatch.spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * Writes files under a temporary name, has the disk hold them and moves them into place, so that no
 * reader ever sees a part, not even after a loss of power.
 */
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
   * @param file in a folder that is there
   * @throws UncheckedIOException if that fails; an earlier {@code file} is then as it was
   */
  public static void write(Path file, Writer writer) {
    Path temporary = null;
    try {
      temporary =
          file.toAbsolutePath()
              .resolveSibling(
                  "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
      writer.write(temporary);
      place(temporary, file);
      temporary = null;
    } catch (IOException e) {
      throw failure(file, e);
    } finally {
      delete(temporary);
    }
  }

  /**
   * Has the disk hold {@code temporary}, and moves it to {@code file} in the same folder.
   *
   * @throws IOException if that fails; an earlier {@code file} is then as it was
   */
  public static void place(Path temporary, Path file) throws IOException {
    force(temporary);
    Files.move(
        temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    force(file.toAbsolutePath().getParent());
  }

  /** Replaces {@code file} by {@code text}. */
  public static void writeString(Path file, String text) {
    write(file, temporary -> Files.writeString(temporary, text));
  }

  /** Says in one line that {@code file} could not be written, why, and what to do. */
  public static UncheckedIOException failure(Path file, IOException cause) {
    Path folder = file.toAbsolutePath().getParent();
    String reason;
    if (cause instanceof AccessDeniedException) {
      reason = "permission denied: give this user the right to write in " + folder;
    } else if (cause instanceof NoSuchFileException) {
      reason = folder + " is not there any more: put it back";
    } else {
      String said =
          cause instanceof FileSystemException system && system.getReason() != null
              ? system.getReason()
              : Objects.requireNonNullElse(cause.getMessage(), cause.toString());
      reason = said + ": make sure that the disk is there and has room";
    }
    return new UncheckedIOException(file + " cannot be written: " + reason, cause);
  }

  /** Has the disk hold what was written to a file or entered into a folder. */
  private static void force(Path fileOrFolder) throws IOException {
    try (FileChannel channel = FileChannel.open(fileOrFolder, StandardOpenOption.READ)) {
      channel.force(true);
    }
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
