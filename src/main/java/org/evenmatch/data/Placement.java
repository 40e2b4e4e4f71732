package org.evenmatch.data;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.evenmatch.definition.Border;
import org.evenmatch.definition.Shape;

/**
 * Mirrors images and moves them by whole pixels.
 *
 * @param mirrored whether left and right are exchanged, before it is moved
 * @param down pixels by which it is moved down
 * @param right pixels by which it is moved to the right
 * @param border what stands where it has left nothing
 */
record Placement(boolean mirrored, int down, int right, Border border) {
  private static final int NOWHERE = -1;
  private static final byte BLACK = 0;

  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  /**
   * Writes the changed image, {@code [channels, height, width]}.
   *
   * @param from images of that shape
   * @param begin where in {@code from} the image begins
   */
  void apply(Shape shape, byte[] from, int begin, byte[] to) {
    int height = shape.height();
    int width = shape.width();
    int[] rows = places(height, down, false, border);
    int[] columns = places(width, right, mirrored, border);
    // Between these, neighbours come from neighbours.
    int first = Math.min(Math.max(0, right), width);
    int end = Math.max(first, Math.min(width, width + right));
    for (int plane = 0; plane < to.length; plane += height * width) {
      for (int row = 0; row < height; row++) {
        int at = plane + (row * width);
        if (rows[row] == NOWHERE) {
          Arrays.fill(to, at, at + width, BLACK);
          continue;
        }
        int line = begin + plane + (rows[row] * width);
        for (int column = 0; column < first; column++) {
          to[at + column] = columns[column] == NOWHERE ? BLACK : from[line + columns[column]];
        }
        if (first < end && mirrored) {
          reverse(from, line + columns[first], to, at + first, end - first);
        } else if (first < end) {
          System.arraycopy(from, line + columns[first], to, at + first, end - first);
        }
        for (int column = end; column < width; column++) {
          to[at + column] = columns[column] == NOWHERE ? BLACK : from[line + columns[column]];
        }
      }
    }
  }

  /** Copies {@code count} bytes, from the place {@code last} on to the left: eight at once. */
  private static void reverse(byte[] from, int last, byte[] to, int at, int count) {
    int done = 0;
    for (; done + Long.BYTES <= count; done += Long.BYTES) {
      long eight = (long) EIGHT.get(from, last - done - (Long.BYTES - 1));
      EIGHT.set(to, at + done, Long.reverseBytes(eight));
    }
    for (; done < count; done++) {
      to[at + done] = from[last - done];
    }
  }

  /** Where each of {@code size} places of a mirrored, then moved line is taken from. */
  private static int[] places(int size, int moved, boolean mirrored, Border border) {
    int[] places = new int[size];
    for (int i = 0; i < size; i++) {
      int place = border == Border.MIRRORED ? reflected(i - moved, size) : i - moved;
      boolean inside = place >= 0 && place < size;
      places[i] = inside ? (mirrored ? size - 1 - place : place) : NOWHERE;
    }
    return places;
  }

  /**
   * Where a place beyond the edge is found when the image goes on mirrored, its edge once; a line
   * of one pixel goes on as it is.
   */
  static int reflected(int at, int size) {
    if (size == 1) {
      return 0;
    }
    if (at < 0) {
      return -at;
    }
    return at < size ? at : (2 * (size - 1)) - at;
  }
}
