package org.evenmatch.kernels;

import org.evenmatch.definition.Shape;

/**
 * Examples as bytes, for a device that makes features of them itself: a quarter of what would have
 * to be copied there, and no work for the processor.
 */
public final class Pixels {
  /** How many values a byte has. */
  public static final int BYTE_VALUES = 256;

  private final byte[] values;
  private final Shape image;
  private final boolean flat;
  private final float[] features;

  /**
   * Bytes and what they stand for; both arrays are taken, not copied.
   *
   * @param values {@code [examples, channels, height, width]}
   * @param image the shape of one example
   * @param flat whether the network takes vectors
   * @param features what each byte of each channel stands for, {@code [channels, 256]}
   */
  public Pixels(byte[] values, Shape image, boolean flat, float[] features) {
    if (values.length % image.volume() != 0 || features.length != image.channels() * BYTE_VALUES) {
      throw new IllegalArgumentException(
          "pixels must be those of images of "
              + image
              + " with 256 features a channel, but there are "
              + values.length
              + " and "
              + features.length);
    }
    this.values = values;
    this.image = image;
    this.flat = flat;
    this.features = features;
  }

  /** {@code [examples, channels, height, width]}. */
  public byte[] values() {
    return values;
  }

  public int examples() {
    return (int) (values.length / image.volume());
  }

  public int channels() {
    return image.channels();
  }

  /** What each byte of each channel stands for, {@code [channels, 256]}. */
  public float[] features() {
    return features;
  }

  /** Of the features: {@code [examples, channels, height, width]} or {@code [examples, values]}. */
  public long[] dimensions() {
    return flat
        ? new long[] {examples(), image.volume()}
        : new long[] {examples(), image.channels(), image.height(), image.width()};
  }
}
