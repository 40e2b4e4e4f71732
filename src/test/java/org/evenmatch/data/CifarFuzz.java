package org.evenmatch.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.evenmatch.definition.FuzzedFile;

/** CIFAR archives: the tar inside, and what may stand where gzip should. */
public final class CifarFuzz {
  private static final FuzzedFile FILE = new FuzzedFile("cifar.tar.gz");
  private static final List<String> CLASSES = List.of("a", "b");

  private CifarFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    boolean raw = input.length > 0 && (input[0] & 1) == 1;
    byte[] content = raw ? input : gzip(input);
    FuzzedFile.expectRefusalAtMost(
        () -> CifarReader.archive(FILE.of(content), CLASSES, Optional.empty()));
  }

  private static byte[] gzip(byte[] tar) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(tar);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
