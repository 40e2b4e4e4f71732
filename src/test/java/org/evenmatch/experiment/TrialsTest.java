package org.evenmatch.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.evenmatch.Pairs;
import org.evenmatch.data.Dataset;
import org.evenmatch.data.Datasets;
import org.evenmatch.data.ImageSet;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.Mirror;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.PairReader;
import org.evenmatch.definition.Training;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.files.Json;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.match.NetworkCount;
import org.evenmatch.match.Pair;
import org.evenmatch.measure.Calibration;
import org.evenmatch.measure.ConfusionMatrix;
import org.evenmatch.measure.Correctness;
import org.evenmatch.measure.Summary;
import org.evenmatch.network.UnrolledWeights;
import org.evenmatch.training.Measured;
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
  void whatIsDrawnIsDrawnAnewForEachSeedAndTheSameForEachMember() {
    for (Experiment<?> experiment : List.of(new Permute(), new TrainingSize())) {
      List<Trial> trials = experiment.trials(DESIGN);
      List<byte[]> first = firstImages(trials, 1);
      List<byte[]> second = firstImages(trials, 2);

      assertThat(first).hasSameSizeAs(second).hasSizeGreaterThanOrEqualTo(3);
      for (int i = 0; i < first.size(); i++) {
        assertThat(first.get(i)).as(experiment.name()).isNotEqualTo(second.get(i));
        assertThat(first.get(i)).isEqualTo(first.get(i - (i % 3)));
      }
    }
  }

  /** The first ten training images of each training with {@code seed}. */
  private static List<byte[]> firstImages(List<Trial> trials, long seed) {
    return trials.stream()
        .filter(trial -> trial.task().seed() == seed)
        .map(trial -> trial.task().dataset().train().first(10).pixels())
        .toList();
  }

  @Test
  void rearrangedPixelsAreTheSameOnesInTrainingAndTestImages() {
    Dataset permuted = new Permute().trials(DESIGN).get(0).task().dataset();
    int[] to = places(DATASET.train(), permuted.train());

    assertThat(to).isNotEqualTo(IntStream.range(0, to.length).toArray());
    for (int image : new int[] {0, 17, 1_999}) {
      byte[] before = DATASET.test().image(image);
      byte[] after = permuted.test().image(image);
      for (int i = 0; i < to.length; i++) {
        assertThat(after[to[i]]).isEqualTo(before[i]);
      }
    }
  }

  /** Where each pixel went that is not the same in all images as another. */
  private static int[] places(ImageSet before, ImageSet after) {
    Map<String, Integer> found = new HashMap<>();
    int pixels = (int) before.shape().volume();
    for (int pixel = 0; pixel < pixels; pixel++) {
      found.put(Arrays.toString(values(after, pixel)), pixel);
    }
    return IntStream.range(0, pixels)
        .map(pixel -> found.get(Arrays.toString(values(before, pixel))))
        .toArray();
  }

  private static byte[] values(ImageSet images, int pixel) {
    byte[] values = new byte[images.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = images.image(i)[pixel];
    }
    return values;
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
        assertThat(recipe.mirror()).isEqualTo(trial.level() > 1 ? Mirror.RANDOM : Mirror.NONE);
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

  /** Two seeds of each member, with so many of 2,000 test images right. */
  private static Evidence evidence(int fc, int local, int cnn) {
    Evidence evidence = Evidence.of(PAIR, DATASET);
    for (long seed = 1; seed <= 2; seed++) {
      evidence.add(run(PAIR.member(Kind.FC), seed, fc));
      evidence.add(run(PAIR.member(Kind.LOCAL), seed, local));
      evidence.add(run(PAIR.member(Kind.CNN), seed, cnn));
    }
    return evidence;
  }

  private static void add(Evidence evidence, List<Trial> trials, ToIntFunction<Trial> right) {
    trials.forEach(
        one ->
            evidence.add(one, run(one.task().network(), one.task().seed(), right.applyAsInt(one))));
  }

  @Test
  void permuteHoldsRearrangedPixelsAgainstThoseInPlace() {
    Evidence evidence = evidence(1_600, 1_700, 1_900);
    add(
        evidence,
        new Permute().trials(DESIGN),
        one ->
            switch (one.task().network().kind()) {
              case FC -> 1_560;
              case LOCAL -> 1_500;
              case CNN -> 1_200;
            });

    Permute.Result result = new Permute().result(evidence).orElseThrow();

    assertThat(result.members())
        .extracting(Permute.Change::kind)
        .containsExactly("fc", "local", "cnn");
    Permute.Change cnn = result.members().get(2);
    assertThat(cnn.original().mean()).isEqualTo(0.95);
    assertThat(cnn.permuted().mean()).isEqualTo(0.6);
    assertThat(cnn.change().mean()).isCloseTo(-0.35, within(1e-9));
    assertThat(result.advantage().mean()).isCloseTo(0.15, within(1e-9));
    assertThat(result.permutedAdvantage().mean()).isCloseTo(-0.18, within(1e-9));
    assertThat(result.advantageChange().orElseThrow().mean()).isCloseTo(-0.33, within(1e-9));
  }

  @Test
  void augmentTakesTheComparisonItselfForImagesAsTheyAre() {
    Evidence evidence = evidence(1_600, 1_700, 1_900);
    List<Trial> trials = new Augment().trials(DESIGN);
    add(
        evidence,
        trials,
        one -> (one.task().network().kind() == Kind.CNN ? 1_800 : 1_000) + (int) one.level());

    Levels result = new Augment().result(evidence).orElseThrow();

    assertThat(trials).hasSize(12);
    assertThat(result.levels()).containsExactly(0, 1, 2);
    assertThat(result.members().get(0).accuracy())
        .extracting(Summary::mean)
        .containsExactly(0.8, 0.5005, 0.501);
    assertThat(result.differences().get(0).mean()).isCloseTo(0.15, within(1e-9));
    assertThat(result.differences().get(2).mean()).isCloseTo(0.4, within(1e-9));
  }

  @Test
  void dataHoldsEachSizeAgainstAllImages() {
    Evidence evidence = evidence(1_600, 1_700, 1_900);
    add(
        evidence,
        new TrainingSize().trials(DESIGN),
        one -> (int) one.level() + (one.experiment().equals("data") ? 0 : 500));

    TrainingSize.Result result = new TrainingSize().result(evidence).orElseThrow();

    assertThat(result.levels()).containsExactly(100, 300, 1_000);
    assertThat(result.members().get(2).accuracy())
        .extracting(Summary::mean)
        .containsExactly(0.05, 0.15, 0.95);
    assertThat(result.equalSteps().orElseThrow().members().get(2).accuracy())
        .extracting(Summary::mean)
        .containsExactly(0.3, 0.4, 0.95);
  }

  private static Measured measured(String name, Record value) {
    return Json.parse("a measurement", Json.tree(new MeasuredAs(name, value)), Measured.class);
  }

  /** As it is kept between processes. */
  private record MeasuredAs(String name, Record value) {}

  private static TrainingRun with(TrainingRun run, String name, Record value) {
    return new TrainingRun(
        run.network(),
        run.seed(),
        run.curve(),
        run.predictions(),
        run.confusion(),
        List.of(),
        List.of(),
        List.of(measured(name, value)),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void relaxHoldsTheFreeNetworkAgainstTheOneThatWasKept() {
    Evidence evidence = evidence(1_600, 1_700, 1_900);
    for (Trial trial : new Relax().trials(DESIGN)) {
      boolean free = trial.task().network().kind() == Kind.FC;
      TrainingRun run = run(trial.task().network(), trial.task().seed(), free ? 1_880 : 1_940);
      evidence.add(
          trial, free ? with(run, "relax", new UnrolledWeights.Parts(0.9, 0.08, 0.02)) : run);
    }

    Relax.Result result = new Relax().result(evidence).orElseThrow();

    assertThat(result.before().mean()).isEqualTo(0.95);
    assertThat(result.kept().name()).isEqualTo("lenet-cnn");
    assertThat(result.kept().accuracy().mean()).isEqualTo(0.97);
    assertThat(result.free().name()).isEqualTo("lenet-unrolled");
    assertThat(result.free().accuracy().mean()).isEqualTo(0.94);
    assertThat(result.difference().mean()).isCloseTo(-0.03, within(1e-9));
    assertThat(List.of(result.shared(), result.local(), result.elsewhere()))
        .extracting(Summary::mean)
        .containsExactly(0.9, 0.08, 0.02);
  }

  @Test
  void equivarianceIsTheMeanOfSeedsByLayer() {
    Evidence evidence = Evidence.of(PAIR, DATASET);
    for (long seed = 1; seed <= 2; seed++) {
      List<Motion.LayerFound> layers =
          List.of(
              new Motion.LayerFound("conv1", Optional.of(0.2 * seed), Optional.of(0.1 * seed)),
              new Motion.LayerFound("output", Optional.of(0.5), Optional.empty()));
      evidence.add(
          with(
              run(PAIR.member(Kind.CNN), seed, 1_900),
              "equivariance",
              new Motion.Found(4, layers)));
    }

    Equivariance.Result result = new Equivariance().result(evidence).orElseThrow();

    assertThat(result.pixels()).isEqualTo(4);
    assertThat(result.members()).hasSize(1);
    Equivariance.Layer conv = result.members().get(0).layers().get(0);
    assertThat(conv.inPlace().orElseThrow().mean()).isCloseTo(0.3, within(1e-9));
    assertThat(conv.along().orElseThrow().mean()).isCloseTo(0.15, within(1e-9));
    assertThat(result.members().get(0).layers().get(1).along()).isEmpty();
  }

  /** Of 30 examples 10 fall into the bin below 0.6 and 20 into the highest. */
  @Test
  void calibrationHasBinsOfEqualWidthAndOfEqualCounts() {
    List<Float> confidences = new ArrayList<>();
    List<Boolean> right = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      confidences.add(i < 10 ? 0.55f : 0.95f);
      right.add(i < 10 || i % 2 == 0);
    }
    Evidence evidence = Evidence.of(PAIR, DATASET);
    for (long seed = 1; seed <= 2; seed++) {
      evidence.add(
          with(
              run(PAIR.member(Kind.CNN), seed, 1_900),
              "calibration",
              new Calibration(confidences, right)));
    }

    Reliability.Member member = new Reliability().result(evidence).orElseThrow().members().get(0);

    // |10 − 5.5| + |10 − 19| of 30.
    assertThat(member.expectedError().mean()).isCloseTo(13.5 / 30, within(1e-6));
    assertThat(member.bins()).hasSize(2);
    assertThat(member.equalCounts().orElseThrow().bins()).hasSize(15);
  }

  @Test
  void sharingCountsTheConvolutionalNetworkAndItsPartnerByEveryRule() {
    Sharing.Result result = new Sharing().result(Evidence.of(PAIR, DATASET)).orElseThrow();

    assertThat(result.convolutional().weights()).isEqualTo(430_500);
    assertThat(result.convolutional().connections()).isEqualTo(2_293_000);
    assertThat(result.partners())
        .extracting(one -> one.match().orElseThrow())
        .containsExactly("units", "outputs", "parameters", "compute");
    // 784 × 20 + 20 × 50 + 50 × 500 + 500 × 10.
    assertThat(result.partners().get(0).weights()).isEqualTo(46_680);
    assertThat(result.partners().get(0).connections()).isEqualTo(46_680);
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
