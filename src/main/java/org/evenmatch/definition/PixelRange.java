package org.evenmatch.definition;

/**
 * What a window sees of an image along one axis, without its padding.
 *
 * @param begin where the window begins, below 0 in padding
 * @param first the first pixel inside the image
 * @param past behind the last pixel inside the image
 */
public record PixelRange(int begin, int first, int past) {

  /** Of the rows of {@code window} at output row {@code index}. */
  public static PixelRange ofRows(Window window, int index, Shape input) {
    return of(index, input.height(), window.height(), window.strideHeight(), window.padding());
  }

  /** Of the columns of {@code window} at output column {@code index}. */
  public static PixelRange ofColumns(Window window, int index, Shape input) {
    return of(index, input.width(), window.width(), window.strideWidth(), window.padding());
  }

  private static PixelRange of(int index, int input, int kernel, int stride, Padding padding) {
    int begin = (index * stride) - padding.before(input, kernel, stride);
    return new PixelRange(begin, Math.max(0, begin), Math.min(input, begin + kernel));
  }

  /** How many pixels are inside. */
  public int size() {
    return past - first;
  }
}
