package org.evenmatch.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.evenmatch.definition.Border;
import org.evenmatch.definition.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BilinearTest {
  private static final int HEIGHT = 4;
  private static final int WIDTH = 5;
  private static final int CHANNELS = 2;
  private static final byte[] BACKGROUND = {7, (byte) 200};
  private static final Shape SHAPE = Shape.image(HEIGHT, WIDTH, CHANNELS);

  private final byte[] image = new byte[CHANNELS * HEIGHT * WIDTH];

  BilinearTest() {
    new SplittableRandom(1).nextBytes(image);
  }

  private int pixel(Border border, int channel, int row, int column) {
    int y = border == Border.MIRRORED ? mirrored(row, HEIGHT) : row;
    int x = border == Border.MIRRORED ? mirrored(column, WIDTH) : column;
    return y < 0 || y >= HEIGHT || x < 0 || x >= WIDTH
        ? BACKGROUND[channel] & 0xff
        : image[(((channel * HEIGHT) + y) * WIDTH) + x] & 0xff;
  }

  /** For places up to a pixel beyond the edge. */
  private static int mirrored(int at, int size) {
    return at < 0 ? -at : at >= size ? size - 2 : at;
  }

  @ParameterizedTest
  @EnumSource(Border.class)
  void valuesLieBetweenTheFourPixelsAroundAPlaceInsideAndAtTheBorder(Border border) {
    Bilinear bilinear = new Bilinear(SHAPE, border, BACKGROUND);
    byte[] found = new byte[image.length];
    for (int i = -4; i < 4 * HEIGHT; i++) {
      for (int j = -4; j < 4 * WIDTH; j++) {
        // Quarters and what is made of them are exact.
        double row = i / 4.0;
        double column = j / 4.0;
        bilinear.read(image, row, column, found, 3);
        int top = Math.floorDiv(i, 4);
        int left = Math.floorDiv(j, 4);
        double below = row - top;
        double beside = column - left;
        for (int channel = 0; channel < CHANNELS; channel++) {
          double upper =
              ((1 - beside) * pixel(border, channel, top, left))
                  + (beside * pixel(border, channel, top, left + 1));
          double lower =
              ((1 - beside) * pixel(border, channel, top + 1, left))
                  + (beside * pixel(border, channel, top + 1, left + 1));
          assertThat(found[(channel * HEIGHT * WIDTH) + 3] & 0xff)
              .as("channel %d, row %s, column %s", channel, row, column)
              .isEqualTo((int) Math.round(((1 - below) * upper) + (below * lower)));
        }
      }
    }
  }
}
