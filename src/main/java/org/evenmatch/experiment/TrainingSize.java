package org.evenmatch.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.evenmatch.data.Dataset;
import org.evenmatch.definition.Training;
import org.evenmatch.experiment.Levels.Series;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.measure.Holm;
import org.evenmatch.measure.Interval;
import org.evenmatch.report.Chart;
import org.evenmatch.report.Figure;
import org.evenmatch.report.Numbers;
import org.evenmatch.report.Section;
import org.evenmatch.report.Table;

/**
 * Accuracy against the number of training images: each size trained for as many epochs, so that
 * small sets make few steps, and again for as many steps, so that small sets are seen often.
 */
final class TrainingSize extends Experiment<TrainingSize.Result> {
  private static final List<Integer> SIZES =
      List.of(100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000);

  private static final String NAME = "data";
  private static final String EQUAL_STEPS = NAME + "-steps";

  TrainingSize() {
    super(NAME, Result.class);
  }

  /**
   * As {@link Levels} has it, of as many epochs at each size, and of as many steps.
   *
   * @param equalSteps absent where an earlier version wrote the file: then small sets were seen up
   *     to ten times as often
   */
  record Result(
      String unit,
      List<Integer> levels,
      List<Series> members,
      List<Interval> differences,
      List<Double> pValues,
      List<Interval> changes,
      Optional<Levels> equalSteps) {
    Result {
      // Absent where an earlier version wrote it.
      pValues = pValues == null ? List.of() : List.copyOf(pValues);
      changes = changes == null ? List.of() : List.copyOf(changes);
    }

    static Result of(Levels equalEpochs, Optional<Levels> equalSteps) {
      return new Result(
          equalEpochs.unit(),
          equalEpochs.levels(),
          equalEpochs.members(),
          equalEpochs.differences(),
          equalEpochs.pValues(),
          equalEpochs.changes(),
          equalSteps);
    }

    private Levels equalEpochs() {
      return new Levels(unit, levels, members, differences, pValues, changes);
    }
  }

  @Override
  public List<Trial> trials(Design design) {
    List<Trial> trials = new ArrayList<>();
    int all = design.dataset().train().size();
    for (long seed : design.seeds()) {
      for (int size : SIZES) {
        if (size < all) {
          Dataset some = design.dataset().sampled(size, seed);
          MatchedPair longer =
              design
                  .pair()
                  .withTraining(training -> withSteps(training, training.steps(all), size));
          trials.addAll(Trial.ofAll(NAME, size, NAME + "-" + size, design.pair(), some, seed));
          trials.addAll(
              Trial.ofAll(EQUAL_STEPS, size, EQUAL_STEPS + "-" + size, longer, some, seed));
        }
      }
    }
    return trials;
  }

  /** With the whole number of epochs of {@code size} images that is nearest to {@code steps}. */
  private static Training withSteps(Training training, int steps, int size) {
    // None where more images would be set aside than there are, which is refused later.
    int perEpoch = Math.max(1, training.withEpochs(1).steps(size));
    int epochs = (steps + (perEpoch / 2)) / perEpoch;
    return training.withEpochs(Math.min(Training.MOST_EPOCHS, epochs));
  }

  @Override
  public Optional<Result> result(Evidence evidence) {
    return levels(evidence, NAME)
        .map(equalEpochs -> Result.of(equalEpochs, levels(evidence, EQUAL_STEPS)));
  }

  /** Trainings on some of the images, and those of the comparison itself, on all. */
  private static Optional<Levels> levels(Evidence evidence, String trials) {
    List<Levels.Level> seen = new ArrayList<>();
    for (double size : evidence.levels(trials)) {
      seen.add(
          new Levels.Level(
              (int) size,
              evidence.members().stream()
                  .map(one -> Evidence.side(evidence.of(trials, size, one.kind())))
                  .toList()));
    }
    if (seen.isEmpty()) {
      return Optional.empty();
    }
    seen.add(
        new Levels.Level(
            evidence.dataset().train().size(),
            evidence.members().stream()
                .map(one -> Evidence.side(evidence.own(one.kind())))
                .toList()));
    return Levels.of("training images", evidence.members(), seen);
  }

  @Override
  Section section(Result result, int classes) {
    Levels equalEpochs = result.equalEpochs();
    String finding =
        result
            .equalSteps()
            .map(
                equalSteps ->
                    "For as many epochs at each size: "
                        + finding(equalEpochs, classes)
                        + " For as many steps, to the nearest whole epoch: "
                        + finding(equalSteps, classes))
            .orElseGet(
                () ->
                    finding(equalEpochs, classes)
                        + " Small sets were seen up to ten times as often.");
    return new Section(
        "What is the built-in assumption worth in examples?",
        finding,
        figure(equalEpochs, result.equalSteps()),
        Optional.of(equalEpochs.trend(NAME)));
  }

  private static Figure figure(Levels equalEpochs, Optional<Levels> equalSteps) {
    List<Chart.Line> lines = new ArrayList<>(equalEpochs.lines("", false));
    equalSteps.ifPresent(steps -> lines.addAll(steps.lines(", equal steps", true)));
    List<List<String>> rows = new ArrayList<>();
    rows.addAll(equalEpochs.rows(Numbers::count));
    equalSteps.ifPresent(
        steps -> rows.addAll(steps.rows(size -> Numbers.count(size) + ", equal steps")));
    List<Integer> levels = equalEpochs.levels();
    return new Figure(
        NAME,
        equalSteps.isPresent()
            ? "Test accuracy by number of training images, for equal epochs, and dotted for equal"
                + " steps"
            : "Test accuracy by number of training images, small sets seen up to ten times as often",
        new Chart.Lines(
            Chart.Axis.of(equalEpochs.unit(), Chart.Scale.LOG)
                .between(levels.get(0), levels.get(levels.size() - 1)),
            Chart.Axis.of("test accuracy", Chart.Scale.PERCENT),
            lines,
            false),
        new Table(equalEpochs.header(equalEpochs.unit()), rows));
  }

  private static String finding(Levels levels, int classes) {
    Series reference = levels.reference();
    Series subject = levels.subject();
    int last = levels.levels().size() - 1;
    double target = reference.at(last);
    if (reference.guesses(last, classes)) {
      return String.format(
          Locale.ROOT,
          "With all %,d training images %s is hardly better than guessing (%s where guessing gives"
              + " %s); %s gets to %s.",
          levels.levels().get(last),
          reference.inWords(),
          Numbers.percent(target),
          Numbers.percent(1.0 / classes),
          subject.inWords(),
          Numbers.percent(subject.at(last)));
    }
    int first = 0;
    while (first <= last && subject.at(first) < target) {
      first++;
    }
    String reach =
        first > last
            ? String.format(
                "%s does not reach what %s does with all images (%s)",
                subject.inWords(), reference.inWords(), Numbers.percent(target))
            : String.format(
                Locale.ROOT,
                "%s with %,d training images reaches what %s does with %,d (%s)",
                subject.inWords(),
                levels.levels().get(first),
                reference.inWords(),
                levels.levels().get(last),
                Numbers.percent(target));
    return Numbers.capital(reach) + ". " + sizes(levels, classes);
  }

  /** At how many sizes the difference is real, all of them taken together. */
  private static String sizes(Levels levels, int classes) {
    // An earlier version wrote no p-values, and took each size for itself.
    boolean together = !levels.pValues().isEmpty();
    List<Interval> real =
        together
            ? Holm.real(levels.pValues()).stream().map(levels.differences()::get).toList()
            : levels.differences().stream().filter(one -> one.low() * one.high() > 0).toList();
    long ahead = real.stream().filter(one -> one.mean() > 0).count();
    String text =
        String.format(
            Locale.ROOT,
            "Of %d sizes of the training set%s, it is measurably ahead at %d and behind at %d.",
            levels.levels().size(),
            together ? ", taken together" : "",
            ahead,
            real.size() - ahead);
    long guessed =
        IntStream.range(0, levels.levels().size())
            .filter(i -> levels.members().stream().anyMatch(one -> one.guesses(i, classes)))
            .count();
    return guessed == 0
        ? text
        : text
            + String.format(
                " At %d of them a network is hardly better than guessing (%s).",
                guessed, Numbers.percent(1.0 / classes));
  }
}
