package org.evenmatch.experiment;

import org.evenmatch.data.ImageSet;
import org.evenmatch.definition.Shape;

/** What lies behind the objects of images. */
final class Background {
  private static final int BYTE_VALUES = 256;

  private Background() {}

  /** The median of the border pixels of each channel: black for most drawings. */
  static byte[] of(ImageSet train) {
    Shape shape = train.shape();
    byte[] background = new byte[shape.channels()];
    for (int channel = 0; channel < shape.channels(); channel++) {
      long[] histogram = new long[BYTE_VALUES];
      for (int image = 0; image < train.size(); image++) {
        int plane = train.offset(image, channel);
        for (int row = 0; row < shape.height(); row++) {
          boolean edge = row == 0 || row == shape.height() - 1;
          int step = edge ? 1 : Math.max(1, shape.width() - 1);
          for (int column = 0; column < shape.width(); column += step) {
            histogram[train.pixels()[plane + (row * shape.width()) + column] & 0xff]++;
          }
        }
      }
      background[channel] = median(histogram);
    }
    return background;
  }

  private static byte median(long[] histogram) {
    long total = 0;
    for (long count : histogram) {
      total += count;
    }
    long below = 0;
    for (int value = 0; value < histogram.length; value++) {
      below += histogram[value];
      if (2 * below >= total) {
        return (byte) value;
      }
    }
    throw new IllegalArgumentException("no pixels");
  }
}
