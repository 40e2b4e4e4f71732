package org.evenmatch.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.evenmatch.definition.Shape;
import org.evenmatch.files.InvalidInputException;

/**
 * Reads CIFAR-10's binary version: records of one label byte and 3,072 pixel bytes, {@code
 * [channel, row, column]}, 10,000 in a file (Krizhevsky, "Learning multiple layers of features from
 * tiny images", 2009).
 */
final class CifarReader {
  static final Shape SHAPE = Shape.image(32, 32, 3);
  private static final int RECORD = 1 + 3_072;
  private static final int MOST_RECORDS = 10_000;
  private static final List<String> TRAIN =
      List.of(
          "data_batch_1.bin",
          "data_batch_2.bin",
          "data_batch_3.bin",
          "data_batch_4.bin",
          "data_batch_5.bin");
  private static final String TEST = "test_batch.bin";
  private static final int BUFFER = 1 << 16;

  private CifarReader() {}

  /** Whether {@code folder} holds the unpacked files. */
  static boolean isUnpacked(Path folder) {
    return Files.isRegularFile(folder.resolve(TEST));
  }

  /** The unpacked files in {@code folder}. */
  static List<Path> files(Path folder) {
    return all().stream().map(folder::resolve).toList();
  }

  /** Reads the unpacked files in {@code folder}. */
  static Dataset folder(Path folder, List<String> classes, Optional<String> notice) {
    Map<String, byte[]> files = new HashMap<>();
    for (String name : all()) {
      Path file = folder.resolve(name);
      if (!Files.isRegularFile(file)) {
        throw new InvalidInputException(
            folder + " must hold " + name + ", but does not: unpack the whole archive there");
      }
      try (InputStream stream = Files.newInputStream(file)) {
        files.put(name, records(file.toString(), stream));
      } catch (IOException e) {
        throw new InvalidInputException(file + " cannot be read: " + e, e);
      }
    }
    return dataset(folder.toString(), files, classes, notice);
  }

  /** Reads the archive without unpacking it. */
  static Dataset archive(Path archive, List<String> classes, Optional<String> notice) {
    Map<String, byte[]> files = new HashMap<>();
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(archive), BUFFER);
        TarArchiveInputStream tar =
            new TarArchiveInputStream(
                new BufferedInputStream(new GzipCompressorInputStream(raw), BUFFER))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
        if (entry.isFile() && all().contains(name)) {
          files.put(name, records(archive + "!" + name, tar));
        }
      }
    } catch (EOFException e) {
      throw new InvalidInputException(
          archive + " ends too early (truncated): get it again from its publisher", e);
    } catch (ZipException e) {
      throw new InvalidInputException(
          archive + " is damaged gzip (" + e.getMessage() + "): get it again", e);
    } catch (IOException e) {
      throw new InvalidInputException(
          archive + " is damaged (" + e.getMessage() + "): get it again from its publisher", e);
    }
    for (String name : all()) {
      if (!files.containsKey(name)) {
        throw new InvalidInputException(
            archive + " must hold " + name + ", but does not: get it again from its publisher");
      }
    }
    return dataset(archive.toString(), files, classes, notice);
  }

  private static List<String> all() {
    return Stream.concat(TRAIN.stream(), Stream.of(TEST)).toList();
  }

  private static byte[] records(String file, InputStream stream) throws IOException {
    byte[] bytes = stream.readNBytes((MOST_RECORDS * RECORD) + 1);
    if (bytes.length > MOST_RECORDS * RECORD) {
      throw new InvalidInputException(
          String.format(
              "%s must hold at most %,d records, but has more: check that it is the right file",
              file, MOST_RECORDS));
    }
    if (bytes.length == 0 || bytes.length % RECORD != 0) {
      throw new InvalidInputException(
          String.format(
              "%s must hold whole records of %,d bytes, but has %,d bytes (truncated?): get it again"
                  + " from its publisher",
              file, RECORD, bytes.length));
    }
    return bytes;
  }

  private static Dataset dataset(
      String source, Map<String, byte[]> files, List<String> classes, Optional<String> notice) {
    return new Dataset(
        "cifar-10",
        images(source, TRAIN, files, classes.size()),
        images(source, List.of(TEST), files, classes.size()),
        classes,
        notice);
  }

  private static ImageSet images(
      String source, List<String> names, Map<String, byte[]> files, int classes) {
    int count = names.stream().mapToInt(name -> files.get(name).length / RECORD).sum();
    int volume = RECORD - 1;
    byte[] pixels = new byte[ImageSet.bytesFor(source, SHAPE, count)];
    int[] labels = new int[count];
    int index = 0;
    for (String name : names) {
      byte[] records = files.get(name);
      for (int at = 0; at < records.length; at += RECORD) {
        labels[index] = records[at] & 0xff;
        if (labels[index] >= classes) {
          throw new InvalidInputException(
              String.format(
                  "labels must be 0 to %d, but record %,d of %s in %s has %d: the file is damaged",
                  classes - 1, at / RECORD, name, source, labels[index]));
        }
        System.arraycopy(records, at + 1, pixels, index * volume, volume);
        index++;
      }
    }
    return new ImageSet(SHAPE, pixels, labels);
  }
}
