package org.evenmatch.definition;

import org.evenmatch.files.InvalidInputException;

/** A two-dimensional window: {@code height × width}, moved by the strides. */
public record Window(int height, int width, int strideHeight, int strideWidth, Padding padding) {
  /** Of one pixel Deeplearning4j makes half a pixel of padding, which is none; of two, less. */
  private static final int MOST_LEFT_OUT = -1;

  public Window {
    Checks.positive("kernel height", height);
    Checks.positive("kernel width", width);
    Checks.positive("stride height", strideHeight);
    Checks.positive("stride width", strideWidth);
  }

  /** A square window. */
  public static Window square(int size, int stride, Padding padding) {
    return new Window(size, size, stride, stride, padding);
  }

  /**
   * Refuses what a network of locally connected layers cannot have.
   *
   * @throws InvalidInputException if the window, its steps or {@code input} are not square
   */
  public void requireSquare(String layer, Shape input) {
    boolean isSquare = height == width && strideHeight == strideWidth;
    if (!isSquare || (!input.flat() && input.height() != input.width())) {
      throw new InvalidInputException(
          String.format(
              "the locally connected member must have square images and windows, because"
                  + " Deeplearning4j transposes its maps, but layer '%s' moves a window of %d×%d"
                  + " over %s: leave that member out",
              layer, height, width, input));
    }
  }

  /** Refuses what whitening filters, which are made of patches of images, cannot have. */
  void requireInside(String layer, Shape image) {
    if (height > image.height() || width > image.width()) {
      throw new InvalidInputException(
          String.format(
              "whitening filters are made of patches of images, but the %d×%d window of layer '%s' is"
                  + " larger than %s: use a smaller window",
              height, width, layer, image));
    }
  }

  Shape slideOver(String layer, Shape input, int channels) {
    if (input.flat()) {
      throw new InvalidInputException(
          "layer '"
              + layer
              + "' needs an image, but its input is a vector of "
              + input
              + " values: put it before the first dense layer");
    }
    if (padding == Padding.VALID && (height > input.height() || width > input.width())) {
      throw new InvalidInputException(
          String.format(
              "the %d×%d window of layer '%s' must fit into its input, but that is %s: use a"
                  + " smaller window, padding 'same', or fewer pools before it",
              height, width, layer, input));
    }
    if (padding == Padding.SAME
        && (padding.missing(input.height(), height, strideHeight) < MOST_LEFT_OUT
            || padding.missing(input.width(), width, strideWidth) < MOST_LEFT_OUT)) {
      throw new InvalidInputException(
          String.format(
              "with padding 'same' windows must reach to within a pixel of the border, because"
                  + " Deeplearning4j cannot compute others, but layer '%s' moves windows of %d×%d by"
                  + " %d×%d over %s: use smaller steps, a larger window or padding 'valid'",
              layer, height, width, strideHeight, strideWidth, input));
    }
    return Shape.image(
        padding.outputSize(input.height(), height, strideHeight),
        padding.outputSize(input.width(), width, strideWidth),
        channels);
  }
}
