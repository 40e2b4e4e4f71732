package org.evenmatch.kernels.gpu;

/**
 * The size of a layer's values, {@code [batch, channels, height, width]}; those of a dense layer
 * are images of one pixel.
 */
record Extent(int batch, int channels, int height, int width) {

  /** Of {@code [batch, channels, height, width]} or {@code [batch, values]}. */
  static Extent of(long... dimensions) {
    boolean flat = dimensions.length == 2;
    return new Extent(
        (int) dimensions[0],
        (int) dimensions[1],
        flat ? 1 : (int) dimensions[2],
        flat ? 1 : (int) dimensions[3]);
  }

  /** Pixels of a channel. */
  int plane() {
    return height * width;
  }

  /** Values of an example. */
  int values() {
    return channels * plane();
  }

  /** All values. */
  long count() {
    return (long) batch * values();
  }
}
