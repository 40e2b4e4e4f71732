package org.evenmatch.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads text files that may be anything. */
public final class TextFile {
  private TextFile() {}

  /**
   * Reads UTF-8 text of at most {@code mostBytes}.
   *
   * @param what the file should be, for errors: {@code a pair definition}
   * @throws InvalidInputException if it cannot be read, is longer or is no UTF-8
   */
  public static String read(Path file, int mostBytes, String what) {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(
          what + " must be a file, but " + file + " is none: give the path of one");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(mostBytes + 1);
      if (bytes.length > mostBytes) {
        throw new InvalidInputException(
            String.format(
                "%s has at most %,d bytes, but %s has more: give the right file",
                what, mostBytes, file));
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(file + ": " + what + " is UTF-8 text, but this is not", e);
    } catch (IOException e) {
      throw new InvalidInputException(
          what + " must be readable, but " + file + " is not (" + e + "): give another", e);
    }
  }
}
