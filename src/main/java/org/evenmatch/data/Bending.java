package org.evenmatch.data;

import java.util.SplittableRandom;
import org.evenmatch.definition.Augmentation;
import org.evenmatch.definition.Shape;

/**
 * Turns, grows, shrinks and deforms images, each value interpolated between the four pixels around
 * the place that it comes from.
 *
 * <p>Deformations are cubic B-splines over a coarse grid (Rueckert et al., "Nonrigid registration
 * using free-form deformations", 1999), whose points are displaced at random.
 */
final class Bending {
  /** Four spans of a cubic B-spline on each side of an image. */
  private static final int SPANS = 4;

  private static final int POINTS = SPANS + 3;

  private static final byte[] NO_BACKGROUND = {};

  private final Augmentation how;
  private final int height;
  private final int width;
  private final double[][] rowWeights;
  private final double[][] columnWeights;

  Bending(Augmentation how, Shape shape) {
    this.how = how;
    this.height = shape.height();
    this.width = shape.width();
    this.rowWeights = weights(height);
    this.columnWeights = weights(width);
  }

  /** How much each point of the grid counts at each of {@code size} places; adds up to 1. */
  private static double[][] weights(int size) {
    double[][] weights = new double[size][POINTS];
    for (int i = 0; i < size; i++) {
      double at = (i + 0.5) * SPANS / size;
      int span = (int) at;
      double t = at - span;
      weights[i][span] = (1 - t) * (1 - t) * (1 - t) / 6;
      weights[i][span + 1] = (4 + (t * t * ((3 * t) - 6))) / 6;
      weights[i][span + 2] = (1 + (t * (3 + (t * (3 - (3 * t)))))) / 6;
      weights[i][span + 3] = t * t * t / 6;
    }
    return weights;
  }

  /**
   * Writes the changed image, {@code [channels, height, width]}.
   *
   * @param placement how it is mirrored and moved besides
   */
  void apply(byte[] from, Placement placement, SplittableRandom random, byte[] to) {
    double angle = Math.toRadians(how.rotate() * random.nextDouble(-1, 1));
    double size = 1 + (how.zoom() * random.nextDouble(-1, 1));
    double cosine = Math.cos(angle) / size;
    double sine = Math.sin(angle) / size;
    double[] down = displacements(random);
    double[] right = displacements(random);
    Bilinear bilinear = new Bilinear(height, width, placement.border(), NO_BACKGROUND);
    double middleRow = (height - 1) / 2.0;
    double middleColumn = (width - 1) / 2.0;
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        int place = (row * width) + column;
        double y = row - placement.down() - middleRow - down[place];
        double x = column - placement.right() - middleColumn - right[place];
        double sourceRow = middleRow + (cosine * y) - (sine * x);
        double sourceColumn = (sine * y) + (cosine * x);
        bilinear.read(
            from,
            sourceRow,
            middleColumn + (placement.mirrored() ? -sourceColumn : sourceColumn),
            to,
            place);
      }
    }
  }

  /** By how many pixels each place is displaced. */
  private double[] displacements(SplittableRandom random) {
    double[] displacements = new double[height * width];
    if (how.deform() == 0) {
      return displacements;
    }
    double[][] grid = new double[POINTS][POINTS];
    for (double[] line : grid) {
      for (int i = 0; i < POINTS; i++) {
        line[i] = how.deform() * random.nextGaussian();
      }
    }
    double[] line = new double[POINTS];
    for (int row = 0; row < height; row++) {
      for (int j = 0; j < POINTS; j++) {
        line[j] = 0;
        for (int i = 0; i < POINTS; i++) {
          line[j] += rowWeights[row][i] * grid[i][j];
        }
      }
      for (int column = 0; column < width; column++) {
        double sum = 0;
        for (int j = 0; j < POINTS; j++) {
          sum += columnWeights[column][j] * line[j];
        }
        displacements[(row * width) + column] = sum;
      }
    }
    return displacements;
  }
}
