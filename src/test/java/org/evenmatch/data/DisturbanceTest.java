package org.evenmatch.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.evenmatch.spec.Shape;
import org.junit.jupiter.api.Test;

class DisturbanceTest {
  private static final byte[] BACKGROUND = {9};

  private static ImageSet ramp() {
    return new ImageSet(
        Shape.image(3, 3, 1), new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 10}, new int[] {0});
  }

  private static ImageSet random(int images) {
    byte[] pixels = new byte[images * 2 * 16 * 16];
    new Random(3).nextBytes(pixels);
    return new ImageSet(Shape.image(16, 16, 2), pixels, new int[images]);
  }

  @Test
  void movesInEveryDirectionAndFillsWithBackground() {
    List<ImageSet> moved = Disturbance.SHIFT.apply(ramp(), 1, BACKGROUND);

    assertThat(moved).hasSize(4);
    assertThat(moved.get(0).image(0)).containsExactly(2, 3, 9, 5, 6, 9, 8, 10, 9);
    assertThat(moved.get(1).image(0)).containsExactly(9, 1, 2, 9, 4, 5, 9, 7, 8);
    assertThat(moved.get(2).image(0)).containsExactly(4, 5, 6, 7, 8, 10, 9, 9, 9);
    assertThat(moved.get(3).image(0)).containsExactly(9, 9, 9, 1, 2, 3, 4, 5, 6);
  }

  @Test
  void leavesImagesAloneAtTheFirstLevel() {
    for (Disturbance disturbance : Disturbance.values()) {
      int first = disturbance.levels(Shape.image(3, 3, 1)).get(0);

      assertThat(disturbance.apply(ramp(), first, BACKGROUND).get(0).image(0))
          .isEqualTo(ramp().image(0));
    }
  }

  @Test
  void addsGaussianNoiseOfTheDeviationAskedFor() {
    byte[] grey = new byte[40 * 40];
    Arrays.fill(grey, (byte) 128);
    ImageSet images = new ImageSet(Shape.image(40, 40, 1), grey, new int[] {0});

    byte[] noisy = Disturbance.NOISE.apply(images, 16, BACKGROUND).get(0).image(0);

    double squares =
        IntStream.range(0, noisy.length)
            .mapToDouble(i -> (noisy[i] & 0xff) - 128.0)
            .map(d -> d * d)
            .sum();
    assertThat(Math.sqrt(squares / noisy.length)).isCloseTo(16, within(1.0));
  }

  @Test
  void hidesOneSquareInEveryChannel() {
    ImageSet images = random(5);

    ImageSet hidden = Disturbance.OCCLUSION.apply(images, 6, new byte[2]).get(0);

    for (int image = 0; image < 5; image++) {
      byte[] before = images.image(image);
      byte[] after = hidden.image(image);
      int[] changed =
          IntStream.range(0, 256)
              .filter(i -> after[i] == (byte) 128 && after[256 + i] == (byte) 128)
              .filter(i -> before[i] != (byte) 128 || before[256 + i] != (byte) 128)
              .toArray();
      int top = Arrays.stream(changed).map(i -> i / 16).min().orElseThrow();
      int bottom = Arrays.stream(changed).map(i -> i / 16).max().orElseThrow();
      assertThat(changed).hasSize(36);
      assertThat(bottom - top).isEqualTo(5);
    }
  }

  @Test
  void givesTheSamePixelsEveryTime() {
    for (Disturbance disturbance : Disturbance.values()) {
      assertThat(disturbance.apply(random(2), 4, new byte[2]).get(0).image(1))
          .isEqualTo(disturbance.apply(random(2), 4, new byte[2]).get(0).image(1));
    }
  }

  @Test
  void takesTheMedianOfTheBorderForBackground() {
    byte[] pixels = {7, 7, 7, 7, 100, 7, 7, (byte) 200, 7};
    ImageSet images = new ImageSet(Shape.image(3, 3, 1), pixels, new int[] {0});

    assertThat(Disturbance.background(images)).containsExactly(7);
  }

  @Test
  void rearrangesTrainingAndTestImagesBySamePermutation() {
    byte[] pixels = new byte[256];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) i;
    }
    ImageSet images = new ImageSet(Shape.image(16, 16, 1), pixels, new int[] {1});
    Dataset dataset = new Dataset("d", images, images, List.of("a", "b"), Optional.empty());

    Dataset permuted = dataset.permuted(5);

    byte[] there = permuted.train().image(0);
    assertThat(there).isEqualTo(permuted.test().image(0)).isNotEqualTo(pixels);
    assertThat(permuted.train().label(0)).isEqualTo(1);
    Arrays.sort(there);
    Arrays.sort(pixels);
    assertThat(there).isEqualTo(pixels);
  }

  @Test
  void samplesTheSameImagesForTheSameSeedAndKeepsTheTestImages() {
    Dataset all = Datasets.glyphs();

    Dataset some = all.sampled(100, 4);

    assertThat(some.train().size()).isEqualTo(100);
    assertThat(some.test()).isSameAs(all.test());
    assertThat(some.train().labels()).isEqualTo(all.sampled(100, 4).train().labels());
    assertThat(some.train().labels()).isNotEqualTo(all.sampled(100, 5).train().labels());
  }
}
