package org.evenmatch.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.data.Dataset;
import org.evenmatch.data.Datasets;
import org.evenmatch.definition.Match;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.PairReader;
import org.evenmatch.match.Pair;
import org.evenmatch.match.Unrolling;
import org.evenmatch.network.Networks;
import org.junit.jupiter.api.Test;

class StartTest {
  private static final String PAIR =
      """
      name: tiny
      input: {height: 28, width: 28, channels: 1}
      classes: 10
      match: units
      training: {optimizer: sgd, learning-rate: 0.000001, batch: 50, epochs: 1}
      layers:
        - conv: {filters: 2, kernel: 5, stride: 3, activation: relu}
        - max-pool: {size: 2}
        - output
      """;

  private static final Dataset DATASET = Datasets.glyphs().limitedTo(100);

  private static NetworkSpec cnn(String text) {
    return new Pair(PairReader.parse("tiny.yaml", text)).matchedBy(Match.UNITS).convolutional();
  }

  private static TrainingRun train(NetworkSpec network, MultiLayerNetwork trained) {
    TrainingTask task = TrainingTask.ofExperiment("relax", network, DATASET, 3).from(cnn(PAIR));
    return new Trainer(TrainerSettings.NONE.withTrained((spec, seed) -> trained))
        .train(task, done -> {});
  }

  /** At a learning rate of next to nothing the answers stay those that it began with. */
  @Test
  void aTrainingBeginsAsTheTrainedNetworkIs() {
    MultiLayerNetwork trained = Networks.build(cnn(PAIR), 99);
    TrainingRun kept = train(cnn(PAIR), trained);
    TrainingRun free = train(Unrolling.dense(cnn(PAIR)), trained);
    TrainingRun other = train(cnn(PAIR), Networks.build(cnn(PAIR), 98));

    assertThat(kept.failure()).isEmpty();
    assertThat(free.failure()).isEmpty();
    assertThat(free.predictions()).isEqualTo(kept.predictions());
    assertThat(other.predictions()).isNotEqualTo(kept.predictions());
  }

  @Test
  void aNetworkThatDoesNotComputeTheSameIsNotTrained() {
    NetworkSpec another = cnn(PAIR.replace("relu", "tanh"));

    TrainingRun run = train(another, Networks.build(cnn(PAIR), 99));

    assertThat(run.failure().orElseThrow())
        .contains("must compute what tiny-cnn does, but its probabilities differ by");
  }

  @Test
  void withoutTheTrainedNetworkTheTrainingFails() {
    TrainingTask task = TrainingTask.ofExperiment("relax", cnn(PAIR), DATASET, 3).from(cnn(PAIR));

    TrainingRun run = new Trainer(TrainerSettings.NONE).train(task, done -> {});

    assertThat(run.failure().orElseThrow()).contains("not among the trained networks");
  }
}
