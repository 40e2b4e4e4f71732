package org.evenmatch.definition;

import java.util.List;
import org.evenmatch.files.InvalidInputException;

/**
 * The shape of one example between two layers: an image {@code [height, width, channels]} or a
 * vector {@code [units]}.
 *
 * @param height rows; 1 for a vector
 * @param width columns; 1 for a vector
 * @param channels channels of an image or units of a vector
 * @param flat whether this is a vector
 */
public record Shape(int height, int width, int channels, boolean flat) {

  public Shape {
    Checks.positive("height", height);
    Checks.positive("width", width);
    Checks.positive(flat ? "units" : "channels", channels);
    if (flat && (height != 1 || width != 1)) {
      throw new IllegalArgumentException("a vector has height and width 1");
    }
  }

  /** An image of {@code height} rows, {@code width} columns and {@code channels} channels. */
  public static Shape image(int height, int width, int channels) {
    return new Shape(height, width, channels, false);
  }

  /** A vector of {@code units} values. */
  public static Shape vector(int units) {
    return new Shape(1, 1, units, true);
  }

  /** The number of values: height × width × channels. */
  public long volume() {
    return Math.multiplyExact(Math.multiplyExact((long) height, width), (long) channels);
  }

  /** {@code [height, width, channels]}, or {@code [units]} for a vector. */
  public List<Integer> dimensions() {
    return flat ? List.of(channels) : List.of(height, width, channels);
  }

  /** The same values as a vector. */
  public Shape flattened() {
    if (volume() > Integer.MAX_VALUE) {
      throw new InvalidInputException(
          "a dense layer connects at most 2,147,483,647 values, but "
              + this
              + " has "
              + String.format("%,d", volume())
              + ": use smaller images or a pool before it");
    }
    return flat ? this : vector((int) volume());
  }

  /** For example {@code 28×28×6}, or {@code 500} for a vector. */
  @Override
  public String toString() {
    return flat ? Integer.toString(channels) : height + "×" + width + "×" + channels;
  }
}
