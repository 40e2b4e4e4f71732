package org.evenmatch.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.Pairs;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.PairReader;
import org.evenmatch.definition.Shape;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.match.Pair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;

class NetworkInputTest {
  private static MultiLayerNetwork lenet(Kind kind) {
    Pair lenet = Pairs.load("lenet");
    return Networks.build(lenet.matchedBy(lenet.spec().match(), List.of(kind)).member(kind), 1);
  }

  @Test
  void refusesImagesOfOtherShape() {
    MultiLayerNetwork network = lenet(Kind.FC);

    assertThatThrownBy(() -> NetworkInput.requireFits(network, Shape.image(32, 32, 3), 10))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("it takes 784 values and the images are 32×32×3");
    assertThatThrownBy(() -> NetworkInput.requireFits(network, Shape.image(28, 28, 1), 7))
        .hasMessageContaining("it has 10 and the dataset 7");
  }

  @Test
  void refusesImagesOfAnotherSizeForMembersThatTakeImages() {
    for (Kind kind : List.of(Kind.LOCAL, Kind.CNN)) {
      MultiLayerNetwork network = lenet(kind);

      assertThatThrownBy(() -> NetworkInput.requireFits(network, Shape.image(28, 28, 3), 10))
          .hasMessageContaining("it takes 1 channels and the images are 28×28×3");
      // 24 − 4 = 20, pooled 10, − 4 = 6, pooled 3; of 28 pixels it is 4.
      assertThatThrownBy(() -> NetworkInput.requireFits(network, Shape.image(24, 28, 1), 10))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining(
              kind == Kind.CNN
                  ? "layer 4 takes maps of 4×4 and images of 24×28×1 give it 3×4"
                  : "layer 0 takes maps of 28×28 and images of 24×28×1 give it 24×28");
      assertThatThrownBy(() -> NetworkInput.requireFits(network, Shape.image(4, 4, 1), 10))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("images of 4×4×1 give it");
    }
  }

  /** Of 29 pixels 4 are left behind the last pool, as of 28: only its places tell. */
  @Test
  void refusesImagesOfASizeThatEndsAlikeForWeightsOfEachPlace() {
    MultiLayerNetwork local = lenet(Kind.LOCAL);

    assertThatThrownBy(() -> NetworkInput.requireFits(local, Shape.image(29, 29, 1), 10))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("layer 0 takes maps of 28×28");
    assertThatCode(() -> NetworkInput.requireFits(local, Shape.image(28, 28, 1), 10))
        .doesNotThrowAnyException();
  }

  /** Deeplearning4j takes them for layers of a number of inputs, which they may not have. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "batch-norm: {activation: relu}",
        "dropout: {rate: 0.2}",
        "max-pool: {size: 2}",
        "avg-pool: {size: 2}"
      })
  void layersBeforeTheFirstWithWeightsTakeWhatThatTakes(String first) {
    String pair =
        """
        name: tiny
        input: {height: 8, width: 6, channels: 3}
        classes: 4
        match: units
        layers:
          - %s
          - conv: {filters: 4, kernel: 3}
          - dense: {units: 5}
          - output
        """
            .formatted(first);
    Pair tiny = new Pair(PairReader.parse("tiny", pair));
    Shape image = Shape.image(8, 6, 3);
    for (NetworkSpec member : tiny.matched().members()) {
      MultiLayerNetwork network = Networks.build(member, 1);

      assertThat(Networks.kind(network)).as(member.name()).isEqualTo(member.kind());
      assertThatCode(() -> NetworkInput.requireFits(network, image, 4)).doesNotThrowAnyException();
      assertThatThrownBy(() -> NetworkInput.requireFits(network, Shape.image(8, 6, 1), 4))
          .isInstanceOf(InvalidInputException.class);
    }
  }

  /** As Deeplearning4j's own examples for MNIST are made. */
  @Test
  void letsAConvolutionThatMayBeGivenVectorsHaveImages() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new ConvolutionLayer.Builder(5, 5).nOut(2).build())
                .layer(new OutputLayer.Builder().nOut(10).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutionalFlat(28, 28, 1))
                .build());
    network.init();

    assertThat(Networks.kind(network)).isEqualTo(Kind.CNN);
    assertThatCode(() -> NetworkInput.requireFits(network, Shape.image(28, 28, 1), 10))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> NetworkInput.requireFits(network, Shape.image(20, 20, 1), 10))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void letsEveryMemberOfEveryTrainablePairHaveItsOwnImages() {
    for (String name : Pairs.names()) {
      Pair pair = Pairs.load(name);
      if (pair.spec().convolutional().layers().size() > 1) {
        for (NetworkSpec member : pair.matched().members()) {
          assertThatCode(
                  () ->
                      NetworkInput.requireFits(
                          Networks.build(member, 1),
                          pair.spec().convolutional().image(),
                          member.classes().getAsInt()))
              .as(member.name())
              .doesNotThrowAnyException();
        }
      }
    }
  }
}
