package org.evenmatch.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.data.Dataset;
import org.evenmatch.data.Datasets;
import org.evenmatch.data.ImageSet;
import org.evenmatch.data.Normalization;
import org.evenmatch.definition.Activation;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.Optimizer;
import org.evenmatch.definition.Schedule;
import org.evenmatch.definition.TestViews;
import org.evenmatch.definition.Training;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.kernels.InertRunner;
import org.evenmatch.network.Networks;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

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

  /** Gets as many of ten images of class 1 right as it is told. */
  private static final class Told extends InertRunner {
    private int right;

    @Override
    public int[] classify(INDArray features) {
      return IntStream.range(0, 10).map(i -> i < right ? 1 : 0).toArray();
    }
  }

  @Test
  void keepsTheParametersOfTheEpochWithMostRightAndOfEqualsTheFirst() {
    int[] labels = new int[10];
    Arrays.fill(labels, 1);
    ImageSet images = SMALL.train().first(10);
    ImageSet setAside = new ImageSet(images.shape(), images.pixels(), labels);
    MultiLayerNetwork network = Networks.build(network(RESTLESS), 1);
    Told runner = new Told();
    Classifier classifier =
        new Classifier(network, runner, Normalization.of(images), 10, 10, true, TestViews.NONE);
    BestEpoch best = new BestEpoch(RESTLESS, Optional.of(setAside), network);
    int epoch = 0;
    for (int right : new int[] {3, 7, 5, 7}) {
      epoch++;
      runner.right = right;
      network.params().assign(epoch);
      assertThat(best.look(epoch, classifier, runner)).isPresent();
    }

    best.finish(runner);

    assertThat(best.mark()).contains(new BestEpoch.Mark(2, 0.7));
    assertThat(network.params().getDouble(0)).isEqualTo(2);
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

  /** Were they trained on, others in their places would change the losses. */
  @Test
  void whatIsSetAsideHasNoSayInTheLosses() {
    ImageSet setAside = SMALL.withValidation(100, 3).test();
    Set<String> judges = new HashSet<>();
    for (int i = 0; i < setAside.size(); i++) {
      judges.add(Arrays.toString(setAside.image(i)));
    }
    ImageSet train = SMALL.train();
    int[] places =
        IntStream.range(0, train.size())
            .filter(i -> judges.contains(Arrays.toString(train.image(i))))
            .toArray();
    byte[] exchanged = train.pixels().clone();
    for (int i = 0; i < places.length; i++) {
      byte[] other = train.image(places[(i + 37) % places.length]);
      System.arraycopy(other, 0, exchanged, train.offset(places[i], 0), other.length);
    }
    Dataset mixed =
        new Dataset(
            "mixed",
            new ImageSet(train.shape(), exchanged, train.labels()),
            SMALL.test(),
            SMALL.classes(),
            Optional.empty());

    List<EpochResult> before = train(RESTLESS.withEpochs(2)).curve();
    List<EpochResult> after = train(RESTLESS.withEpochs(2), mixed, TrainingListener.NONE).curve();

    assertThat(places).hasSize(100);
    for (int i = 0; i < 2; i++) {
      assertThat(after.get(i).loss()).isCloseTo(before.get(i).loss(), within(1e-3));
    }
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
