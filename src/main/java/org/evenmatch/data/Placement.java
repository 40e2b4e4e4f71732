package org.evenmatch.data;

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

  /** Writes the changed image, {@code [channels, height, width]}, into an array of zeros. */
  void apply(Shape shape, byte[] from, byte[] to) {
    int height = shape.height();
    int width = shape.width();
    int[] rows = places(height, down, false, border);
    int[] columns = places(width, right, mirrored, border);
    int at = 0;
    for (int plane = 0; plane < to.length; plane += height * width) {
      for (int row = 0; row < height; row++) {
        if (rows[row] == NOWHERE) {
          // New arrays are black.
          at += width;
          continue;
        }
        int begin = plane + (rows[row] * width);
        for (int column = 0; column < width; column++) {
          if (columns[column] != NOWHERE) {
            to[at] = from[begin + columns[column]];
          }
          at++;
        }
      }
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
