package org.evenmatch.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.IntStream;
import org.evenmatch.definition.Augmentation;
import org.evenmatch.definition.Shape;
import org.evenmatch.definition.Training;
import org.evenmatch.kernels.InertRunner;
import org.evenmatch.kernels.Pixels;
import org.evenmatch.kernels.ThreadChoice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Batches of bytes against those that the processor normalises. */
class ByteBatchesTest {
  private static final int IMAGES = 23;

  /** Makes features of bytes, as a device does. */
  private static final class Device extends InertRunner {
    final List<float[]> features = new ArrayList<>();
    final List<long[]> dimensions = new ArrayList<>();
    final List<float[]> labels = new ArrayList<>();

    @Override
    public void fit(Pixels pixels, INDArray batchLabels) {
      int plane = pixels.values().length / pixels.examples() / pixels.channels();
      float[] made = new float[pixels.values().length];
      for (int i = 0; i < made.length; i++) {
        int channel = (i / plane) % pixels.channels();
        made[i] = pixels.features()[(channel * Pixels.BYTE_VALUES) + (pixels.values()[i] & 0xff)];
      }
      features.add(made);
      dimensions.add(pixels.dimensions());
      labels.add(batchLabels.dup().data().asFloat());
    }

    @Override
    public void fit(INDArray given, INDArray batchLabels) {
      features.add(given.dup().data().asFloat());
      dimensions.add(given.shape());
      labels.add(batchLabels.dup().data().asFloat());
    }
  }

  private static ImageSet images() {
    byte[] pixels = new byte[IMAGES * 18];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 37);
    }
    return new ImageSet(
        Shape.image(3, 3, 2), pixels, IntStream.range(0, IMAGES).map(i -> i % 4).toArray());
  }

  private static HostBatches.Form form(boolean flat) {
    return new HostBatches.Form(images(), 4, Normalization.of(images()), 5, flat, 0.2);
  }

  private static Device seen(Iterator<Batch> batches) {
    Device device = new Device();
    batches.forEachRemaining(batch -> batch.fit(device));
    return device;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void areThoseThatTheProcessorNormalisesInOrderAndSize(boolean flat) {
    int[] order = Batches.shuffledOrder(IMAGES, 3, 1);
    Device bytes = seen(new ByteBatches(form(flat), Optional.empty(), order, 10));
    Device floats =
        seen(
            new HostBatches(
                form(flat), Optional.empty(), new ThreadChoice(2, true), false, order, 10));

    assertThat(bytes.features).hasSize(3).containsExactlyElementsOf(floats.features);
    assertThat(bytes.labels).containsExactlyElementsOf(floats.labels);
    assertThat(bytes.dimensions).containsExactlyElementsOf(floats.dimensions);
    assertThat(bytes.dimensions.get(2)[0]).isEqualTo(3);
  }

  @Test
  void areChangedAsThoseThatTheProcessorNormalises() {
    Augmentation how = Training.DEFAULT.with("mirror", "random").with("move", "1").augmentation();
    int[] order = IntStream.range(0, IMAGES).toArray();
    Optional<Augmenter> augmenter =
        Optional.of(new Augmenter(how, images(), Normalization.of(images()), 7, 2));

    Device bytes = seen(new ByteBatches(form(false), augmenter, order, 0));
    Device floats =
        seen(new HostBatches(form(false), augmenter, new ThreadChoice(2, true), false, order, 0));
    Device asTheyLie = seen(new ByteBatches(form(false), Optional.empty(), order, 0));

    assertThat(bytes.features).containsExactlyElementsOf(floats.features);
    assertThat(bytes.features.get(0)).isNotEqualTo(asTheyLie.features.get(0));
  }

  @Test
  void endWithTheLastImageAndNeedARunnerThatTakesBytes() {
    Iterator<Batch> batches = new ByteBatches(form(false), Optional.empty(), new int[] {0, 1}, 0);
    Batch only = batches.next();

    assertThat(only.size()).isEqualTo(2);
    assertThat(batches.hasNext()).isFalse();
    assertThatThrownBy(batches::next).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(only::features).isInstanceOf(IllegalStateException.class);
  }
}
