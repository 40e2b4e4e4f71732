package org.evenmatch.spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** A lock on a file that one process holds at a time, and a dead process does not hold. */
public final class ProcessLock {
  private static final long POLL_MILLIS = 50;

  private final FileChannel channel;

  private ProcessLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Does {@code work} while it holds the lock on {@code file}, after waiting for it for at most
   * {@code patience}.
   *
   * @param file in a folder that is there; made if it is not
   * @param waiting is run once if there is a wait
   * @param refused is thrown if another process holds the lock still
   */
  public static <T> T holding(
      Path file,
      Duration patience,
      Runnable waiting,
      Supplier<? extends RuntimeException> refused,
      Supplier<T> work) {
    ProcessLock lock = take(file, patience, waiting, refused);
    try {
      return work.get();
    } finally {
      lock.close();
    }
  }

  private static ProcessLock take(
      Path file,
      Duration patience,
      Runnable waiting,
      Supplier<? extends RuntimeException> refused) {
    long began = System.nanoTime();
    boolean told = false;
    Optional<ProcessLock> lock = tryTake(file);
    while (lock.isEmpty()) {
      if (System.nanoTime() - began >= patience.toNanos() || !pause()) {
        throw refused.get();
      }
      if (!told) {
        told = true;
        waiting.run();
      }
      lock = tryTake(file);
    }
    return lock.get();
  }

  private static Optional<ProcessLock> tryTake(Path file) {
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        FileLock lock = channel.tryLock();
        if (lock != null) {
          return Optional.of(new ProcessLock(channel));
        }
      } catch (OverlappingFileLockException e) {
        // This process holds it already.
        channel.close();
        return Optional.empty();
      }
      channel.close();
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be locked: " + e, e);
    }
  }

  /** Returns false if the wait was interrupted. */
  private static boolean pause() {
    try {
      Thread.sleep(POLL_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
