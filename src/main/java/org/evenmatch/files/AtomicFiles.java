package org.evenmatch.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes files under a temporary name, has the disk hold them and moves them into place, so that no
 * reader ever sees a part, not even after a loss of power.
 */
public final class AtomicFiles {
  private static final Logger LOG = LoggerFactory.getLogger(AtomicFiles.class);
  private static final String PART = ".evenmatch-part";

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
    Path temporary =
        file.toAbsolutePath()
            .resolveSibling("." + file.getFileName() + "." + ProcessHandle.current().pid() + PART);
    try {
      writer.write(temporary);
      place(temporary, file);
    } catch (IOException e) {
      UncheckedIOException failure = failure(file, e);
      tryToDelete(temporary).ifPresent(failure::addSuppressed);
      throw failure;
    } catch (RuntimeException e) {
      tryToDelete(temporary).ifPresent(e::addSuppressed);
      throw e;
    }
  }

  /**
   * Has the disk hold {@code temporary}, and moves it to {@code file} in the same folder.
   *
   * @throws IOException if that fails; an earlier {@code file} is then as it was
   */
  public static void place(Path temporary, Path file) throws IOException {
    // To write: Windows forces nothing that is open for reading.
    force(temporary, StandardOpenOption.WRITE);
    Files.move(
        temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    try {
      force(file.toAbsolutePath().getParent(), StandardOpenOption.READ);
    } catch (IOException e) {
      // Windows and some file systems refuse that for folders; the file is in its place.
      LOG.debug("{} is not forced to the disk", file.toAbsolutePath().getParent(), e);
    }
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
  private static void force(Path fileOrFolder, OpenOption how) throws IOException {
    try (FileChannel channel = FileChannel.open(fileOrFolder, how)) {
      channel.force(true);
    }
  }

  /**
   * Deletes what killed processes left half-written in {@code folder}; nobody else may write there.
   */
  public static void clean(Path folder) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, ".*" + PART)) {
      for (Path file : left) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // They only take room.
      LOG.debug("{} is not cleaned", folder, e);
    }
  }

  /** Deletes {@code file}, if it is there, or says in one line why it cannot. */
  public static void delete(Path file) {
    tryToDelete(file)
        .ifPresent(
            cause -> {
              throw new UncheckedIOException(file + " cannot be deleted: " + cause, cause);
            });
  }

  private static Optional<IOException> tryToDelete(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e);
    }
  }
}
