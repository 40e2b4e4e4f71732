package org.evenmatch.kernels;

import org.deeplearning4j.nn.conf.ConvolutionMode;

/**
 * How a window moves over an image.
 *
 * @param kernelHeight rows of the window
 * @param kernelWidth columns of the window
 * @param strideHeight rows from one window to the next
 * @param strideWidth columns from one window to the next
 * @param padTop rows of padding above
 * @param padLeft columns of padding to the left
 * @param padBottom rows of padding below
 * @param padRight columns of padding to the right
 * @param outputHeight windows down the image
 * @param outputWidth windows across the image
 */
public record WindowGeometry(
    int kernelHeight,
    int kernelWidth,
    int strideHeight,
    int strideWidth,
    int padTop,
    int padLeft,
    int padBottom,
    int padRight,
    int outputHeight,
    int outputWidth) {

  /** Windows as {@code mode}, same or truncating, has them. */
  public static WindowGeometry of(
      ConvolutionMode mode, long height, long width, int[] kernel, int[] stride) {
    return mode == ConvolutionMode.Same
        ? same(height, width, kernel[0], kernel[1], stride[0], stride[1])
        : valid(height, width, kernel[0], kernel[1], stride[0], stride[1]);
  }

  /** Windows that stay inside: what is left over at the right and bottom is ignored. */
  public static WindowGeometry valid(
      long height, long width, int kernelH, int kernelW, int strideH, int strideW) {
    return padded(height, width, kernelH, kernelW, strideH, strideW, 0, 0);
  }

  /** The same with {@code padH} rows and {@code padW} columns of padding on every side. */
  public static WindowGeometry padded(
      long height,
      long width,
      int kernelH,
      int kernelW,
      int strideH,
      int strideW,
      int padH,
      int padW) {
    return new WindowGeometry(
        kernelH,
        kernelW,
        strideH,
        strideW,
        padH,
        padW,
        padH,
        padW,
        (int) ((height + (2L * padH) - kernelH) / strideH) + 1,
        (int) ((width + (2L * padW) - kernelW) / strideW) + 1);
  }

  /** Output size ceil(input ÷ stride); of an odd padding the larger half is below and right. */
  public static WindowGeometry same(
      long height, long width, int kernelH, int kernelW, int strideH, int strideW) {
    int outputH = (int) ((height + strideH - 1) / strideH);
    int outputW = (int) ((width + strideW - 1) / strideW);
    int padH = (int) Math.max(0, ((outputH - 1L) * strideH) + kernelH - height);
    int padW = (int) Math.max(0, ((outputW - 1L) * strideW) + kernelW - width);
    return new WindowGeometry(
        kernelH,
        kernelW,
        strideH,
        strideW,
        padH / 2,
        padW / 2,
        padH - (padH / 2),
        padW - (padW / 2),
        outputH,
        outputW);
  }

  /** Whether the padding is the same on opposite sides. */
  public boolean isSymmetric() {
    return padTop == padBottom && padLeft == padRight;
  }

  public long[] kernel() {
    return new long[] {kernelHeight, kernelWidth};
  }

  public long[] strides() {
    return new long[] {strideHeight, strideWidth};
  }

  public long[] padBefore() {
    return new long[] {padTop, padLeft};
  }

  public long[] padAfter() {
    return new long[] {padBottom, padRight};
  }
}
