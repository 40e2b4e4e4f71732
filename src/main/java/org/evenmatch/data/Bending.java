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

  /** Only so many points beside each other count at a place. */
  private static final int NEAR = 4;

  private static final byte[] NO_BACKGROUND = {};

  private final Augmentation how;
  private final Shape shape;
  private final int height;
  private final int width;
  private final Line rows;
  private final Line columns;

  Bending(Augmentation how, Shape shape) {
    this.how = how;
    this.shape = shape;
    this.height = shape.height();
    this.width = shape.width();
    this.rows = Line.of(height);
    this.columns = Line.of(width);
  }

  /** The places along one side of an image. */
  private static final class Line {
    private final int[] firsts;
    private final double[] weights;

    private Line(int size) {
      firsts = new int[size];
      weights = new double[size * NEAR];
    }

    static Line of(int size) {
      Line line = new Line(size);
      for (int i = 0; i < size; i++) {
        double at = (i + 0.5) * SPANS / size;
        int span = (int) at;
        double t = at - span;
        int from = i * NEAR;
        line.firsts[i] = span;
        line.weights[from] = (1 - t) * (1 - t) * (1 - t) / 6;
        line.weights[from + 1] = (4 + (t * t * ((3 * t) - 6))) / 6;
        line.weights[from + 2] = (1 + (t * (3 + (t * (3 - (3 * t)))))) / 6;
        line.weights[from + 3] = t * t * t / 6;
      }
      return line;
    }

    /** What values at the points are at {@code place}; the weights there add up to 1. */
    double at(int place, double[] points) {
      int first = firsts[place];
      int from = place * NEAR;
      return (weights[from] * points[first])
          + (weights[from + 1] * points[first + 1])
          + (weights[from + 2] * points[first + 2])
          + (weights[from + 3] * points[first + 3]);
    }
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
    Bilinear bilinear = new Bilinear(shape, placement.border(), NO_BACKGROUND);
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
    // [column of the grid][row of the grid]
    double[][] grid = new double[POINTS][POINTS];
    for (int row = 0; row < POINTS; row++) {
      for (int column = 0; column < POINTS; column++) {
        grid[column][row] = how.deform() * random.nextGaussian();
      }
    }
    double[] points = new double[POINTS];
    for (int row = 0; row < height; row++) {
      for (int i = 0; i < POINTS; i++) {
        points[i] = rows.at(row, grid[i]);
      }
      for (int column = 0; column < width; column++) {
        displacements[(row * width) + column] = columns.at(column, points);
      }
    }
    return displacements;
  }
}
