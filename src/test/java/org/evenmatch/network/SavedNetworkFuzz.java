package org.evenmatch.network;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.evenmatch.definition.FuzzedFile;

/**
 * Saved networks: the archive itself, or the parts of a sound one. The first byte chooses; for
 * parts, the next two are the length of the configuration, and the rest are parameters.
 */
public final class SavedNetworkFuzz {
  private static final FuzzedFile FILE = new FuzzedFile("network.zip");

  private SavedNetworkFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    byte[] content = input.length > 3 && (input[0] & 1) == 1 ? archive(input) : input;
    FuzzedFile.expectRefusalAtMost(() -> NetworkFiles.load(FILE.of(content)));
  }

  private static byte[] archive(byte[] input) {
    int length = Math.min(((input[1] & 0xff) << 8) | (input[2] & 0xff), input.length - 3);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("configuration.json"));
      zip.write(input, 3, length);
      zip.putNextEntry(new ZipEntry("coefficients.bin"));
      zip.write(Arrays.copyOfRange(input, 3 + length, input.length));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
