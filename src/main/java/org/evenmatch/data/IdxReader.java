package org.evenmatch.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.codec.digest.DigestUtils;
import org.evenmatch.definition.Shape;
import org.evenmatch.files.InvalidInputException;

/**
 * Reads IDX files of unsigned bytes, plain or in gzip: LeCun, Cortes, Burges, "The MNIST database
 * of handwritten digits".
 */
final class IdxReader {
  private static final int LABELS_MAGIC = 0x00000801;
  private static final int IMAGES_MAGIC = 0x00000803;
  private static final int MOST_PIXELS_A_SIDE = 4_096;
  private static final int BUFFER = 1 << 16;

  private IdxReader() {}

  /** What a file holds: the bytes behind its header. */
  static final class Content {
    private final byte[] values;
    private final int count;
    private final String contentSha256;

    private Content(byte[] values, int count, String contentSha256) {
      this.values = values;
      this.count = count;
      this.contentSha256 = contentSha256;
    }

    byte[] values() {
      return values;
    }

    /** How many items there are. */
    int count() {
      return count;
    }

    /** The SHA-256 of the unpacked file, header included. */
    String contentSha256() {
      return contentSha256;
    }
  }

  /**
   * Reads images of {@code shape}, which has one channel.
   *
   * @param most as many as there can be
   */
  static Content images(Path file, Shape shape, int most) {
    return read(file, IMAGES_MAGIC, shape, most);
  }

  /**
   * Reads labels.
   *
   * @param most as many as there can be
   */
  static Content labels(Path file, int most) {
    return read(file, LABELS_MAGIC, Shape.vector(1), most);
  }

  private static Content read(Path file, int magic, Shape shape, int most) {
    MessageDigest digest = DigestUtils.getSha256Digest();
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        DataInputStream stream =
            new DataInputStream(
                new BufferedInputStream(new DigestInputStream(unpacked(raw), digest), BUFFER))) {
      int found = stream.readInt();
      if (found != magic) {
        throw new InvalidInputException(
            String.format(
                "%s must begin with the magic number 0x%08x of an IDX file of %s, but begins with"
                    + " 0x%08x: check that it is the right file",
                file, magic, magic == IMAGES_MAGIC ? "images" : "labels", found));
      }
      int count = stream.readInt();
      if (magic == IMAGES_MAGIC) {
        requireSides(file, shape, stream.readInt(), stream.readInt());
      }
      if (count < 0) {
        throw new InvalidInputException(file + " promises " + count + " items: it is damaged");
      }
      if (count > most) {
        throw new InvalidInputException(
            String.format(
                "%s must hold at most %,d items, but promises %,d: check that it is the right file",
                file, most, count));
      }
      int expected = ImageSet.bytesFor(file.toString(), shape, count);
      // Read as far as there are bytes, so that memory follows the file and not its header.
      byte[] values = stream.readNBytes(expected);
      if (values.length < expected) {
        throw truncated(file, values.length, expected);
      }
      if (stream.read() >= 0) {
        throw new InvalidInputException(
            String.format(
                "%s must end after the %,d items that its header promises, but goes on: it is"
                    + " damaged",
                file, count));
      }
      return new Content(values, count, HexFormat.of().formatHex(digest.digest()));
    } catch (EOFException e) {
      throw new InvalidInputException(
          file + " ends too early (truncated): get it again from its publisher", e);
    } catch (ZipException e) {
      throw new InvalidInputException(
          file + " is damaged gzip (" + e.getMessage() + "): get it again from its publisher", e);
    } catch (IOException e) {
      throw new InvalidInputException(file + " cannot be read: " + e, e);
    }
  }

  private static void requireSides(Path file, Shape shape, int height, int width) {
    if (height < 1 || width < 1 || height > MOST_PIXELS_A_SIDE || width > MOST_PIXELS_A_SIDE) {
      throw new InvalidInputException(
          file + " promises images of " + height + "×" + width + " pixels: it is damaged");
    }
    if (height != shape.height() || width != shape.width()) {
      throw new InvalidInputException(
          String.format(
              "%s must hold images of %d×%d pixels, but holds %d×%d: check that it is the right"
                  + " file",
              file, shape.height(), shape.width(), height, width));
    }
  }

  private static InvalidInputException truncated(Path file, long bytes, long expected) {
    return new InvalidInputException(
        String.format(
            "%s ends too early (truncated): its header promises %,d bytes, but there are %,d: get it"
                + " again from its publisher",
            file, expected, bytes));
  }

  private static InputStream unpacked(InputStream raw) throws IOException {
    raw.mark(2);
    int first = raw.read();
    int second = raw.read();
    raw.reset();
    return first == 0x1f && second == 0x8b ? new GZIPInputStream(raw, BUFFER) : raw;
  }
}
