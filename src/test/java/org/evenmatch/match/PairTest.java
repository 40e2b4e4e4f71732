package org.evenmatch.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.evenmatch.Pairs;
import org.evenmatch.definition.Activation;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.Match;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.PairReader;
import org.evenmatch.definition.Shape;
import org.evenmatch.report.CountDocument;
import org.junit.jupiter.api.Test;

class PairTest {
  private static List<Integer> widths(NetworkSpec network) {
    return network.layers().stream()
        .filter(LayerSpec.Dense.class::isInstance)
        .map(layer -> ((LayerSpec.Dense) layer).units())
        .toList();
  }

  @Test
  void unitsMakesADenseLayerOfAsManyUnitsAsFilters() {
    MatchedPair pair = Pairs.load("first-layer-10x10").matched();

    assertThat(pair.match()).isEqualTo(Match.UNITS);
    assertThat(NetworkCount.of(pair.fullyConnected()).weights()).isEqualTo(3_200);
    assertThat(NetworkCount.of(pair.convolutional()).weights()).isEqualTo(288);
  }

  @Test
  void outputsMakesADenseLayerOfTheSameVolume() {
    MatchedPair pair = Pairs.load("first-layer-32x32").matched();
    NetworkCount fc = NetworkCount.of(pair.fullyConnected());

    assertThat(widths(pair.fullyConnected())).containsExactly(4_704);
    assertThat(fc.weights()).isEqualTo(14_450_688);
    assertThat(fc.biases()).isEqualTo(4_704);
    assertThat(NetworkCount.of(pair.convolutional()).parameters()).isEqualTo(456);
  }

  @Test
  void oneFilterMakesSixteenOutputsOfNineWeights() {
    NetworkCount cnn = NetworkCount.of(Pairs.load("filter-6x6").matched().convolutional());

    assertThat(cnn.layers().get(0).output().volume()).isEqualTo(16);
    assertThat(cnn.weights()).isEqualTo(9);
    assertThat(cnn.layers().get(0).fanIn()).hasValue(9);
    assertThat(cnn.layers().get(0).weightReuse()).hasValue(16);
  }

  @Test
  void lenetCountsAreThoseOfTheTextbook() {
    NetworkCount cnn = NetworkCount.of(Pairs.load("lenet").matched().convolutional());

    assertThat(cnn.weights()).isEqualTo(430_500);
    assertThat(cnn.biases()).isEqualTo(580);
    assertThat(cnn.macs()).isEqualTo(2_293_000);
  }

  @Test
  void unitsAndOutputsKeepDenseAndOutputLayersAndDropPools() {
    Pair lenet = Pairs.load("lenet");

    assertThat(widths(lenet.matchedBy(Match.UNITS).fullyConnected())).containsExactly(20, 50, 500);
    assertThat(widths(lenet.matchedBy(Match.OUTPUTS).fullyConnected()))
        .containsExactly(11_520, 3_200, 500);
    assertThat(lenet.matchedBy(Match.UNITS).fullyConnected().layers())
        .extracting(LayerSpec::type)
        .containsExactly("dense", "dense", "dense", "output");
  }

  @Test
  void normalisationAndDropoutStayWithTheirLayer() {
    NetworkSpec fc = Pairs.load("mnist-strong").matchedBy(Match.PARAMETERS).fullyConnected();

    assertThat(fc.kind()).isEqualTo(Kind.FC);
    assertThat(fc.input()).isEqualTo(Shape.vector(784));
    assertThat(fc.layers())
        .extracting(LayerSpec::type)
        .containsExactly(
            "dense",
            "batch-norm",
            "dense",
            "batch-norm",
            "dense",
            "batch-norm",
            "dropout",
            "output");
  }

  @Test
  void denseLayersHaveTheActivationsOfTheConvolutionsThatTheyStandFor() {
    String pair =
        """
        name: tiny
        input: {height: 8, width: 8, channels: 1}
        classes: 3
        match: units
        layers:
          - conv: {filters: 4, kernel: 3, activation: gelu}
          - conv: {filters: 5, kernel: 3, activation: tanh}
          - batch-norm: {activation: elu}
          - dense: {units: 6, activation: sigmoid}
          - output
        """;
    for (Match match : Match.values()) {
      NetworkSpec fc = new Pair(PairReader.parse("tiny", pair)).matchedBy(match).fullyConnected();

      assertThat(fc.layers().stream().map(PairTest::activation).flatMap(Optional::stream))
          .as(match.yamlName())
          .containsExactly(Activation.GELU, Activation.TANH, Activation.ELU, Activation.SIGMOID);
    }
  }

  private static Optional<Activation> activation(LayerSpec layer) {
    if (layer instanceof LayerSpec.Dense dense) {
      return Optional.of(dense.activation());
    }
    return layer instanceof LayerSpec.BatchNorm norm
        ? Optional.of(norm.activation())
        : Optional.empty();
  }

  @Test
  void shippedTrainablePairsMatchWithinOnePercentUnderBothSolvedRules() {
    for (String name : List.of("lenet", "cifar-small", "cifar-vgg")) {
      assertThat(
              CountDocument.of(Pairs.load(name).matchedBy(Match.PARAMETERS))
                  .parameterRatio()
                  .orElseThrow())
          .as(name)
          .isBetween(0.99, 1.01);
      assertThat(
              CountDocument.of(Pairs.load(name).matchedBy(Match.COMPUTE)).macRatio().orElseThrow())
          .as(name)
          .isBetween(0.99, 1.01);
    }
  }

  @Test
  void solvedMembersHaveAsManyWeightLayers() {
    RandomPairs random = new RandomPairs(7);
    for (int i = 0; i < 500; i++) {
      MatchedPair pair = random.next(64).matchedBy(Match.COMPUTE);
      assertThat(pair.fullyConnected().layers().stream().filter(LayerSpec::hasWeights).count())
          .isEqualTo(pair.convolutional().layers().stream().filter(LayerSpec::hasWeights).count());
    }
  }
}
