package org.evenmatch.data;

import org.evenmatch.definition.Border;
import org.evenmatch.definition.Shape;

/** Reads images between their pixels, each value interpolated between the four around the place. */
final class Bilinear {
  private final int channels;
  private final int height;
  private final int width;
  private final Border border;
  private final byte[] background;

  /**
   * For images of one shape.
   *
   * @param border what lies outside
   * @param background one value a channel for what lies outside where nothing is mirrored; 0 for
   *     channels that have none
   */
  Bilinear(Shape shape, Border border, byte[] background) {
    this.channels = shape.channels();
    this.height = shape.height();
    this.width = shape.width();
    this.border = border;
    this.background = background;
  }

  /**
   * Writes the values of all channels at {@code place} of {@code to}.
   *
   * @param from one image, {@code [channels, height, width]}
   */
  void read(byte[] from, double row, double column, byte[] to, int place) {
    int top = (int) Math.floor(row);
    int left = (int) Math.floor(column);
    float below = (float) (row - top);
    float beside = (float) (column - left);
    int size = height * width;
    if (top >= 0 && top < height - 1 && left >= 0 && left < width - 1) {
      // Most places are inside: there is nothing to be looked up.
      int at = (top * width) + left;
      for (int into = place; into < channels * size; into += size) {
        float upper = between(from[at] & 0xff, from[at + 1] & 0xff, beside);
        float lower = between(from[at + width] & 0xff, from[at + width + 1] & 0xff, beside);
        to[into] = rounded(between(upper, lower, below));
        at += size;
      }
      return;
    }
    int right = left + 1;
    int bottom = top + 1;
    for (int channel = 0; channel < channels; channel++) {
      float upper =
          between(pixel(from, channel, top, left), pixel(from, channel, top, right), beside);
      float lower =
          between(pixel(from, channel, bottom, left), pixel(from, channel, bottom, right), beside);
      to[(channel * size) + place] = rounded(between(upper, lower, below));
    }
  }

  /** As Math.round of values that are not negative, which is slower: nothing is lost in double. */
  private static byte rounded(float value) {
    return (byte) (int) (value + 0.5);
  }

  private static float between(float one, float other, float part) {
    return ((1 - part) * one) + (part * other);
  }

  private int pixel(byte[] from, int channel, int row, int column) {
    int y = row;
    int x = column;
    if (border == Border.MIRRORED) {
      y = Math.max(0, Math.min(height - 1, Placement.reflected(row, height)));
      x = Math.max(0, Math.min(width - 1, Placement.reflected(column, width)));
    }
    boolean inside = y >= 0 && y < height && x >= 0 && x < width;
    if (inside) {
      return from[(((channel * height) + y) * width) + x] & 0xff;
    }
    return channel < background.length ? background[channel] & 0xff : 0;
  }
}
