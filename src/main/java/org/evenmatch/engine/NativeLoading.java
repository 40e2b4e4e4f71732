package org.evenmatch.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import org.bytedeco.javacpp.Loader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Native libraries are loaded by one process of a user at a time. JavaCPP keeps them unpacked in a
 * folder that all share, and puts links to libraries that are loaded already in the place of others
 * of their name, {@code libgomp.so.1}, without a lock. Whoever unpacked a library in that place
 * while another process puts the link there would write through it.
 */
public final class NativeLoading {
  private static final Logger LOG = LoggerFactory.getLogger(NativeLoading.class);
  private static final String FILE = ".evenmatch-loading";
  private static final ReentrantLock HERE = new ReentrantLock();

  private NativeLoading() {}

  /** Something that loads native libraries. */
  @FunctionalInterface
  public interface Loading<T, E extends Exception> {
    T load() throws E;
  }

  /** Loads while no other process does; what {@code loading} throws is thrown. */
  public static <T, E extends Exception> T alone(Loading<T, E> loading) throws E {
    HERE.lock();
    try {
      return HERE.getHoldCount() > 1 ? loading.load() : locked(loading);
    } finally {
      HERE.unlock();
    }
  }

  private static <T, E extends Exception> T locked(Loading<T, E> loading) throws E {
    FileChannel channel = open();
    try {
      FileLock unused = channel == null ? null : channel.lock();
    } catch (IOException e) {
      LOG.warn("native libraries are loaded unguarded", e);
    }
    try {
      return loading.load();
    } finally {
      close(channel);
    }
  }

  private static FileChannel open() {
    try {
      Path folder = Loader.getCacheDir().toPath();
      return FileChannel.open(
          folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException | RuntimeException e) {
      // Nothing is unpacked where nothing can be written.
      LOG.debug("no lock for native libraries", e);
      return null;
    }
  }

  /** Gives the lock back, too. */
  private static void close(FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        LOG.debug("the lock for native libraries", e);
      }
    }
  }
}
