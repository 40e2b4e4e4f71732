package org.evenmatch;

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
import org.evenmatch.spec.InvalidInputException;

/** A lock on a file that one process holds at a time, and a dead process does not hold. */
final class RunLock {
  private static final long POLL_MILLIS = 50;

  private final FileChannel channel;

  private RunLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Does {@code work} while it holds the lock on {@code file}.
   *
   * @throws InvalidInputException if another process holds it after {@code patience}
   */
  static <T> T holding(Path file, Duration patience, Supplier<T> work) {
    RunLock lock = take(file, patience);
    try {
      return work.get();
    } finally {
      lock.close();
    }
  }

  /**
   * Takes the lock, after at most {@code patience} of waiting.
   *
   * @throws InvalidInputException if another process holds it still
   */
  private static RunLock take(Path file, Duration patience) {
    long began = System.nanoTime();
    Optional<RunLock> lock = tryTake(file);
    while (lock.isEmpty()) {
      if (System.nanoTime() - began >= patience.toNanos()) {
        throw new InvalidInputException(
            "a run must be written by one process only, but another one is writing to "
                + file.toAbsolutePath().normalize().getParent().getParent()
                + ": wait for it, or choose another folder");
      }
      pause();
      lock = tryTake(file);
    }
    return lock.get();
  }

  private static Optional<RunLock> tryTake(Path file) {
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        FileLock lock = channel.tryLock();
        if (lock != null) {
          return Optional.of(new RunLock(channel));
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

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
