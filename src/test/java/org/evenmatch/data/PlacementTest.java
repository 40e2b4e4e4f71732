package org.evenmatch.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.evenmatch.definition.Border;
import org.evenmatch.definition.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlacementTest {
  /** One pixel at a time, by the definition; what was in the array before must not matter. */
  @ParameterizedTest
  @EnumSource(Border.class)
  void mirrorsAndMovesImagesOfAnyWidthWhereverTheyBegin(Border border) {
    SplittableRandom random = new SplittableRandom(1);
    for (int trial = 0; trial < 2_000; trial++) {
      Shape shape =
          Shape.image(1 + random.nextInt(6), 1 + random.nextInt(40), 1 + random.nextInt(3));
      int volume = (int) shape.volume();
      byte[] images = new byte[3 * volume];
      random.nextBytes(images);
      Placement placement =
          new Placement(random.nextBoolean(), random.nextInt(-3, 4), random.nextInt(-3, 4), border);
      byte[] found = new byte[volume];
      random.nextBytes(found);

      placement.apply(shape, images, volume, found);

      int at = 0;
      for (int channel = 0; channel < shape.channels(); channel++) {
        for (int row = 0; row < shape.height(); row++) {
          for (int column = 0; column < shape.width(); column++) {
            int y = source(row - placement.down(), shape.height(), border);
            int x = source(column - placement.right(), shape.width(), border);
            boolean inside = y >= 0 && y < shape.height() && x >= 0 && x < shape.width();
            int from = placement.mirrored() ? shape.width() - 1 - x : x;
            byte expected =
                inside
                    ? images[volume + (((channel * shape.height()) + y) * shape.width()) + from]
                    : 0;
            assertThat(found[at++])
                .as("%s of %s: %d, %d, %d", placement, shape, channel, row, column)
                .isEqualTo(expected);
          }
        }
      }
    }
  }

  /** An image goes on mirrored, its edge once; one of a single pixel goes on as it is. */
  private static int source(int at, int size, Border border) {
    if (border == Border.ZERO) {
      return at;
    }
    return size == 1 ? 0 : at < 0 ? -at : at >= size ? (2 * (size - 1)) - at : at;
  }
}
