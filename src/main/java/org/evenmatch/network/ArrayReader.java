package org.evenmatch.network;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.evenmatch.files.InvalidInputException;

/**
 * Reads the vectors that ND4J writes, believing nothing: a header with shape and type, then values,
 * big end first. ND4J's own reader allocates what the header claims.
 */
final class ArrayReader {
  private static final int MOST_SHAPE_VALUES = 2 * 32 + 4;
  private static final int MOST_NAME_BYTES = 64;

  private final String what;
  private final DataInputStream in;

  /**
   * Prepares to read.
   *
   * @param what names the source in errors
   */
  ArrayReader(String what, InputStream in) {
    this.what = what;
    this.in = new DataInputStream(in);
  }

  /**
   * Reads a row of {@code count} float32 or float64 values as float32.
   *
   * @throws InvalidInputException if it is none or has another length
   */
  float[] read(int count) throws IOException {
    try {
      requireType("LONG", shapeLength());
      long rank = in.readLong();
      if (rank < 1 || rank > 2) {
        throw wrong("a vector", rank + " dimensions");
      }
      long values = 1;
      for (int i = 0; i < rank; i++) {
        values = Math.multiplyExact(values, in.readLong());
      }
      if (values != count) {
        throw wrong(count + " values", Long.toString(values));
      }
      in.skipNBytes(8L * (rank + 3));
      name();
      if (in.readLong() != count) {
        throw wrong(count + " values", "another number");
      }
      return values(name(), count);
    } catch (EOFException e) {
      throw new InvalidInputException(what + " ends too early: get the file again", e);
    } catch (ArithmeticException e) {
      throw new InvalidInputException(what + " claims more values than there can be", e);
    }
  }

  private float[] values(String type, int count) throws IOException {
    boolean wide = type.equals("DOUBLE");
    if (!wide && !type.equals("FLOAT")) {
      throw wrong("FLOAT or DOUBLE values", type);
    }
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = wide ? (float) in.readDouble() : in.readFloat();
    }
    return values;
  }

  private long shapeLength() throws IOException {
    name();
    long length = in.readLong();
    if (length < 4 || length > MOST_SHAPE_VALUES) {
      throw wrong("a shape", length + " values of one");
    }
    return length;
  }

  private void requireType(String type, long length) throws IOException {
    String found = name();
    if (!found.equals(type)) {
      throw wrong(length + " values of type " + type, found);
    }
  }

  /** A name as {@code DataOutput.writeUTF} writes it, of plain letters. */
  private String name() throws IOException {
    int bytes = in.readUnsignedShort();
    if (bytes > MOST_NAME_BYTES) {
      throw wrong("a name of at most " + MOST_NAME_BYTES + " bytes", Integer.toString(bytes));
    }
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < bytes; i++) {
      int letter = in.readUnsignedByte();
      if (letter < ' ' || letter > '~') {
        throw wrong("a name of plain letters", "byte " + letter);
      }
      name.append((char) letter);
    }
    return name.toString();
  }

  private InvalidInputException wrong(String expected, String found) {
    return new InvalidInputException(
        what + " must hold " + expected + ", but holds " + found + ": give a saved network");
  }
}
