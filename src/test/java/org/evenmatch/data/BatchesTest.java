package org.evenmatch.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.evenmatch.definition.Augmentation;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.Shape;
import org.evenmatch.definition.Training;
import org.evenmatch.kernels.ThreadChoice;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class BatchesTest {
  /** Two channels of 1×2 pixels; image i is {10 i, 10 i + 1 | 200, 200}. */
  private static ImageSet images(int count) {
    byte[] pixels = new byte[count * 4];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      pixels[4 * i] = (byte) (10 * i);
      pixels[(4 * i) + 1] = (byte) ((10 * i) + 1);
      pixels[(4 * i) + 2] = (byte) 200;
      pixels[(4 * i) + 3] = (byte) 200;
      labels[i] = i % 3;
    }
    return new ImageSet(Shape.image(1, 2, 2), pixels, labels);
  }

  private static Batches batches(int count, int batch, boolean flat) {
    return new Batches(images(count), 3, Normalization.of(images(count)), batch, flat);
  }

  @Test
  void haveBatchChannelHeightWidthAndOneHotLabels() {
    Iterator<Batch> all = batches(7, 4, false).inOrder().iterator();

    Batch first = all.next();
    assertThat(first.size()).isEqualTo(4);
    assertThat(first.features().shape()).containsExactly(4, 2, 1, 2);
    assertThat(first.labels().toFloatMatrix())
        .isDeepEqualTo(new float[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {1, 0, 0}});
    Batch last = all.next();
    assertThat(last.features().shape()).containsExactly(3, 2, 1, 2);
    assertThat(last.labels().toFloatMatrix())
        .isDeepEqualTo(new float[][] {{0, 1, 0}, {0, 0, 1}, {1, 0, 0}});
    assertThat(all.hasNext()).isFalse();
  }

  @Test
  void areFlatForAFullyConnectedNetworkWithTheSameValues() {
    Batch image = batches(3, 3, false).inOrder().iterator().next();
    Batch flat = batches(3, 3, true).inOrder().iterator().next();

    assertThat(flat.features().shape()).containsExactly(3, 4);
    assertThat(flat.features().ravel().toFloatVector())
        .containsExactly(image.features().ravel().toFloatVector());
  }

  @Test
  void areNormalisedPerChannel() {
    // Channel 0 holds 0, 1, 10, 11: mean 5.5, deviation √25.25; channel 1 is constant.
    float[] values =
        batches(2, 2, true).inOrder().iterator().next().features().ravel().toFloatVector();

    float low = (float) (-5.5 / Math.sqrt(25.25));
    assertThat(values[0]).isCloseTo(low, within(1e-6f));
    assertThat(values[5]).isCloseTo(-low, within(1e-6f));
    assertThat(values[2]).isZero();
  }

  private static Batches toTrain(String setting, String value) {
    NetworkSpec spec =
        new NetworkSpec(
            "n",
            Kind.CNN,
            Shape.image(1, 2, 2),
            List.of(new LayerSpec.Output("output", 3)),
            Training.DEFAULT.withBatch(5).with(setting, value));
    return Batches.toTrain(spec, images(5), 3, Normalization.of(images(5)));
  }

  @Test
  void smoothLabelsToTrainOn() {
    Batches batches = toTrain("label-smoothing", "0.3");

    float[][] training = batches.shuffled(1, 1).iterator().next().labels().toFloatMatrix();
    for (float[] label : training) {
      Arrays.sort(label);
      // 0.3 ÷ 3 for every class, and 0.7 more for the right one.
      assertThat(label).containsExactly(new float[] {0.1f, 0.1f, 0.8f}, within(1e-6f));
    }
  }

  @Test
  void changeImagesInTrainingOnlyAndEveryEpochInAnotherWay() {
    Batches batches = toTrain("mirror", "alternating");
    Batches plain = batches(5, 5, false);
    INDArray asTheyAre = plain.shuffled(1, 1).iterator().next().features().dup();
    INDArray first = batches.shuffled(1, 1).iterator().next().features().dup();
    int mirrored = 0;
    for (int i = 0; i < 5; i++) {
      float left = asTheyAre.getFloat(i, 0, 0, 0);
      float right = asTheyAre.getFloat(i, 0, 0, 1);
      boolean isMirrored = first.getFloat(i, 0, 0, 0) == right;
      assertThat(first.getFloat(i, 0, 0, 1)).isEqualTo(isMirrored ? left : right);
      mirrored += isMirrored ? 1 : 0;
    }

    assertThat(mirrored).isBetween(1, 4);
    INDArray second = batches.shuffled(1, 2).iterator().next().features().dup();
    int[] orderOfFirst = Batches.shuffledOrder(5, 1, 1);
    int[] orderOfSecond = Batches.shuffledOrder(5, 1, 2);
    for (int i = 0; i < 5; i++) {
      int again = 0;
      while (orderOfSecond[again] != orderOfFirst[i]) {
        again++;
      }
      assertThat(second.getFloat(again, 0, 0, 0)).isEqualTo(first.getFloat(i, 0, 0, 1));
    }
    assertThat(batches.inOrder().iterator().next().features())
        .isEqualTo(plain.inOrder().iterator().next().features());
  }

  @Test
  void comeWithoutEndEpochAfterEpoch() {
    Batches batches = batches(5, 2, true);
    Iterator<Batch> endless = batches.endless(9);
    for (int epoch = 1; epoch <= 3; epoch++) {
      for (Batch expected : batches(5, 2, true).shuffled(9, epoch)) {
        assertThat(endless.next().features()).isEqualTo(expected.features());
      }
    }
    Iterator<Batch> inOrder = batches.endlessInOrder();
    for (int time = 1; time <= 2; time++) {
      for (Batch expected : batches(5, 2, true).inOrder()) {
        assertThat(inOrder.next().features()).isEqualTo(expected.features());
      }
    }
  }

  @Test
  void areShuffledBySeedAndEpochAlone() {
    int[] order = Batches.shuffledOrder(100, 1, 1);

    assertThat(order).containsExactly(Batches.shuffledOrder(100, 1, 1));
    assertThat(order).isNotEqualTo(Batches.shuffledOrder(100, 1, 2));
    assertThat(order).isNotEqualTo(Batches.shuffledOrder(100, 2, 1));
    assertThat(order).doesNotHaveDuplicates().hasSize(100);
  }

  private static HostBatches host(
      ImageSet images,
      Normalization normalization,
      boolean flat,
      boolean ahead,
      int[] order,
      int first) {
    return new HostBatches(
        form(images, normalization, flat),
        Optional.empty(),
        new ThreadChoice(2, true),
        ahead,
        order,
        first);
  }

  @Test
  void areTheSameHoweverManyThreadsMakeThem() {
    ImageSet images = randomImages();
    Normalization normalization = Normalization.of(images);
    Augmentation how = Training.DEFAULT.with("mirror", "random").with("move", "1").augmentation();
    Optional<Augmenter> augmenter = Optional.of(new Augmenter(how, images, normalization, 7, 2));
    int[] order = Batches.shuffledOrder(images.size(), 3, 1);
    List<List<float[]>> all = new ArrayList<>();
    for (int threads : new int[] {1, 3, 16}) {
      List<float[]> features = new ArrayList<>();
      new HostBatches(
              form(images, normalization, false),
              augmenter,
              new ThreadChoice(threads, true),
              false,
              order,
              0)
          .forEachRemaining(batch -> features.add(batch.features().dup().data().asFloat()));
      all.add(features);
    }

    assertThat(all.get(0)).hasSize((images.size() + 7) / 8);
    assertThat(all.get(1)).containsExactlyElementsOf(all.get(0));
    assertThat(all.get(2)).containsExactlyElementsOf(all.get(0));
  }

  private static HostBatches.Form form(ImageSet images, Normalization normalization, boolean flat) {
    return new HostBatches.Form(images, 4, normalization, 8, flat, 0.2);
  }

  @Test
  void onTheDeviceAreWhatTheProcessorNormalises() {
    ImageSet images = randomImages();
    Normalization normalization = Normalization.of(images);
    for (boolean flat : new boolean[] {false, true}) {
      int[] order = Batches.shuffledOrder(images.size(), 3, 1);
      HostBatches host = host(images, normalization, flat, false, order, 5);
      DeviceImages device = new DeviceImages(form(images, normalization, flat));
      try (device) {
        Iterator<Batch> gathered = device.batches(order, 5);
        while (host.hasNext()) {
          Batch expected = host.next();
          Batch actual = gathered.next();
          assertThat(actual.features().shape()).containsExactly(expected.features().shape());
          assertThat(actual.features().ravel().toFloatVector())
              .containsExactly(expected.features().ravel().toFloatVector(), within(1e-5f));
          assertThat(actual.labels().toFloatMatrix())
              .isDeepEqualTo(expected.labels().toFloatMatrix());
        }
        assertThat(gathered.hasNext()).isFalse();
      }
      assertThat(device.isReleased()).isTrue();
    }
  }

  @Test
  void preparedAheadAreTheSame() {
    ImageSet images = randomImages();
    Normalization normalization = Normalization.of(images);
    int[] order = Batches.shuffledOrder(images.size(), 3, 1);
    HostBatches plain = host(images, normalization, false, false, order, 0);
    HostBatches ahead = host(images, normalization, false, true, order, 0);

    while (plain.hasNext()) {
      Batch expected = plain.next();
      Batch actual = ahead.next();
      assertThat(actual.features()).isEqualTo(expected.features());
      assertThat(actual.labels()).isEqualTo(expected.labels());
    }
    assertThat(ahead.hasNext()).isFalse();
  }

  /** 29 images of 2 channels and every byte, the first channel brighter. */
  private static ImageSet randomImages() {
    SplittableRandom random = new SplittableRandom(1);
    byte[] pixels = new byte[29 * 2 * 15];
    random.nextBytes(pixels);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i / 15 % 2 == 0 ? (byte) (128 + ((pixels[i] & 0xff) / 2)) : pixels[i];
    }
    int[] labels = random.ints(29, 0, 4).toArray();
    return new ImageSet(Shape.image(3, 5, 2), pixels, labels);
  }
}
