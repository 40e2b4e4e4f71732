package org.evenmatch.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.evenmatch.definition.Shape;
import org.evenmatch.files.InvalidInputException;
import org.junit.jupiter.api.Test;

class DatasetTest {

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
  void setsValidationImagesAsideClassByClass() {
    // Image i is of brightness i; a third of them is of class 0.
    int[] labels = new int[120];
    byte[] pixels = new byte[120];
    for (int i = 0; i < 120; i++) {
      pixels[i] = (byte) i;
      labels[i] = i < 40 ? 0 : 1;
    }
    ImageSet train = new ImageSet(Shape.image(1, 1, 1), pixels, labels);
    ImageSet test = new ImageSet(Shape.image(1, 1, 1), new byte[] {(byte) 200}, new int[] {0});
    Dataset all = new Dataset("d", train, test, List.of("a", "b"), Optional.empty());

    Dataset held = all.withValidation(30, 3);

    assertThat(held.test().size()).isEqualTo(30);
    assertThat(IntStream.of(held.test().labels()).filter(label -> label == 0).count())
        .isEqualTo(10);
    byte[] together = new byte[120];
    System.arraycopy(held.train().pixels(), 0, together, 0, 90);
    System.arraycopy(held.test().pixels(), 0, together, 90, 30);
    Arrays.sort(together);
    // Every training image is in one of the two, and no test image is.
    assertThat(together).isEqualTo(pixels);
    for (int i = 0; i < 30; i++) {
      assertThat(held.test().label(i)).isEqualTo(held.test().pixels()[i] < 40 ? 0 : 1);
    }
    assertThat(held.test().pixels())
        .isEqualTo(all.withValidation(30, 3).test().pixels())
        .isNotEqualTo(all.withValidation(30, 4).test().pixels());
    assertThatThrownBy(() -> all.withValidation(61, 3))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("at most half of the 120 training images, but are 61");
    assertThatThrownBy(() -> all.withValidation(1, 3)).hasMessageContaining("each of 2 classes");
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
