package org.evenmatch.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.evenmatch.Pairs;
import org.evenmatch.data.Dataset;
import org.evenmatch.data.Datasets;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.PairReader;
import org.evenmatch.definition.Training;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.match.NetworkCount;
import org.evenmatch.match.Pair;
import org.evenmatch.measure.ConfusionMatrix;
import org.evenmatch.measure.Correctness;
import org.evenmatch.training.TrainingRun;
import org.junit.jupiter.api.Test;

/** What experiments train, and what they make of known predictions. */
class TrialsTest {
  private static final Dataset DATASET = Datasets.glyphs().limitedTo(1_000);
  private static final MatchedPair PAIR =
      Pairs.load("lenet").matchedBy(Pairs.load("lenet").spec().match(), List.of(Kind.values()));
  private static final Design DESIGN = Design.of(PAIR, DATASET, 1, 2);

  /** A run that got the first {@code right} test images right, and no others. */
  private static TrainingRun run(NetworkSpec network, long seed, int right) {
    int[] labels = DATASET.test().labels();
    int[] predicted =
        IntStream.range(0, labels.length)
            .map(i -> i < right ? labels[i] : (labels[i] + 1) % 10)
            .toArray();
    return new TrainingRun(
        network,
        seed,
        List.of(),
        IntStream.of(predicted).boxed().toList(),
        Optional.of(ConfusionMatrix.of(predicted, labels, 10)),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void dataTrainsEachSizeForEqualEpochsAndForEqualSteps() {
    List<Trial> trials = new TrainingSize().trials(DESIGN);
    int epochs = PAIR.training().epochs();
    int steps = PAIR.training().steps(1_000);

    // 2 sizes below 1,000, 2 ways, 3 members, 2 seeds.
    assertThat(trials).hasSize(24);
    for (Trial trial : trials) {
      int size = trial.task().dataset().train().size();
      assertThat((double) size).isEqualTo(trial.level());
      if (trial.experiment().equals("data")) {
        assertThat(trial.task().network().training().epochs()).isEqualTo(epochs);
      } else {
        int perEpoch = (size + 63) / 64;
        assertThat((double) trial.task().steps()).isCloseTo(steps, within(perEpoch / 2.0));
      }
    }
    assertThat(trials.stream().filter(one -> one.experiment().equals("data")).count())
        .isEqualTo(12);
  }

  @Test
  void budgetTrainsNoNetworkTwice() {
    // 242 parameters, of which one filter less leaves 126: more than a tenth.
    String small =
        """
        name: small
        input: {height: 28, width: 28, channels: 1}
        classes: 10
        match: parameters
        layers:
          - conv: {filters: 2, kernel: 5, stride: 4}
          - max-pool: {size: 2}
          - output
        """;
    MatchedPair pair = new Pair(PairReader.parse("small", small)).matched();

    List<Trial> trials = new Budget().trials(Design.of(pair, DATASET, 1, 1));

    assertThat(trials.stream().map(Trial::level).distinct()).hasSize(3);
    assertThat(trials).hasSize(6);
    assertThat(new Budget().trials(Design.of(Pairs.load("lenet").matched(), DATASET, 1, 1)))
        .hasSize(8);
  }

  @Test
  void imagesAsTheyAreAreNotWhatTheRecipeMakesOfThem() {
    Design design = Design.of(Pairs.load("mnist-strong").matched(), DATASET, 1, 1);

    for (Experiment<?> experiment : List.of(new Augment(), new Locality())) {
      List<Trial> trials = experiment.trials(design);

      assertThat(trials).isNotEmpty();
      for (Trial trial : trials) {
        Training recipe = trial.task().network().training();
        assertThat(recipe.rotate() + recipe.zoom() + recipe.deform() + recipe.hide()).isZero();
        assertThat(recipe.move() > 0).isEqualTo(trial.level() > 0);
      }
    }
  }

  @Test
  void sparseRefusesClippedGradients() {
    MatchedPair clipped = PAIR.withTraining(recipe -> recipe.with("gradient-clip", "1"));

    assertThatThrownBy(() -> new Sparse().trials(Design.of(clipped, DATASET, 1, 1)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("gradient-clip is 1.0");
  }

  @Test
  void sparseHoldsNeighboursAgainstRandomInputs() {
    Evidence evidence = Evidence.of(PAIR, DATASET);
    for (long seed = 1; seed <= 2; seed++) {
      evidence.add(run(PAIR.member(Kind.LOCAL), seed, 900));
    }
    List<Trial> trials = new Sparse().trials(DESIGN);
    assertThat(trials).extracting(one -> one.task().network().name()).containsOnly("lenet-sparse");
    trials.forEach(one -> evidence.add(one, run(one.task().network(), one.task().seed(), 500)));

    Sparse.Result result = new Sparse().result(evidence).orElseThrow();

    assertThat(result.windows().accuracy().mean()).isEqualTo(0.45);
    assertThat(result.random().accuracy().mean()).isEqualTo(0.25);
    assertThat(result.difference().mean()).isCloseTo(0.2, within(1e-9));
    assertThat(result.random().connections())
        .isEqualTo(NetworkCount.of(PAIR.member(Kind.LOCAL)).connections());
  }

  @Test
  void relaxTrainsTheConvolutionalNetworkAgainAsItIsAndWrittenOut() {
    List<Trial> trials = new Relax().trials(DESIGN);

    assertThat(trials)
        .extracting(one -> one.task().network().name())
        .containsExactly("lenet-cnn", "lenet-unrolled", "lenet-cnn", "lenet-unrolled");
    assertThat(trials)
        .allMatch(one -> one.task().start().orElseThrow().equals(PAIR.convolutional()));
    assertThat(NetworkCount.of(trials.get(1).task().network()).layers().get(0).weights())
        .isEqualTo(784 * 11_520);
  }

  @Test
  void networksWithoutConvolutionsAreRefused() {
    Design dense = Design.of(Pairs.load("mnist-mlp").matched(), DATASET, 1, 1);

    assertThatThrownBy(() -> new Relax().trials(dense))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("has none: leave 'sparse' and 'relax' out");
  }

  private static CostPoint.Trained trained(long parameters, long macs, int right) {
    List<Correctness> correctness = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(parameters);
    for (int seed = 0; seed < 3; seed++) {
      correctness.add(
          new Correctness(
              1,
              IntStream.range(0, 1_000)
                  .map(i -> random.nextInt(1_000) < right ? 1 : 0)
                  .boxed()
                  .toList()));
    }
    Side side = new Side(List.of(1L, 2L, 3L), correctness);
    return new CostPoint.Trained(
        new CostPoint(
            1,
            "n",
            "cnn",
            parameters,
            macs,
            side.accuracy(),
            Optional.of(side.accuracyInterval()),
            false,
            false,
            Optional.empty(),
            Optional.empty()),
        side);
  }

  @Test
  void theFrontIsOfThoseThatNoCheaperNetworkBeats() {
    CostPoint.Trained cheap = trained(100, 900, 800);
    CostPoint.Trained hardlyWorse = trained(200, 800, 795);
    CostPoint.Trained worse = trained(300, 700, 500);
    List<CostPoint.Trained> all = List.of(cheap, hardlyWorse, worse);

    CostPoint first = cheap.among(all);
    CostPoint second = hardlyWorse.among(all);
    CostPoint third = worse.among(all);

    assertThat(first.bestForParameters()).isTrue();
    assertThat(first.bestForMacs()).isTrue();
    assertThat(second.bestForParameters()).isFalse();
    assertThat(second.openForParameters()).contains(true);
    assertThat(second.bestForMacs()).isTrue();
    assertThat(third.bestForParameters()).isFalse();
    assertThat(third.openForParameters()).contains(false);
    assertThat(third.bestForMacs()).isTrue();
  }
}
