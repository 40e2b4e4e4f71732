package org.evenmatch.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.evenmatch.definition.Training;
import org.evenmatch.experiment.Levels.Series;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.measure.Holm;
import org.evenmatch.measure.Interval;
import org.evenmatch.report.Numbers;
import org.evenmatch.report.Section;

/** Accuracy against the number of training images. */
final class TrainingSize extends Experiment<Levels> {
  private static final List<Integer> SIZES =
      List.of(100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000);

  /** A small training set is seen more often, but not more than that many times as often. */
  private static final int MOST_REPETITIONS = 10;

  TrainingSize() {
    super("data", Levels.class);
  }

  @Override
  public List<Trial> trials(Design design) {
    List<Trial> trials = new ArrayList<>();
    int all = design.dataset().train().size();
    for (long seed : design.seeds()) {
      for (int size : SIZES) {
        if (size < all) {
          int repetitions = Math.min(MOST_REPETITIONS, (all + size - 1) / size);
          MatchedPair longer =
              design.pair().withTraining(training -> longer(training, repetitions));
          trials.addAll(
              Trial.ofAll(
                  name(),
                  size,
                  name() + "-" + size,
                  longer,
                  design.dataset().sampled(size, seed),
                  seed));
        }
      }
    }
    return trials;
  }

  private static Training longer(Training training, int repetitions) {
    return training.withEpochs(Math.min(Training.MOST_EPOCHS, training.epochs() * repetitions));
  }

  @Override
  public Optional<Levels> result(Evidence evidence) {
    List<Levels.Level> seen = new ArrayList<>();
    for (double size : evidence.levels(name())) {
      seen.add(
          new Levels.Level(
              (int) size,
              evidence.members().stream()
                  .map(one -> Evidence.side(evidence.of(name(), size, one.kind())))
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
  Section section(Levels result, int classes) {
    return new Section(
        "What is the built-in assumption worth in examples?",
        finding(result, classes),
        result.figure(
            name(),
            "Test accuracy by number of training images, small sets seen up to ten times as often",
            true),
        Optional.of(result.trend(name())));
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
    return Numbers.capital(reach)
        + ". "
        + sizes(levels, classes)
        + " Small sets were seen up to ten times as often.";
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
