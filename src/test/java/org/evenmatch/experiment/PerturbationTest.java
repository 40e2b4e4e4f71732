package org.evenmatch.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.data.Dataset;
import org.evenmatch.data.ImageSet;
import org.evenmatch.data.Normalization;
import org.evenmatch.definition.Shape;
import org.evenmatch.definition.TestViews;
import org.evenmatch.kernels.InertRunner;
import org.evenmatch.measure.Correctness;
import org.evenmatch.training.Classifier;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class PerturbationTest {
  private static final List<Perturbation> ALL =
      List.of(new Shift(), new Rotation(), new Scale(), new Noise(), new Occlusion());
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
    List<ImageSet> moved = new Shift().apply(ramp(), 1, BACKGROUND);

    assertThat(moved).hasSize(4);
    assertThat(moved.get(0).image(0)).containsExactly(2, 3, 9, 5, 6, 9, 8, 10, 9);
    assertThat(moved.get(1).image(0)).containsExactly(9, 1, 2, 9, 4, 5, 9, 7, 8);
    assertThat(moved.get(2).image(0)).containsExactly(4, 5, 6, 7, 8, 10, 9, 9, 9);
    assertThat(moved.get(3).image(0)).containsExactly(9, 9, 9, 1, 2, 3, 4, 5, 6);
  }

  @Test
  void beginWithTheImagesAsTheyAre() {
    assertThat(ALL).allMatch(one -> one.levels(Shape.image(3, 3, 1)).get(0) == 0);
  }

  @Test
  void addsGaussianNoiseOfTheDeviationAskedFor() {
    byte[] grey = new byte[40 * 40];
    Arrays.fill(grey, (byte) 128);
    ImageSet images = new ImageSet(Shape.image(40, 40, 1), grey, new int[] {0});

    byte[] noisy = new Noise().apply(images, 16, BACKGROUND).get(0).image(0);

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

    ImageSet hidden = new Occlusion().apply(images, 6, new byte[2]).get(0);

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
  void turnsBothWaysAroundTheMiddle() {
    List<ImageSet> turned = new Rotation().apply(ramp(), 90, BACKGROUND);

    assertThat(turned).hasSize(2);
    assertThat(turned.get(0).image(0)).containsExactly(3, 6, 10, 2, 5, 8, 1, 4, 7);
    assertThat(turned.get(1).image(0)).containsExactly(7, 4, 1, 8, 5, 2, 10, 6, 3);
  }

  @Test
  void shrinksAndGrowsAroundTheMiddle() {
    byte[] point = new byte[25];
    point[12] = 90;
    point[13] = 60;
    ImageSet images = new ImageSet(Shape.image(5, 5, 1), point, new int[] {0});

    List<ImageSet> scaled = new Scale().apply(images, 50, BACKGROUND);

    // Shrunk by 1.5, a pixel from the middle shows what was 1.5 away: half of 60, half of 0; and
    // two away what was 3 away, background.
    assertThat(Arrays.copyOfRange(scaled.get(0).image(0), 10, 15)).containsExactly(9, 0, 90, 30, 9);
    // Grown by 1.5, what was ⅔ away: a third of 90 and two of 60.
    assertThat(scaled.get(1).image(0)[12]).isEqualTo((byte) 90);
    assertThat(scaled.get(1).image(0)[13]).isEqualTo((byte) 70);
  }

  /** Says 1 where the first pixel is brighter than the dark test image. */
  private static final class FirstPixel extends InertRunner {
    private final float bright;

    FirstPixel(float bright) {
      this.bright = bright;
    }

    @Override
    public int[] classify(INDArray features) {
      return IntStream.range(0, (int) features.size(0))
          .map(i -> features.getFloat(i, 0) > bright ? 1 : 0)
          .toArray();
    }
  }

  @Test
  void networksSeeEveryDirectionFilledWithTheBorderOfTheTrainingImages() {
    Shape shape = Shape.image(5, 5, 1);
    byte[] framed = new byte[25];
    Arrays.fill(framed, (byte) 200);
    framed[12] = 0;
    byte[] dark = new byte[25];
    Arrays.fill(dark, (byte) 50);
    ImageSet train = new ImageSet(shape, framed, new int[] {1});
    ImageSet test = new ImageSet(shape, dark, new int[] {1});
    Normalization normalization = Normalization.of(train);
    MultiLayerNetwork any =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list(new OutputLayer.Builder().nIn(25).nOut(2).build())
                .build());

    Perturbation.Found found =
        (Perturbation.Found)
            new Shift()
                .measurement()
                .orElseThrow()
                .of(
                    new Classifier(
                        any,
                        new FirstPixel(normalization.table(0)[100]),
                        normalization,
                        2,
                        1,
                        true,
                        TestViews.NONE),
                    new Dataset("framed", train, test, List.of("a", "b"), Optional.empty()));

    assertThat(found.levels().subList(0, 2)).containsExactly(0, 1);
    // Of four directions, to the right and down bring the bright border to the first pixel.
    assertThat(found.correctness().get(0)).isEqualTo(new Correctness(1, List.of(0)));
    assertThat(found.correctness().get(1)).isEqualTo(new Correctness(4, List.of(2)));
  }

  @Test
  void givesTheSamePixelsEveryTime() {
    for (Perturbation perturbation : ALL) {
      assertThat(perturbation.apply(random(2), 4, new byte[2]).get(0).image(1))
          .isEqualTo(perturbation.apply(random(2), 4, new byte[2]).get(0).image(1));
    }
  }

  @Test
  void takesTheMedianOfTheBorderForBackground() {
    byte[] pixels = {7, 7, 7, 7, 100, 7, 7, (byte) 200, 7};
    ImageSet images = new ImageSet(Shape.image(3, 3, 1), pixels, new int[] {0});

    assertThat(Background.of(images)).containsExactly(7);
  }
}
