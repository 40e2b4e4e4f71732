package org.evenmatch.definition;

import org.evenmatch.files.InvalidInputException;

/** A two-dimensional window: {@code height × width}, moved by the strides. */
public record Window(int height, int width, int strideHeight, int strideWidth, Padding padding) {
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
    return Shape.image(
        padding.outputSize(input.height(), height, strideHeight),
        padding.outputSize(input.width(), width, strideWidth),
        channels);
  }
}
