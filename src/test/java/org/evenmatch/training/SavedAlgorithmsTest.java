package org.evenmatch.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.data.Dataset;
import org.evenmatch.data.Datasets;
import org.evenmatch.definition.PairReader;
import org.evenmatch.kernels.ChosenAlgorithm;
import org.evenmatch.kernels.KernelLibrary;
import org.evenmatch.match.Pair;
import org.evenmatch.network.KeptParameters;
import org.junit.jupiter.api.Test;

class SavedAlgorithmsTest {
  private static final String PAIR =
      """
      name: small
      input: {height: 28, width: 28, channels: 1}
      classes: 10
      match: units
      training: {optimizer: sgd, learning-rate: 0.1, schedule: constant, batch: 32, epochs: 1}
      layers:
        - conv: {filters: 2, kernel: 5}
        - output
      """;

  private static final ChosenAlgorithm EARLIER =
      new ChosenAlgorithm("oneDNN, what an earlier process computed", "jit");

  /** A training that was saved before its first step; notes what is saved next. */
  private static final class Saved implements Journal {
    private final List<TrainingState> states = new ArrayList<>();

    @Override
    public Optional<TrainingState> resume(
        TrainingTask task, MultiLayerNetwork network, KeptParameters kept) {
      return Optional.of(
          new TrainingState(
              1,
              0,
              0,
              0,
              0,
              0,
              List.of(),
              List.of(),
              List.of(),
              List.of(EARLIER),
              Optional.empty()));
    }

    @Override
    public void checkpoint(
        TrainingTask task, MultiLayerNetwork network, KeptParameters kept, TrainingState state) {
      states.add(state);
    }
  }

  @Test
  void areToldToTheKernelsWhenATrainingGoesOnAndSavedAgainWithThoseOfItsOwnLayers() {
    Dataset glyphs = Datasets.glyphs();
    Dataset small =
        new Dataset(
            "small",
            glyphs.train().first(100),
            glyphs.test().first(20),
            glyphs.classes(),
            Optional.empty());
    Saved journal = new Saved();

    TrainingRun run =
        new Trainer(TrainerSettings.NONE.withJournal(journal, Duration.ZERO))
            .train(
                TrainingTask.main(
                    new Pair(PairReader.parse("small", PAIR)).matched().convolutional(), small, 1),
                network -> {});

    assertThat(run.failure()).isEmpty();
    assumeTrue(KernelLibrary.current().problem().isEmpty());
    assertThat(journal.states).isNotEmpty();
    assertThat(journal.states.get(journal.states.size() - 1).algorithms())
        .contains(EARLIER)
        .anyMatch(one -> one.problem().endsWith("weights' gradient of dense layer [10, 1152]"));
  }
}
