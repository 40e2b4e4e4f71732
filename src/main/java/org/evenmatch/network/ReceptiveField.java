package org.evenmatch.network;

/**
 * What outputs see of an image along one of its axes: output {@code p} sees pixels {@code first + p
 * × step} to {@code first + p × step + size − 1}, of which those outside the image are padding.
 *
 * @param first where the first output's window begins, below 0 in padding
 * @param size pixels that an output sees
 * @param step pixels from one output's window to the next one's
 */
public record ReceptiveField(int first, int size, int step) {
  /** Of the image itself. */
  static final ReceptiveField PIXEL = new ReceptiveField(0, 1, 1);

  /** The same behind windows over these outputs. */
  ReceptiveField through(int kernel, int stride, int padding) {
    return new ReceptiveField(
        first - (padding * step), size + ((kernel - 1) * step), step * stride);
  }

  /** Whether all that output {@code index} sees is between two pixels, the second excluded. */
  public boolean isBetween(int index, int low, int high) {
    int begin = first + (index * step);
    return begin >= low && begin + size <= high;
  }
}
