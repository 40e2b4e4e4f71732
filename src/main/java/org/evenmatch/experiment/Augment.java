package org.evenmatch.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.evenmatch.data.Dataset;
import org.evenmatch.definition.Mirror;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.Training;
import org.evenmatch.experiment.Levels.Series;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.measure.Interval;
import org.evenmatch.report.Chart;
import org.evenmatch.report.Figure;
import org.evenmatch.report.Numbers;
import org.evenmatch.report.Section;
import org.evenmatch.report.Table;

/**
 * Moved data, the usual answer to missing translation equivariance: training again on images as
 * they are, moved, and moved and mirrored, without what else the recipe changes of them. Where that
 * is the comparison's own recipe, nothing is trained again.
 */
final class Augment extends Experiment<Levels> {
  private static final List<String> CONDITIONS = List.of("as they are", "moved", "and mirrored");
  private static final int MOVED = 1;
  private static final int MIRRORED = 2;

  /** Moves are up to this part of the smaller side: 3 pixels of 28, 4 of 32. */
  private static final int PART = 8;

  Augment() {
    super("augment", Levels.class);
  }

  @Override
  public List<Trial> trials(Design design) {
    List<Trial> trials = new ArrayList<>();
    for (long seed : design.seeds()) {
      for (int condition = 0; condition < CONDITIONS.size(); condition++) {
        if (!isOwn(design.pair(), condition, design.dataset())) {
          int level = condition;
          MatchedPair changed =
              design.pair().withTraining(recipe -> changed(recipe, level, design.dataset()));
          trials.addAll(
              Trial.ofAll(
                  name(), condition, name() + "-" + condition, changed, design.dataset(), seed));
        }
      }
    }
    return trials;
  }

  private static Training changed(Training recipe, int condition, Dataset dataset) {
    int pixels = condition >= MOVED ? mostPixels(dataset) : 0;
    Mirror mirror = condition == MIRRORED ? Mirror.RANDOM : Mirror.NONE;
    return recipe
        .withPlainImages()
        .with("move", Integer.toString(pixels))
        .with("mirror", mirror.yamlName());
  }

  /** How far training images are moved. */
  static int mostPixels(Dataset dataset) {
    return Math.max(1, Math.min(dataset.shape().height(), dataset.shape().width()) / PART);
  }

  private static boolean isOwn(MatchedPair pair, int condition, Dataset dataset) {
    return pair.members().stream()
        .map(NetworkSpec::training)
        .allMatch(recipe -> changed(recipe, condition, dataset).equals(recipe));
  }

  @Override
  public Optional<Levels> result(Evidence evidence) {
    List<Levels.Level> seen = new ArrayList<>();
    for (int condition = 0; condition < CONDITIONS.size(); condition++) {
      int level = condition;
      boolean own =
          evidence.pair().filter(pair -> isOwn(pair, level, evidence.dataset())).isPresent();
      seen.add(
          new Levels.Level(
              level,
              evidence.members().stream()
                  .map(
                      one ->
                          Evidence.side(
                              own
                                  ? evidence.own(one.kind())
                                  : evidence.of(name(), level, one.kind())))
                  .toList()));
    }
    return evidence.members().size() == 1 || seen.get(0).sides().get(0).isEmpty()
        ? Optional.empty()
        : Levels.of("training images", evidence.members(), seen);
  }

  @Override
  Section section(Levels result, int classes) {
    List<String> conditions = result.levels().stream().map(CONDITIONS::get).toList();
    return new Section(
        "Do moved training images replace shared weights?",
        finding(result, classes),
        new Figure(
            name(),
            "Test accuracy, trained on images as they are, moved at random, moved and mirrored",
            new Chart.Dots(
                conditions, false, result.members().stream().map(Augment::group).toList()),
            table(result, conditions)),
        Optional.empty());
  }

  private static Chart.Group group(Series member) {
    List<Chart.Dot> dots = new ArrayList<>();
    for (int i = 0; i < member.accuracy().size(); i++) {
      dots.add(new Chart.Dot(i, member.accuracy().get(i), Optional.empty()));
    }
    return new Chart.Group(member.name(), member.kind(), dots);
  }

  private static Table table(Levels levels, List<String> conditions) {
    List<String> header = new ArrayList<>(List.of("training images"));
    levels.members().forEach(member -> header.add(member.name()));
    header.add(Levels.difference(levels.subject().kind(), levels.reference().kind()));
    header.add("change of that");
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < conditions.size(); i++) {
      List<String> row = new ArrayList<>(List.of(conditions.get(i)));
      for (Series member : levels.members()) {
        row.add(Numbers.percent(member.accuracy().get(i)));
      }
      row.add(Numbers.interval(levels.differences().get(i)));
      row.add(
          i == 0 || levels.changes().isEmpty()
              ? Numbers.ABSENT
              : Numbers.interval(levels.changes().get(i)));
      rows.add(row);
    }
    return new Table(header, rows);
  }

  private static String finding(Levels levels, int classes) {
    int moved = levels.levels().indexOf(MOVED);
    Series reference = levels.reference();
    Series subject = levels.subject();
    if (moved < 1 || levels.changes().isEmpty()) {
      return "Not all of the trainings that this compares are there.";
    }
    if (reference.guesses(0, classes) && reference.guesses(moved, classes)) {
      return String.format(
          "%s is hardly better than guessing (%s) with moved training images or without.",
          Numbers.capital(reference.inWords()), Numbers.percent(1.0 / classes));
    }
    return String.format(
        Locale.ROOT,
        "Trained on moved images, %s goes from %s to %s and %s from %s to %s: %s (%s points"
            + " before, %s after).",
        reference.inWords(),
        Numbers.percent(reference.at(0)),
        Numbers.percent(reference.at(moved)),
        subject.inWords(),
        Numbers.percent(subject.at(0)),
        Numbers.percent(subject.at(moved)),
        change(levels.changes().get(moved)),
        Numbers.points(levels.differences().get(0).mean()),
        Numbers.points(levels.differences().get(moved).mean()));
  }

  private static String change(Interval change) {
    if (change.high() < 0) {
      return "the difference between both shrinks";
    }
    return change.low() > 0
        ? "the difference between both grows"
        : "the difference between both does not measurably change";
  }
}
