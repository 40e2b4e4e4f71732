package org.evenmatch.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.deeplearning4j.exception.DL4JException;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.Pairs;
import org.evenmatch.definition.Activation;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.Match;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.Padding;
import org.evenmatch.definition.Shape;
import org.evenmatch.definition.Training;
import org.evenmatch.definition.Weights;
import org.evenmatch.definition.Window;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.match.NetworkCount;
import org.evenmatch.match.RandomPairs;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class NetworksTest {
  private static void assertCountsAgree(NetworkSpec spec) {
    NetworkCount count = NetworkCount.of(spec);
    MultiLayerNetwork network = Networks.build(spec, 1);
    assertThat(network.numParams()).as("%s", spec).isEqualTo(count.parameters() + count.buffers());
  }

  @Test
  void haveAsManyParametersAndBuffersAsCountedForEveryTrainablePairAndRule() {
    for (String name : List.of("lenet", "cifar-small", "cifar-vgg")) {
      for (Match match : List.of(Match.UNITS, Match.PARAMETERS)) {
        MatchedPair pair = Pairs.load(name).matchedBy(match, List.of(Kind.values()));
        pair.members().forEach(NetworksTest::assertCountsAgree);
      }
    }
  }

  @Test
  void haveAsManyParametersAndBuffersAsCountedForRandomDefinitions() {
    RandomPairs random = new RandomPairs(11);
    for (int i = 0; i < 60; i++) {
      MatchedPair pair = random.next(12).matched();
      assertCountsAgree(pair.convolutional());
      assertCountsAgree(pair.fullyConnected());
    }
  }

  @Test
  void haveLayerOutputsOfTheCountedShapes() {
    RandomPairs random = new RandomPairs(12);
    for (int i = 0; i < 40; i++) {
      NetworkSpec spec = random.next(6).spec().convolutional();
      MultiLayerNetwork network = Networks.build(spec, 1);
      Shape image = spec.image();
      INDArray input = Nd4j.rand(2, image.channels(), image.height(), image.width());

      List<INDArray> activations = network.feedForward(input, false);

      for (int layer = 0; layer < spec.layers().size(); layer++) {
        String name = spec.layers().get(layer).name();
        Shape expected = spec.outputShapes().get(layer);
        for (int l = 0; l < network.getnLayers(); l++) {
          if (network.getLayer(l).conf().getLayer().getLayerName().equals(name)) {
            assertThat(activations.get(l + 1).length())
                .as("%s of %s", name, spec)
                .isEqualTo(2 * expected.volume());
          }
        }
      }
    }
  }

  @Test
  void areTheSameForTheSameSeedAndDifferForAnother() {
    NetworkSpec spec = Pairs.load("lenet").matched().convolutional();

    assertThat(Networks.build(spec, 5).params()).isEqualTo(Networks.build(spec, 5).params());
    assertThat(Networks.build(spec, 5).params()).isNotEqualTo(Networks.build(spec, 6).params());
  }

  @Test
  void beginWithFiltersThatGiveTheirInputOnWhereAPairSaysSo() {
    Window window = Window.square(3, 1, Padding.SAME);
    NetworkSpec spec =
        new NetworkSpec(
            "dirac",
            Kind.CNN,
            Shape.image(4, 5, 2),
            List.of(
                new LayerSpec.Conv("conv", 3, window, Activation.IDENTITY, Weights.DIRAC),
                new LayerSpec.Output("output", 2)),
            Training.DEFAULT);
    INDArray images = Nd4j.rand(2, 2, 4, 5);

    INDArray given = Networks.build(spec, 1).feedForward(images, false).get(1);

    for (int image = 0; image < 2; image++) {
      for (int channel = 0; channel < 2; channel++) {
        assertThat(given.slice(image).slice(channel)).isEqualTo(images.slice(image).slice(channel));
      }
      assertThat(given.slice(image).slice(2)).isNotEqualTo(images.slice(image).slice(0));
      assertThat(given.slice(image).slice(2).norm2Number().doubleValue()).isPositive();
    }
  }

  @Test
  void haveExactlyThePaddedWindowsThatDeeplearning4jComputes() {
    for (int size = 1; size <= 9; size++) {
      for (int kernel = 1; kernel <= 3; kernel++) {
        for (int stride = 1; stride <= 6; stride++) {
          Window window = Window.square(kernel, stride, Padding.SAME);
          assertThat(isAccepted(size, window))
              .as("%s over %d×%d", window, size, size)
              .isEqualTo(isComputed(size, window));
        }
      }
    }
  }

  private static boolean isAccepted(int size, Window window) {
    try {
      new NetworkSpec(
          "padded",
          Kind.CNN,
          Shape.image(size, size, 1),
          List.of(
              new LayerSpec.Conv("conv", 2, window, Activation.RELU),
              new LayerSpec.Output("output", 2)),
          Training.DEFAULT);
      return true;
    } catch (InvalidInputException e) {
      return false;
    }
  }

  private static boolean isComputed(int size, Window window) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list(
                    new ConvolutionLayer.Builder(window.height(), window.width())
                        .stride(window.strideHeight(), window.strideWidth())
                        .convolutionMode(ConvolutionMode.Same)
                        .nOut(2)
                        .build())
                .setInputType(InputType.convolutional(size, size, 1))
                .build());
    network.init();
    try {
      network.feedForward(Nd4j.rand(1, 1, size, size), false);
      return true;
    } catch (DL4JException | IllegalArgumentException | IllegalStateException e) {
      return false;
    }
  }

  @Test
  void knowWhetherTheyTakeVectors() {
    MatchedPair pair = Pairs.load("lenet").matched();

    assertThat(Networks.takesVectors(Networks.build(pair.fullyConnected(), 1))).isTrue();
    assertThat(Networks.takesVectors(Networks.build(pair.convolutional(), 1))).isFalse();
    assertThat(pair.fullyConnected().kind()).isEqualTo(Kind.FC);
  }
}
