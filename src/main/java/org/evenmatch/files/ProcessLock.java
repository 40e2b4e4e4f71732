package org.evenmatch.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** A lock on a file that one process holds at a time, and a dead process does not hold. */
public final class ProcessLock {
  private static final long POLL_MILLIS = 50;

  /**
   * What this process holds: the operating system would drop a lock as soon as the process closes
   * another channel to the same file.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private ProcessLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Does {@code work} while it holds the lock on {@code file}, after waiting for it for at most
   * {@code patience}.
   *
   * @param file in a folder that is there; made if it is not
   * @param waiting is run once if there is a wait
   * @param refused is thrown if another process, or thread, holds the lock still
   * @throws InvalidInputException if the file cannot be locked at all
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

  private static Optional<ProcessLock> tryTake(Path named) {
    Path file = named.toAbsolutePath().normalize();
    if (!HELD.add(file)) {
      return Optional.empty();
    }
    Optional<ProcessLock> lock = Optional.empty();
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.tryLock() == null) {
        channel.close();
      } else {
        lock = Optional.of(new ProcessLock(file, channel));
      }
      return lock;
    } catch (IOException e) {
      throw new InvalidInputException(
          file.getParent()
              + " must be writable, but "
              + file.getFileName()
              + " in it cannot be locked ("
              + e
              + "): give this user the right to write there",
          e);
    } finally {
      if (lock.isEmpty()) {
        HELD.remove(file);
      }
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
    } finally {
      HELD.remove(file);
    }
  }
}
