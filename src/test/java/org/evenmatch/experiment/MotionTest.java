package org.evenmatch.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.data.Dataset;
import org.evenmatch.data.ImageSet;
import org.evenmatch.data.Normalization;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.Match;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.PairReader;
import org.evenmatch.definition.Shape;
import org.evenmatch.definition.TestViews;
import org.evenmatch.kernels.NetworkRunner;
import org.evenmatch.match.Pair;
import org.evenmatch.network.Networks;
import org.evenmatch.network.Runners;
import org.evenmatch.training.Classifier;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class MotionTest {
  private static final String PAIR =
      """
      name: maps
      input: {height: 20, width: 20, channels: 2}
      classes: 3
      match: units
      training: {optimizer: sgd, learning-rate: 0.1, batch: 4, epochs: 1}
      layers:
        - conv: {filters: 3, kernel: 3, padding: same, activation: relu}
        - max-pool: {size: 2}
        - conv: {filters: 2, kernel: 3, activation: tanh}
        - max-pool: {size: 3}
        - dense: {units: 5, activation: relu}
        - output
      """;

  private static Dataset noise() {
    Shape shape = Shape.image(20, 20, 2);
    byte[] pixels = new byte[12 * 800];
    new Random(5).nextBytes(pixels);
    ImageSet images = new ImageSet(shape, pixels, new int[] {0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2});
    return new Dataset("noise", images, images, List.of("a", "b", "c"), Optional.empty());
  }

  private static Motion.Found found(Kind kind) {
    return found(kind, network -> {});
  }

  private static Motion.Found found(Kind kind, Consumer<MultiLayerNetwork> change) {
    return found(kind, change, noise());
  }

  private static Motion.Found found(
      Kind kind, Consumer<MultiLayerNetwork> change, Dataset dataset) {
    NetworkSpec spec =
        new Pair(PairReader.parse("maps.yaml", PAIR))
            .matchedBy(Match.UNITS, List.of(kind))
            .member(kind);
    MultiLayerNetwork network = Networks.build(spec, 3);
    change.accept(network);
    try (NetworkRunner runner = Runners.onOneDevice(network)) {
      return new Motion("equivariance")
          .of(
              new Classifier(
                  network,
                  runner,
                  Normalization.of(dataset.train()),
                  3,
                  4,
                  kind == Kind.FC,
                  TestViews.NONE),
              dataset);
    }
  }

  private static Motion.LayerFound layer(Motion.Found found, String name) {
    return found.layers().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }

  /** 4 pixels are 4 steps of the first layer's maps, and 2 behind a pool. */
  @Test
  void mapsOfAConvolutionMoveAlongAndNoAnswerStaysForThat() {
    Motion.Found found = found(Kind.CNN);

    assertThat(found.pixels()).isEqualTo(4);
    for (String name : List.of("conv1", "pool1", "conv2")) {
      assertThat(layer(found, name).along().orElseThrow()).as(name).isCloseTo(0, within(1e-5));
      assertThat(layer(found, name).inPlace().orElseThrow()).as(name).isGreaterThan(0.5);
    }
    assertThat(layer(found, "output").inPlace().orElseThrow()).isGreaterThan(0.1);
    assertThat(layer(found, "output").along()).isEmpty();
  }

  /** Its step is 6 pixels, of which 4 are no whole number. */
  @Test
  void mapsDoNotMoveByAPartOfAStep() {
    assertThat(layer(found(Kind.CNN), "pool2").along()).isEmpty();
  }

  @Test
  void mapsWithoutSharedWeightsDoNotMoveAlong() {
    Motion.Found found = found(Kind.LOCAL);

    for (String name : List.of("local1", "pool1", "local2")) {
      assertThat(layer(found, name).along().orElseThrow()).as(name).isGreaterThan(0.5);
    }
  }

  /** Transposed by each layer, as Deeplearning4j has them. */
  @Test
  void mapsOfLocallyConnectedLayersMoveAlongOnceTheirWeightsAreEqual() {
    Motion.Found found =
        found(
            Kind.LOCAL,
            network -> {
              for (String name : List.of("local1", "local2")) {
                INDArray weights = Networks.weights(network, name);
                for (int place = 1; place < weights.size(0); place++) {
                  weights
                      .tensorAlongDimension(place, 1, 2)
                      .assign(weights.tensorAlongDimension(0, 1, 2));
                }
              }
            });

    for (String name : List.of("local1", "pool1", "local2")) {
      assertThat(layer(found, name).along().orElseThrow()).as(name).isCloseTo(0, within(1e-5));
      assertThat(layer(found, name).inPlace().orElseThrow()).as(name).isGreaterThan(0.5);
    }
  }

  /** What is the same along rows does not change by a move along them. */
  @Test
  void imagesAreMovedDownToo() {
    byte[] pixels = new byte[12 * 800];
    Random random = new Random(5);
    for (int row = 0; row < pixels.length / 20; row++) {
      Arrays.fill(pixels, 20 * row, 20 * (row + 1), (byte) random.nextInt());
    }
    ImageSet images = new ImageSet(Shape.image(20, 20, 2), pixels, noise().train().labels());
    Dataset striped =
        new Dataset("striped", images, images, List.of("a", "b", "c"), Optional.empty());

    Motion.Found found = found(Kind.CNN, network -> {}, striped);

    assertThat(layer(found, "conv1").inPlace().orElseThrow()).isGreaterThan(0.3);
    assertThat(layer(found, "conv1").along().orElseThrow()).isCloseTo(0, within(1e-5));
  }

  /** The last of many images are the only ones that differ. */
  @Test
  void imagesAreTakenFromTheWholeSet() {
    byte[] pixels = new byte[300 * 800];
    Random random = new Random(5);
    for (int i = 200 * 800; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt();
    }
    ImageSet images = new ImageSet(Shape.image(20, 20, 2), pixels, new int[300]);
    Dataset sorted =
        new Dataset("sorted", images, images, List.of("a", "b", "c"), Optional.empty());

    assertThat(layer(found(Kind.CNN, network -> {}, sorted), "conv1").inPlace()).isPresent();
  }

  /** Whose maps are all the same cannot be told to move or to stay. */
  @Test
  void aNetworkThatIsDeadHasAllItsLayersWithoutNumbers() {
    Motion.Found found = found(Kind.CNN, network -> network.params().assign(0));

    assertThat(found.layers()).hasSameSizeAs(found(Kind.CNN).layers());
    assertThat(found.layers()).allMatch(one -> one.inPlace().isEmpty() && one.along().isEmpty());
  }

  @Test
  void unitsOfDenseLayersHaveNoPlace() {
    assertThat(found(Kind.FC).layers())
        .extracting(Motion.LayerFound::along)
        .containsOnly(Optional.empty())
        .hasSize(4);
  }

  @Test
  void movesByAPowerOfTwoThatIsAQuarterOfTheImageAtMost() {
    assertThat(Motion.pixels(Shape.image(28, 28, 1))).isEqualTo(4);
    assertThat(Motion.pixels(Shape.image(32, 32, 3))).isEqualTo(8);
    assertThat(Motion.pixels(Shape.image(256, 64, 3))).isEqualTo(8);
    assertThat(Motion.pixels(Shape.image(3, 3, 1))).isEqualTo(1);
  }
}
