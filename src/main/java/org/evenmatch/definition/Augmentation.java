package org.evenmatch.definition;

import org.evenmatch.files.InvalidInputException;

/**
 * How training images are changed at random each time that they are seen; test images never are.
 *
 * @param mirror whether they are seen left to right too
 * @param move the most pixels that they are moved by in each direction
 * @param border what stands where a moved image has left nothing
 * @param hide side of a square that is replaced by the mean of the training images, at a random
 *     place that may reach over the edge (DeVries and Taylor, "Improved regularization of
 *     convolutional neural networks with cutout", 2017); 0 for none
 */
public record Augmentation(Mirror mirror, int move, Border border, int hide) {
  /** Images as they are. */
  public static final Augmentation NONE = new Augmentation(Mirror.NONE, 0, Border.ZERO, 0);

  public Augmentation {
    requireNotNegative("move", move);
    requireNotNegative("hide", hide);
  }

  private static void requireNotNegative(String what, int pixels) {
    if (pixels < 0) {
      throw new InvalidInputException(
          what + " must be a number of pixels, 0 or more, but is " + pixels + ": 0 leaves it out");
    }
  }

  /** Whether anything is changed. */
  public boolean isNone() {
    return mirror == Mirror.NONE && move == 0 && hide == 0;
  }

  /**
   * Refuses images that are too small for it.
   *
   * @throws InvalidInputException with the size
   */
  public void requireFits(Shape image) {
    int side = Math.min(image.height(), image.width());
    if (move >= side || hide > side) {
      throw new InvalidInputException(
          String.format(
              "images can be moved by less than their smaller side and at most so much of it can be"
                  + " hidden, but they are %s, 'move' is %d and 'hide' is %d: use smaller numbers",
              image, move, hide));
    }
  }
}
