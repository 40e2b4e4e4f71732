package org.evenmatch.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.evenmatch.definition.Augmentation;
import org.evenmatch.definition.Border;
import org.evenmatch.definition.Mirror;
import org.evenmatch.definition.Shape;
import org.evenmatch.files.InvalidInputException;
import org.junit.jupiter.api.Test;

class AugmenterTest {
  /** One image of 2×3 pixels and two channels, and 40 copies of it. */
  private static final byte[] IMAGE = {1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16};

  private static final byte[] MIRRORED = {3, 2, 1, 6, 5, 4, 13, 12, 11, 16, 15, 14};

  private static ImageSet copies() {
    byte[] pixels = new byte[40 * IMAGE.length];
    for (int i = 0; i < 40; i++) {
      System.arraycopy(IMAGE, 0, pixels, i * IMAGE.length, IMAGE.length);
    }
    return new ImageSet(Shape.image(2, 3, 2), pixels, new int[40]);
  }

  private static ImageSet counting(int height, int width) {
    byte[] pixels = new byte[height * width];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i + 1);
    }
    return new ImageSet(Shape.image(height, width, 1), pixels, new int[1]);
  }

  private static Augmenter augmenter(Augmentation how, ImageSet images, int epoch) {
    return new Augmenter(how, images, Normalization.of(images), 7, epoch);
  }

  @Test
  void mirrorsAboutHalfOfTheImagesAtRandomInEveryChannel() {
    ImageSet images = copies();
    Augmenter augmenter = augmenter(new Augmentation(Mirror.RANDOM, 0, Border.ZERO, 0), images, 1);
    int mirrored = 0;
    for (int i = 0; i < 40; i++) {
      byte[] seen = augmenter.image(i);
      boolean isMirrored = seen[0] == MIRRORED[0];
      assertThat(seen).isEqualTo(isMirrored ? MIRRORED : IMAGE);
      mirrored += isMirrored ? 1 : 0;
    }
    assertThat(mirrored).isBetween(10, 30);
  }

  @Test
  void alternatingMirrorsShowEveryImageBothWaysInAnyTwoEpochs() {
    ImageSet images = copies();
    Augmentation how = new Augmentation(Mirror.ALTERNATING, 0, Border.ZERO, 0);
    Set<Boolean> inFirst = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      boolean[] mirrored = new boolean[4];
      for (int epoch = 1; epoch <= 4; epoch++) {
        mirrored[epoch - 1] = augmenter(how, images, epoch).image(i)[0] == MIRRORED[0];
      }
      assertThat(mirrored[0]).isNotEqualTo(mirrored[1]).isEqualTo(mirrored[2]);
      assertThat(mirrored[1]).isEqualTo(mirrored[3]);
      inFirst.add(mirrored[0]);
    }
    assertThat(inFirst).containsExactlyInAnyOrder(true, false);
  }

  @Test
  void movesByEveryDistanceWithBlackBehind() {
    ImageSet images = counting(5, 4);
    Augmentation how = new Augmentation(Mirror.NONE, 2, Border.ZERO, 0);
    Set<String> moves = new HashSet<>();
    for (int epoch = 1; epoch <= 2_000; epoch++) {
      byte[] seen = augmenter(how, images, epoch).image(0);
      // The middle of the image stays in it: where it lies tells the move.
      int at = IntStream.range(0, seen.length).filter(i -> seen[i] == 10).findFirst().orElse(-1);
      int down = at < 0 ? Integer.MAX_VALUE : (at / 4) - 2;
      int right = at < 0 ? Integer.MAX_VALUE : (at % 4) - 1;
      if (at >= 0) {
        moves.add(down + " " + right);
        for (int i = 0; i < seen.length; i++) {
          int row = (i / 4) - down;
          int column = (i % 4) - right;
          boolean inside = row >= 0 && row < 5 && column >= 0 && column < 4;
          assertThat(seen[i]).isEqualTo((byte) (inside ? (row * 4) + column + 1 : 0));
        }
      }
    }
    // Two to the left would take it out of the image.
    assertThat(moves).hasSize(20);
  }

  @Test
  void mirrorsAtTheEdgeWithoutRepeatingIt() {
    ImageSet square = counting(6, 6);
    Augmentation moved = new Augmentation(Mirror.NONE, 2, Border.MIRRORED, 0);
    Set<Integer> columns = new HashSet<>();
    for (int epoch = 1; epoch <= 500; epoch++) {
      byte[] seen = augmenter(moved, square, epoch).image(0);
      assertThat(seen).doesNotContain((byte) 0);
      int right = (seen[7] - 1) % 6;
      columns.add(right);
    }
    // Places -1, 0, 1, 2, 3 hold columns 1, 0, 1, 2, 3.
    assertThat(columns).containsExactlyInAnyOrder(0, 1, 2, 3);
  }

  @Test
  void hidesASquareByTheMean() {
    ImageSet images = counting(6, 6);
    Augmentation how = new Augmentation(Mirror.NONE, 0, Border.ZERO, 2);
    Set<Integer> sizes = new HashSet<>();
    for (int epoch = 1; epoch <= 300; epoch++) {
      byte[] seen = augmenter(how, images, epoch).image(0);
      int hidden = 0;
      for (int i = 0; i < seen.length; i++) {
        if (seen[i] != i + 1) {
          // The mean of 1 to 36 is 18.5.
          assertThat(seen[i]).isEqualTo((byte) 19);
          hidden++;
        }
      }
      sizes.add(hidden);
    }
    // Whole squares, cut at edges and corners, and less one where the pixel was the mean already.
    assertThat(sizes).contains(4, 2, 1).allMatch(size -> size <= 4);
  }

  @Test
  void dependsOnSeedEpochAndIndexAlone() {
    ImageSet images = copies();
    Augmentation how = new Augmentation(Mirror.RANDOM, 1, Border.MIRRORED, 1);
    Augmenter one = augmenter(how, images, 3);
    for (int i = 39; i >= 0; i--) {
      assertThat(one.image(i)).isEqualTo(augmenter(how, images, 3).image(i));
    }
    int same = 0;
    Augmenter ofNextSeed = new Augmenter(how, images, Normalization.of(images), 8, 3);
    for (int i = 0; i < 40; i++) {
      same += Arrays.equals(one.image(i), ofNextSeed.image(i)) ? 1 : 0;
    }
    assertThat(same).isLessThan(20);
    Set<String> seen = new HashSet<>();
    for (int epoch = 1; epoch <= 20; epoch++) {
      seen.add(Arrays.toString(augmenter(how, images, epoch).image(5)));
    }
    assertThat(seen).hasSizeGreaterThan(5);
  }

  @Test
  void drawsNothingTwiceForSeedsThatFollowEachOther() {
    ImageSet images = counting(15, 15);
    Augmentation how = new Augmentation(Mirror.NONE, 7, Border.ZERO, 0);
    int shared = 0;
    for (int epoch = 1; epoch <= 300; epoch++) {
      int[] one = middle(new Augmenter(how, images, Normalization.of(images), 1, epoch));
      int[] next = middle(new Augmenter(how, images, Normalization.of(images), 2, epoch));
      shared += one[1] == next[0] || one[0] == next[1] ? 1 : 0;
    }
    // By chance 1 − (14 ÷ 15)² of them: 39.
    assertThat(shared).isLessThan(80);
  }

  /** Row and column in which the middle of a 15×15 image is found: it never leaves it. */
  private static int[] middle(Augmenter augmenter) {
    byte[] seen = augmenter.image(0);
    int at = 0;
    while (seen[at] != (7 * 15) + 7 + 1) {
      at++;
    }
    return new int[] {at / 15, at % 15};
  }

  @Test
  void changesRearrangedImagesAsTheyWereBefore() {
    ImageSet images = copies();
    int[] order = {4, 2, 0, 5, 1, 3};
    Augmentation how = new Augmentation(Mirror.RANDOM, 1, Border.ZERO, 0);
    for (int i = 0; i < 40; i++) {
      byte[] plain = augmenter(how, images, 1).image(i);
      byte[] found = augmenter(how, images.rearranged(order), 1).image(i);
      for (int pixel = 0; pixel < 6; pixel++) {
        assertThat(found[pixel]).isEqualTo(plain[order[pixel]]);
        assertThat(found[6 + pixel]).isEqualTo(plain[6 + order[pixel]]);
      }
    }
  }

  @Test
  void refusesWhatDoesNotFitTheImage() {
    Augmentation moved = new Augmentation(Mirror.NONE, 3, Border.ZERO, 0);

    moved.requireFits(Shape.image(4, 9, 1));
    assertThatThrownBy(() -> moved.requireFits(Shape.image(3, 9, 1)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("'move' is 3");
    assertThatThrownBy(() -> new Augmentation(Mirror.NONE, -1, Border.ZERO, 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("move must be a number of pixels, 0 or more, but is -1");
  }
}
