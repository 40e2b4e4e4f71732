package org.evenmatch.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.evenmatch.data.Dataset;
import org.evenmatch.data.Datasets;
import org.evenmatch.data.ImageSet;
import org.evenmatch.definition.Activation;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.Optimizer;
import org.evenmatch.definition.Schedule;
import org.evenmatch.definition.Training;
import org.evenmatch.files.InvalidInputException;
import org.junit.jupiter.api.Test;

class BestEpochTest {
  /** So fast that epochs are better and worse by turns. */
  private static final Training RESTLESS =
      new Training(Optimizer.ADAM, 0.02, Schedule.CONSTANT, 32, 10)
          .with("keep", "best")
          .with("validation", "100");

  private static final Dataset SMALL = small(Datasets.glyphs().test().first(200));

  private static Dataset small(ImageSet test) {
    Dataset glyphs = Datasets.glyphs();
    return new Dataset(
        "small", glyphs.train().first(500), test, glyphs.classes(), Optional.empty());
  }

  private static NetworkSpec network(Training training) {
    return new NetworkSpec(
        "fc",
        Kind.FC,
        SMALL.shape(),
        List.of(
            new LayerSpec.Dense("dense", 32, Activation.RELU), new LayerSpec.Output("output", 10)),
        training);
  }

  private static TrainingRun train(Training training, Dataset dataset, TrainingListener listener) {
    return new Trainer(TrainerSettings.NONE.withListener(listener))
        .train(TrainingTask.main(network(training), dataset, 3), trained -> {});
  }

  private static TrainingRun train(Training training) {
    return train(training, SMALL, TrainingListener.NONE);
  }

  @Test
  void theNetworkIsThatOfTheBestEpoch() {
    TrainingRun all = train(RESTLESS);
    int kept = all.keptEpoch().orElseThrow();

    assertThat(kept).isLessThan(10);
    assertThat(all.curve()).hasSize(10);
    // A training that is over then has the same network.
    TrainingRun shorter = train(RESTLESS.withEpochs(kept));
    assertThat(shorter.keptEpoch()).contains(kept);
    assertThat(shorter.predictions()).isEqualTo(all.predictions());
    assertThat(all.confusion().orElseThrow().accuracy())
        .isEqualTo(all.curve().get(kept - 1).testAccuracy());
    assertThat(train(RESTLESS.with("keep", "last")).keptEpoch()).isEmpty();
  }

  @Test
  void endsWhenSoManyEpochsBroughtNothingBetter() {
    TrainingRun all = train(RESTLESS.withEpochs(40));
    TrainingRun patient = train(RESTLESS.withEpochs(40).with("patience", "2"));
    int kept = patient.keptEpoch().orElseThrow();

    assertThat(patient.curve()).hasSize(kept + 2);
    assertThat(all.curve()).hasSize(40);
    assertThat(all.curve().subList(0, kept + 2))
        .extracting(EpochResult::loss)
        .isEqualTo(patient.curve().stream().map(EpochResult::loss).toList());
  }

  @Test
  void testImagesHaveNoSay() {
    Dataset other = small(Datasets.glyphs().train().first(200));

    assertThat(train(RESTLESS, other, TrainingListener.NONE).keptEpoch())
        .isEqualTo(train(RESTLESS).keptEpoch());
  }

  @Test
  void imagesThatAreSetAsideAreNotTrainedOn() {
    List<Integer> batches = new ArrayList<>();
    TrainingListener listener =
        event -> {
          if (event instanceof TrainingEvent.Started started) {
            batches.add(started.batchesPerEpoch());
          }
        };

    train(RESTLESS.withEpochs(1), SMALL, listener);
    train(RESTLESS.withEpochs(1).with("validation", "0.5"), SMALL, listener);
    train(RESTLESS.withEpochs(1).with("keep", "last"), SMALL, listener);

    assertThat(batches).containsExactly(13, 8, 16);
    assertThat(RESTLESS.steps(500)).isEqualTo(10 * 13);
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatThrownBy(() -> RESTLESS.with("validation", "1.5"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("0.1 is common");
    assertThatThrownBy(() -> SMALL.requireValidation(251))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("at most half of the 500 training images");
  }
}
