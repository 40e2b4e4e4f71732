package org.evenmatch.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.evenmatch.definition.Shape;
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
  void samplesTheSameImagesForTheSameSeedAndKeepsTheTestImages() {
    Dataset all = Datasets.glyphs();

    Dataset some = all.sampled(100, 4);

    assertThat(some.train().size()).isEqualTo(100);
    assertThat(some.test()).isSameAs(all.test());
    assertThat(some.train().labels()).isEqualTo(all.sampled(100, 4).train().labels());
    assertThat(some.train().labels()).isNotEqualTo(all.sampled(100, 5).train().labels());
  }
}
