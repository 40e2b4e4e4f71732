package org.evenmatch.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.data.Datasets;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.Match;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.PairReader;
import org.evenmatch.match.NetworkCount;
import org.evenmatch.match.Pair;
import org.evenmatch.match.Unrolling;
import org.evenmatch.network.Networks;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class SparseTrainingTest {
  private static final String PAIR =
      """
      name: tiny
      input: {height: 28, width: 28, channels: 1}
      classes: 10
      match: units
      training: {%s, weight-decay: 0.01, batch: 20, epochs: 2}
      layers:
        - conv: {filters: 2, kernel: 5, stride: 4, activation: relu}
        - max-pool: {size: 2}
        - output
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "optimizer: adam, learning-rate: 0.01, averaging: exponential",
        "optimizer: nesterovs, learning-rate: 0.05, averaging: lookahead",
        "optimizer: sgd, learning-rate: 0.05"
      })
  void connectionsThatAreNotThereStayAtNothingAndTheOthersLearn(String recipe) {
    NetworkSpec local =
        new Pair(PairReader.parse("tiny.yaml", PAIR.formatted(recipe)))
            .matchedBy(Match.UNITS, List.of(Kind.LOCAL))
            .member(Kind.LOCAL);
    NetworkSpec sparse = Unrolling.sparse(local);
    AtomicReference<MultiLayerNetwork> trained = new AtomicReference<>();

    TrainingRun run =
        new Trainer(TrainerSettings.NONE)
            .train(
                TrainingTask.ofExperiment("sparse", sparse, Datasets.glyphs().limitedTo(200), 3),
                trained::set);

    assertThat(run.failure()).isEmpty();
    INDArray before = Networks.weights(Networks.build(sparse, 3), "local1");
    INDArray after = Networks.weights(trained.get(), "local1");
    long connections = NetworkCount.of(sparse).layers().get(0).weights();
    int changed = 0;
    int stray = 0;
    for (int i = 0; i < before.size(0); i++) {
      for (int j = 0; j < before.size(1); j++) {
        boolean connected = before.getFloat(i, j) != 0;
        changed += connected && before.getFloat(i, j) != after.getFloat(i, j) ? 1 : 0;
        stray += !connected && after.getFloat(i, j) != 0 ? 1 : 0;
      }
    }
    assertThat(stray).isZero();
    assertThat((long) changed).isBetween(connections / 2, connections);
  }
}
