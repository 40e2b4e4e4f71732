package org.evenmatch.data.fetch;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.codec.digest.DigestUtils;
import org.evenmatch.data.DatasetDefinition;
import org.evenmatch.data.DatasetDefinition.Source;
import org.evenmatch.files.AtomicFiles;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.files.ProcessLock;

/**
 * Fetches a dataset's files from its mirrors. A file appears under its name only when all of it is
 * there and its checksum is right.
 */
public final class DatasetFetch {
  /** A mirror may pack the same content a little worse than the publisher. */
  private static final double MOST_GROWTH = 1.25;

  private static final int UNPACKED_PER_PACKED = 50;
  private static final Duration LONGEST_WAIT = Duration.ofHours(6);

  private final DatasetDefinition definition;
  private final Path folder;
  private final FetchSettings settings;
  private final FetchListener listener;

  private DatasetFetch(
      DatasetDefinition definition, Path folder, FetchSettings settings, FetchListener listener) {
    this.definition = definition;
    this.folder = folder;
    this.settings = settings;
    this.listener = listener;
  }

  /**
   * Fetches what is not there yet. Of several processes, one fetches and the others wait for it.
   *
   * @param folder is made if it is not there
   * @throws UncheckedIOException if no mirror has a file, or the disk cannot hold it
   */
  public static void fetch(
      DatasetDefinition definition, Path folder, FetchSettings settings, FetchListener listener) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be made: " + e, e);
    }
    DatasetFetch fetch = new DatasetFetch(definition, folder, settings, listener);
    ProcessLock.holding(
        folder.resolve(".lock"),
        LONGEST_WAIT,
        listener::waiting,
        () ->
            new InvalidInputException(
                "a dataset is fetched by one process at a time, but another one still works in "
                    + folder
                    + ": end that one"),
        () -> {
          fetch.all();
          return folder;
        });
  }

  private void all() {
    try (Download download = new Download(settings)) {
      for (Source source : definition.files()) {
        Path file = folder.resolve(source.name());
        if (Files.isRegularFile(file) && isRight(source, file)) {
          listener.present(source.name());
        } else {
          fromMirrors(download, source, file);
          listener.finished(source.name());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(definition.name() + " cannot be fetched: " + e, e);
    }
  }

  private void fromMirrors(Download download, Source source, Path file) {
    List<String> reasons = new ArrayList<>();
    Path partial = folder.resolve("." + source.name() + ".part");
    for (String mirror : definition.mirrors()) {
      for (int attempt = 1; attempt <= settings.triesPerMirror(); attempt++) {
        try {
          fromMirror(download, source, mirror, partial);
          AtomicFiles.place(partial, file);
          return;
        } catch (RefusedException e) {
          AtomicFiles.delete(partial);
          reasons.add(failed(source, mirror, e));
          break;
        } catch (IOException e) {
          String reason = failed(source, mirror, e);
          if (attempt == settings.triesPerMirror()) {
            reasons.add(reason);
          } else {
            pause(attempt);
          }
        }
      }
    }
    String message =
        String.format(
            "%s cannot be fetched: %s; try again later, or put the file into %s yourself",
            source.name(), String.join("; ", reasons), folder);
    throw new UncheckedIOException(message, new IOException(message));
  }

  private String failed(Source source, String mirror, IOException e) {
    boolean unknown = e instanceof UnknownHostException;
    String what = unknown ? "no such host is known" : e.getMessage();
    listener.failed(source.name(), mirror, what);
    return mirror + ": " + what;
  }

  private void fromMirror(Download download, Source source, String mirror, Path partial)
      throws IOException {
    URI address = address(mirror, source);
    long had = Files.exists(partial) ? Files.size(partial) : 0;
    listener.started(source.name(), mirror, had, source.bytes());
    download.get(address, partial, Math.round(source.bytes() * MOST_GROWTH), listener::advanced);
    boolean right = Files.isRegularFile(partial) && isRight(source, partial);
    if (!right && had > 0) {
      AtomicFiles.delete(partial);
      throw new IOException("what was there from an earlier try does not go with it");
    }
    if (!right) {
      throw new RefusedException("it sends other content (its checksum is wrong)");
    }
  }

  private static URI address(String mirror, Source source) throws RefusedException {
    try {
      return URI.create(mirror.endsWith("/") ? mirror : mirror + "/").resolve(source.name());
    } catch (IllegalArgumentException e) {
      throw new RefusedException("it is no address (" + e.getMessage() + ")");
    }
  }

  /** Whether a file is the published one, or the same packed anew. */
  private static boolean isRight(Source source, Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      if (DigestUtils.md5Hex(in).equals(source.md5().toLowerCase(Locale.ROOT))) {
        return true;
      }
    }
    return source.contentSha256().isPresent()
        && source.contentSha256().get().equals(unpackedSha256(source, file));
  }

  private static String unpackedSha256(Source source, Path file) throws IOException {
    MessageDigest digest = DigestUtils.getSha256Digest();
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      byte[] buffer = new byte[1 << 16];
      long left = source.bytes() * UNPACKED_PER_PACKED;
      for (int count = in.read(buffer); count >= 0 && left > 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
        left -= count;
      }
    } catch (ZipException | EOFException e) {
      return "";
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private void pause(int attempt) {
    try {
      Thread.sleep(settings.firstPause().toMillis() << (attempt - 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
