package org.evenmatch.definition;

import org.evenmatch.files.InvalidInputException;

/**
 * How training images are changed at random each time that they are seen; test images never are.
 *
 * @param mirror whether they are seen left to right too
 * @param move the most pixels that they are moved by in each direction
 * @param border what stands where a moved image has left nothing
 * @param rotate the most degrees that they are turned by in each direction
 * @param zoom the largest part of their size that they grow or shrink by, 0 or more and below 1
 * @param deform standard deviation, in pixels, of what the points of a coarse grid are displaced
 *     by; between them displacements are interpolated (as in Ronneberger et al., "U-Net", 2015, for
 *     what Simard et al., "Best practices for convolutional neural networks", 2003, call elastic)
 * @param hide side of a square that is replaced by the mean of the training images, at a random
 *     place that may reach over the edge (DeVries and Taylor, "Improved regularization of
 *     convolutional neural networks with cutout", 2017); 0 for none
 */
public record Augmentation(
    Mirror mirror, int move, Border border, double rotate, double zoom, double deform, int hide) {
  /** Images as they are. */
  public static final Augmentation NONE = new Augmentation(Mirror.NONE, 0, Border.ZERO, 0);

  private static final int MOST_PIXELS = 100;

  public Augmentation {
    requireNotNegative("move", move);
    requireNotNegative("hide", hide);
    require(rotate >= 0 && rotate <= 180, "rotate must be degrees, 0 to 180", rotate);
    require(zoom >= 0 && zoom < 1, "zoom must be a part of the size, 0 or more and below 1", zoom);
    require(
        deform >= 0 && deform <= MOST_PIXELS,
        "deform must be a number of pixels, 0 to " + MOST_PIXELS,
        deform);
  }

  /** Mirrored, moved and partly hidden, not turned or bent. */
  public Augmentation(Mirror mirror, int move, Border border, int hide) {
    this(mirror, move, border, 0, 0, 0, hide);
  }

  private static void require(boolean holds, String rule, double value) {
    if (!holds) {
      throw new InvalidInputException(rule + ", but is " + value + ": 0 leaves it out");
    }
  }

  private static void requireNotNegative(String what, int pixels) {
    if (pixels < 0) {
      throw new InvalidInputException(
          what + " must be a number of pixels, 0 or more, but is " + pixels + ": 0 leaves it out");
    }
  }

  /** Whether pixels come to lie between pixels. */
  public boolean bends() {
    return rotate > 0 || zoom > 0 || deform > 0;
  }

  /** Whether anything is changed. */
  public boolean isNone() {
    return mirror == Mirror.NONE && move == 0 && hide == 0 && !bends();
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
