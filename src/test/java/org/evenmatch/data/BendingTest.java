package org.evenmatch.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.evenmatch.definition.Augmentation;
import org.evenmatch.definition.Border;
import org.evenmatch.definition.Mirror;
import org.evenmatch.definition.Shape;
import org.evenmatch.files.InvalidInputException;
import org.junit.jupiter.api.Test;

class BendingTest {
  private static final Shape SHAPE = Shape.image(21, 25, 2);
  private static final Placement AS_IT_IS = new Placement(false, 0, 0, Border.ZERO);

  private static Augmentation how(double rotate, double zoom, double deform) {
    return new Augmentation(Mirror.NONE, 0, Border.ZERO, rotate, zoom, deform, 0);
  }

  /** Brightness that rises with the row in one channel and with the column in the other. */
  private static byte[] ramps() {
    byte[] image = new byte[(int) SHAPE.volume()];
    for (int row = 0; row < 21; row++) {
      for (int column = 0; column < 25; column++) {
        image[(row * 25) + column] = (byte) (10 * row);
        image[(21 * 25) + (row * 25) + column] = (byte) (10 * column);
      }
    }
    return image;
  }

  /** From where the pixel in {@code row} and {@code column} of bent ramps was taken. */
  private static double[] source(byte[] bent, int row, int column) {
    int place = (row * 25) + column;
    return new double[] {(bent[place] & 0xff) / 10.0, (bent[(21 * 25) + place] & 0xff) / 10.0};
  }

  private static byte[] bent(Augmentation how, Placement placement, long seed) {
    byte[] to = new byte[(int) SHAPE.volume()];
    new Bending(how, SHAPE).apply(ramps(), placement, new SplittableRandom(seed), to);
    return to;
  }

  @Test
  void turnsAboutTheMiddleByAnyAngleUpToTheLargest() {
    double largest = 0;
    for (int seed = 0; seed < 100; seed++) {
      byte[] bent = bent(how(30, 0, 0), AS_IT_IS, seed);
      assertThat(source(bent, 10, 12)).containsExactly(new double[] {10, 12}, within(0.06));
      double[] right = source(bent, 10, 18);
      double angle = Math.toDegrees(Math.atan2(right[0] - 10, right[1] - 12));
      assertThat(Math.hypot(right[0] - 10, right[1] - 12)).isCloseTo(6, within(0.15));
      double[] below = source(bent, 16, 12);
      assertThat(Math.toDegrees(Math.atan2(12 - below[1], below[0] - 10)))
          .isCloseTo(angle, within(1.5));
      largest = Math.max(largest, Math.abs(angle));
    }
    assertThat(largest).isBetween(27.0, 31.0);
  }

  @Test
  void growsAndShrinksAboutTheMiddle() {
    double largest = 0;
    double smallest = 9;
    for (int seed = 0; seed < 100; seed++) {
      double[] right = source(bent(how(0, 0.2, 0), AS_IT_IS, seed), 10, 20);
      assertThat(right[0]).isCloseTo(10, within(0.06));
      double size = 8 / (right[1] - 12);
      largest = Math.max(largest, size);
      smallest = Math.min(smallest, size);
    }
    assertThat(largest).isBetween(1.17, 1.22);
    assertThat(smallest).isBetween(0.78, 0.83);
  }

  @Test
  void deformsNeighboursAlikeAndPlacesFarApartOnTheirOwn() {
    double squares = 0;
    double neighbours = 0;
    double strangers = 0;
    int images = 400;
    for (int seed = 0; seed < images; seed++) {
      byte[] bent = bent(how(0, 0, 1.5), AS_IT_IS, seed);
      double here = source(bent, 10, 5)[0] - 10;
      squares += here * here;
      neighbours += here * (source(bent, 10, 6)[0] - 10);
      strangers += here * (source(bent, 10, 20)[0] - 10);
    }
    // Cubic B-splines leave half or less of the variance of the grid's points in each direction.
    assertThat(Math.sqrt(squares / images)).isBetween(0.5, 0.9);
    assertThat(neighbours / squares).isBetween(0.9, 1.02);
    assertThat(Math.abs(strangers / squares)).isLessThan(0.2);
  }

  @Test
  void mirrorsAndMovesBesides() {
    Placement placement = new Placement(true, 2, -3, Border.ZERO);
    byte[] moved = new byte[(int) SHAPE.volume()];
    placement.apply(SHAPE, ramps(), 0, moved);

    // A turn by no angle: only the way through the interpolation is taken.
    assertThat(bent(how(0, 0, 0), placement, 1)).isEqualTo(moved);
    assertThat(bent(how(0, 0, 0), new Placement(true, 2, -3, Border.MIRRORED), 1))
        .isNotEqualTo(moved);
  }

  @Test
  void refusesWhatNoImageCanUndergo() {
    assertThatThrownBy(() -> how(181, 0, 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("rotate must be degrees, 0 to 180, but is 181.0: 0 leaves it out");
    assertThatThrownBy(() -> how(0, 1, 0)).hasMessageContaining("zoom must be a part of the size");
    assertThatThrownBy(() -> how(0, 0, -1))
        .hasMessageContaining("deform must be a number of pixels");
  }
}
