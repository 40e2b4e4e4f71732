package org.evenmatch.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evenmatch.data.Dataset;
import org.evenmatch.data.ImageSet;
import org.evenmatch.definition.Shape;
import org.evenmatch.experiment.Levels.Series;
import org.evenmatch.measure.Correctness;
import org.evenmatch.measure.Interval;
import org.evenmatch.report.Numbers;
import org.evenmatch.report.Section;
import org.evenmatch.training.Classifier;
import org.evenmatch.training.Measured;
import org.evenmatch.training.Measurement;

/**
 * Accuracy on test images that are changed, at several levels of which the first leaves them as
 * they are. Changed pixels stay in the range that the networks know: what is new in an image is
 * taken from the training images.
 */
abstract class Perturbation extends Experiment<Levels> {
  private final String unit;
  private final String question;
  private final String caption;

  /**
   * Names a perturbation.
   *
   * @param unit of the levels
   * @param question a question in a few words
   * @param caption what the chart shows
   */
  Perturbation(String name, String unit, String question, String caption) {
    super(name, Levels.class);
    this.unit = unit;
    this.question = question;
    this.caption = caption;
  }

  /** The levels for images of {@code shape}, the first 0. */
  abstract List<Integer> levels(Shape shape);

  /**
   * The images at a level above 0, in the same order; several sets where there are several ways.
   * The same level always gives the same pixels.
   *
   * @param background one value a channel
   */
  abstract List<ImageSet> apply(ImageSet images, int level, byte[] background);

  /** What was done to the images, for sentences: {@code moved by 4 pixels}. */
  abstract String inWords(int level);

  /**
   * How one network did.
   *
   * @param levels how much, the first is nothing
   * @param correctness one a level
   */
  record Found(List<Integer> levels, List<Correctness> correctness) {
    Found {
      levels = List.copyOf(levels);
      correctness = List.copyOf(correctness);
    }
  }

  /** Has a network classify the perturbed images. */
  private record Classified(Perturbation perturbation) implements Measurement {
    @Override
    public String name() {
      return perturbation.name();
    }

    @Override
    public Found of(Classifier classifier, Dataset dataset) {
      byte[] background = Background.of(dataset.train());
      ImageSet test = dataset.test();
      List<Integer> levels = perturbation.levels(test.shape());
      List<Correctness> correctness = new ArrayList<>();
      for (int level : levels) {
        List<ImageSet> images =
            level == 0 ? List.of(test) : perturbation.apply(test, level, background);
        correctness.add(
            Correctness.of(images.stream().map(classifier::classes).toList(), test.labels()));
      }
      return new Found(levels, correctness);
    }
  }

  @Override
  public final Optional<Measurement> measurement() {
    return Optional.of(new Classified(this));
  }

  @Override
  public final Optional<Levels> result(Evidence evidence) {
    List<Integer> levels = levels(evidence.dataset().shape());
    List<Levels.Level> seen = new ArrayList<>();
    for (int i = 0; i < levels.size(); i++) {
      int index = i;
      seen.add(
          new Levels.Level(
              levels.get(i),
              evidence.members().stream()
                  .map(
                      member ->
                          Evidence.side(
                              evidence.own(member.kind()),
                              one ->
                                  Measured.find(one.measured(), name(), Found.class)
                                      .map(found -> found.correctness().get(index))))
                  .toList()));
    }
    return Levels.of(unit, evidence.members(), seen);
  }

  @Override
  final Section section(Levels result, int classes) {
    return new Section(
        question,
        finding(result, classes),
        result.figure(name(), caption),
        Optional.of(result.trend(name())));
  }

  private String finding(Levels levels, int classes) {
    int middle = levels.levels().size() / 2;
    String perturbed = inWords(levels.levels().get(middle));
    if (levels.differences().isEmpty()) {
      return String.format(
          Locale.ROOT,
          "With test images %s, accuracy %s from %s to %s.",
          perturbed,
          levels.subject().at(middle) > levels.subject().at(0) ? "rises" : "goes",
          Numbers.percent(levels.subject().at(0)),
          Numbers.percent(levels.subject().at(middle)));
    }
    Series reference = levels.reference();
    Series subject = levels.subject();
    return String.format(
        Locale.ROOT,
        "With test images %s, %s %s and %s %s%s.",
        perturbed,
        subject.inWords(),
        change(subject.at(0) - subject.at(middle)),
        reference.inWords(),
        change(reference.at(0) - reference.at(middle)),
        conclusion(levels, middle, classes).map(text -> ": " + text).orElse(""));
  }

  private static String change(double loss) {
    return (loss < 0 ? "gains " : "loses ") + Numbers.unsignedPoints(Math.abs(loss)) + " points";
  }

  /** Who holds up better, on the paired difference of losses; empty where that is not known. */
  private static Optional<String> conclusion(Levels levels, int middle, int classes) {
    List<Series> guessing =
        Stream.of(levels.reference(), levels.subject())
            .filter(one -> one.guesses(0, classes))
            .toList();
    if (!guessing.isEmpty()) {
      return Optional.of(
          String.format(
              "%s, hardly better than guessing (%s) from the start, %s nothing to lose",
              guessing.stream().map(Series::inWords).collect(Collectors.joining(" and ")),
              Numbers.percent(1.0 / classes),
              guessing.size() == 1 ? "has" : "have"));
    }
    if (levels.reference().guesses(middle, classes) && levels.subject().guesses(middle, classes)) {
      return Optional.of(
          String.format(
              "both are hardly better than guessing (%s) then, so that the losses say nothing of"
                  + " which holds up better",
              Numbers.percent(1.0 / classes)));
    }
    if (levels.changes().isEmpty()) {
      return Optional.empty();
    }
    Interval change = levels.changes().get(middle);
    if (change.low() > 0) {
      return Optional.of(levels.subject().inWords() + " holds up better");
    }
    return Optional.of(
        change.high() < 0
            ? levels.reference().inWords() + " holds up better"
            : "neither network holds up measurably better");
  }
}
