package org.evenmatch.data;

import java.util.SplittableRandom;

/**
 * Draws anti-aliased strokes and filled regions on one float plane, by distance, with no graphics
 * system: the same numbers on every machine.
 */
final class Canvas {
  private final int height;
  private final int width;
  private final float[] ink;

  Canvas(int height, int width) {
    this.height = height;
    this.width = width;
    this.ink = new float[height * width];
  }

  /** A region by its signed distance: negative inside, in pixels. */
  @FunctionalInterface
  interface Region {
    double distance(double x, double y);
  }

  /** Draws a straight stroke with round ends. */
  void stroke(double x0, double y0, double x1, double y1, double thickness) {
    double dx = x1 - x0;
    double dy = y1 - y0;
    double length = (dx * dx) + (dy * dy);
    // Farther away nothing is covered.
    double reach = (thickness / 2) + 1;
    fill(
        (int) Math.max(0, Math.min(y0, y1) - reach),
        (int) Math.min(height, Math.max(y0, y1) + reach + 1),
        (int) Math.max(0, Math.min(x0, x1) - reach),
        (int) Math.min(width, Math.max(x0, x1) + reach + 1),
        (x, y) -> {
          double along = length == 0 ? 0 : (((x - x0) * dx) + ((y - y0) * dy)) / length;
          double t = Math.max(0, Math.min(1, along));
          double px = x - (x0 + (t * dx));
          double py = y - (y0 + (t * dy));
          return Math.sqrt((px * px) + (py * py)) - (thickness / 2);
        });
  }

  /** Fills a region; its border is blended over one pixel. */
  void fill(Region region) {
    fill(0, height, 0, width, region);
  }

  private void fill(int top, int bottom, int left, int right, Region region) {
    for (int row = top; row < bottom; row++) {
      for (int column = left; column < right; column++) {
        double cover = 0.5 - region.distance(column + 0.5, row + 0.5);
        int index = (row * width) + column;
        ink[index] = Math.max(ink[index], (float) Math.max(0, Math.min(1, cover)));
      }
    }
  }

  /** How much of pixel {@code index} is covered, 0 to 1. */
  float ink(int index) {
    return ink[index];
  }

  /** A value clipped to an unsigned byte. */
  static byte toByte(double value) {
    return (byte) Math.max(0, Math.min(255, Math.round(value)));
  }

  /** A number between {@code low} and {@code high}. */
  static double between(SplittableRandom random, double low, double high) {
    return low + ((high - low) * random.nextDouble());
  }

  /** Nearly normal noise with mean 0 and the given deviation: a sum of four uniform numbers. */
  static double noise(SplittableRandom random, double deviation) {
    double sum = random.nextDouble() + random.nextDouble() + random.nextDouble();
    return (sum + random.nextDouble() - 2) * Math.sqrt(3) * deviation;
  }
}
