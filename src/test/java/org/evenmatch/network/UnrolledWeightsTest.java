package org.evenmatch.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.Match;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.PairReader;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.kernels.StepReference;
import org.evenmatch.match.NetworkCount;
import org.evenmatch.match.Pair;
import org.evenmatch.match.RandomPairs;
import org.evenmatch.match.TrainingMemory;
import org.evenmatch.match.Unrolling;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class UnrolledWeightsTest {
  private static final String SMALL =
      """
      name: small
      input: {height: 9, width: 9, channels: 2}
      classes: 3
      match: units
      training: {optimizer: sgd, learning-rate: 0.1, batch: 4, epochs: 1}
      layers:
        - conv: {filters: 3, kernel: 3, stride: 2, padding: same}
        - batch-norm: {activation: relu}
        - max-pool: {size: 2}
        - output
      """;

  private static Pair pair(String text) {
    return new Pair(PairReader.parse("small.yaml", text));
  }

  @Test
  void aNetworkThatIsWrittenOutComputesWhatTheConvolutionalOneDoes() {
    RandomPairs random = new RandomPairs(41);
    int checked = 0;
    for (int i = 0; checked < 20; i++) {
      NetworkSpec cnn = StepReference.withoutDropout(random.next(12).spec().convolutional());
      if (cnn.layers().stream().noneMatch(LayerSpec.Conv.class::isInstance)) {
        continue;
      }
      NetworkSpec spec = Unrolling.dense(cnn);
      MultiLayerNetwork trained = Networks.build(cnn, i);
      trained.params().addi(Nd4j.rand(trained.params().shape()).muli(0.1));
      MultiLayerNetwork network = Networks.build(spec, i + 1);

      UnrolledWeights.set(network, spec, trained);

      INDArray images = StepReference.features(spec, 5, new SplittableRandom(i));
      assertThat(network.output(images).sub(trained.output(images)).amaxNumber().doubleValue())
          .as("%s", cnn)
          .isLessThan(1e-5);
      UnrolledWeights.Parts parts = UnrolledWeights.parts(network, spec);
      assertThat(parts.shared()).isCloseTo(1, within(1e-5));
      assertThat(parts.elsewhere()).isCloseTo(0, within(1e-9));
      checked++;
    }
  }

  @Test
  void partsTellWhatLeftTheConvolution() {
    NetworkSpec spec = Unrolling.dense(pair(SMALL).spec().convolutional());
    MultiLayerNetwork network = Networks.build(spec, 1);
    INDArray weights = Networks.weights(network, "conv1");
    weights.assign(0);
    // The first input is in the first output's window, in its middle; the last input is not.
    weights.putScalar(0, 0, 3);
    weights.putScalar(161, 0, 4);

    UnrolledWeights.Parts parts = UnrolledWeights.parts(network, spec);

    assertThat(parts.elsewhere()).isCloseTo(16.0 / 25, within(1e-9));
    // All 5×5 outputs see the middle of their window: a mean of 3/25, 25 times.
    assertThat(parts.shared()).isCloseTo(9.0 / 25 / 25, within(1e-9));
    assertThat(parts.shared() + parts.local() + parts.elsewhere()).isCloseTo(1, within(1e-9));
  }

  @Test
  void sparseLayersHaveAsManyConnectionsAsWindowsHaveInside() {
    NetworkSpec local = pair(SMALL).matchedBy(Match.UNITS, List.of(Kind.LOCAL)).member(Kind.LOCAL);
    NetworkSpec spec = Unrolling.sparse(local);
    MultiLayerNetwork network = Networks.build(spec, 7);
    INDArray weights = Networks.weights(network, "local1");

    // Along an axis of 9 with stride 2 and a border of 1: 2 + 3 + 3 + 3 + 2 = 13 pixels.
    int connections = 13 * 13 * 2 * 3;
    assertThat(connected(weights)).isEqualTo(connections);
    assertThat(NetworkCount.of(spec).layers().get(0).weights()).isEqualTo(connections);
    // 162 inputs × 75 outputs are stored, and again which of them are connections.
    TrainingMemory memory = TrainingMemory.of(NetworkCount.of(spec), 1);
    long stored = NetworkCount.of(spec).parameters() - connections + (162 * 75);
    assertThat(memory.gradientBytes()).isEqualTo(4 * stored);
    assertThat(memory.parameterBytes()).isEqualTo(4 * (stored + (162 * 75) + (2 * 3)));
    INDArray again = Networks.weights(Networks.build(spec, 7), "local1");
    assertThat(again.equalsWithEps(weights, 0)).isTrue();
    INDArray other = Networks.weights(Networks.build(spec, 8), "local1");
    assertThat(other.neq(0)).isNotEqualTo(weights.neq(0));
    weights.addi(1);
    SparseWeights.of(network, spec, 7).orElseThrow().apply();
    assertThat(connected(weights)).isEqualTo(connections);
  }

  private static int connected(INDArray weights) {
    int connected = 0;
    for (float weight : weights.dup('c').data().asFloat()) {
      connected += weight != 0 ? 1 : 0;
    }
    return connected;
  }

  @Test
  void anUnrolledLayerThatIsTooLargeIsRefused() {
    NetworkSpec large =
        pair(SMALL.replace("height: 9, width: 9", "height: 512, width: 512"))
            .spec()
            .convolutional();

    assertThatThrownBy(() -> Unrolling.dense(large))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("conv1")
        .hasMessageContaining("choose a smaller pair");
  }
}
