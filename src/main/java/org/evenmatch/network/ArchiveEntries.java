package org.evenmatch.network;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.evenmatch.files.InvalidInputException;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Reads and writes the entries of a saved network, each against its size and its checksum. */
final class ArchiveEntries {
  private static final int MOST_JSON_BYTES = 16 << 20;

  private ArchiveEntries() {}

  static ZipFile open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(
          "a saved network must be a file, but " + file + " is not there: give its path");
    }
    try {
      return new ZipFile(file.toFile());
    } catch (IOException e) {
      throw new InvalidInputException(
          file + " is not a zip archive (" + e.getMessage() + "): give a saved network", e);
    }
  }

  static ZipEntry requireEntry(ZipFile zip, Path file, String name) {
    return Optional.ofNullable(zip.getEntry(name))
        .orElseThrow(
            () ->
                new InvalidInputException(
                    file + " must hold " + name + ", but lacks it: give a saved network"));
  }

  static String text(ZipFile zip, Path file, String name) throws IOException {
    ZipEntry entry = requireEntry(zip, file, name);
    try (CheckedInputStream in = checked(zip, entry)) {
      byte[] bytes = in.readNBytes(MOST_JSON_BYTES + 1);
      if (bytes.length > MOST_JSON_BYTES) {
        throw new InvalidInputException(
            String.format(
                "%s in %s must be at most %,d bytes, but is longer: give a saved network",
                name, file, MOST_JSON_BYTES));
      }
      requireChecksum(in, entry);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private static CheckedInputStream checked(ZipFile zip, ZipEntry entry) throws IOException {
    return new CheckedInputStream(new BufferedInputStream(zip.getInputStream(entry)), new CRC32());
  }

  /** {@link ZipFile} keeps the checksums of its entries but compares none. */
  private static void requireChecksum(CheckedInputStream in, ZipEntry entry) throws IOException {
    if (in.read() >= 0) {
      throw new IOException(entry.getName() + " is longer than what it must hold");
    }
    if (in.getChecksum().getValue() != entry.getCrc()) {
      throw new IOException(entry.getName() + " does not have the checksum that it was given");
    }
  }

  static float[] values(ZipFile zip, Path file, String name, long count) throws IOException {
    ZipEntry entry = requireEntry(zip, file, name);
    if (count < 1 || count > entry.getSize() / Float.BYTES) {
      throw new InvalidInputException(
          String.format(
              "%s in %s must hold %,d values, but has %,d bytes: give a saved network",
              name, file, count, entry.getSize()));
    }
    try (CheckedInputStream in = checked(zip, entry)) {
      float[] values = new ArrayReader(name + " in " + file, in).read(Math.toIntExact(count));
      requireChecksum(in, entry);
      return values;
    } catch (ArithmeticException e) {
      throw new InvalidInputException(file + " has more than 2^31 parameters", e);
    }
  }

  static INDArray row(float[] values) {
    return Nd4j.create(values, new long[] {1, values.length});
  }

  static void put(ZipOutputStream zip, String name, String text) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(text.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }

  static void put(ZipOutputStream zip, String name, INDArray values) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    DataOutputStream data = new DataOutputStream(new BufferedOutputStream(zip));
    Nd4j.write(values, data);
    data.flush();
    zip.closeEntry();
  }

  static InvalidInputException damaged(Path file, IOException e) {
    return new InvalidInputException(
        file + " cannot be read (" + e.getMessage() + "): give a saved network", e);
  }
}
