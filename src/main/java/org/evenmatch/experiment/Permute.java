package org.evenmatch.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.evenmatch.data.Dataset;
import org.evenmatch.definition.Kind;
import org.evenmatch.measure.Interval;
import org.evenmatch.measure.Summary;
import org.evenmatch.report.Chart;
import org.evenmatch.report.Figure;
import org.evenmatch.report.Numbers;
import org.evenmatch.report.Section;
import org.evenmatch.report.Table;

/**
 * Locality: training again on images whose pixels a random permutation rearranges, the same for all
 * images and members and another for each seed.
 */
final class Permute extends Experiment<Permute.Result> {
  private static final long FIRST_PERMUTATION = 20_261;

  Permute() {
    super("permute", Result.class);
  }

  /**
   * What rearranging did.
   *
   * @param members each with its accuracy on original and on rearranged pixels
   * @param advantage last member − first on original pixels
   * @param permutedAdvantage the same on rearranged pixels
   * @param advantageChange permuted advantage − advantage, paired by seed and image; absent where
   *     an earlier version wrote it
   */
  record Result(
      List<Change> members,
      Interval advantage,
      Interval permutedAdvantage,
      Optional<Interval> advantageChange) {}

  /**
   * What it did to one member.
   *
   * @param name of the configuration
   * @param kind {@code fc}, {@code local} or {@code cnn}
   * @param original accuracy, trained and tested on the images as they are
   * @param permuted accuracy, trained and tested on rearranged ones
   * @param change permuted − original
   */
  record Change(String name, String kind, Summary original, Summary permuted, Interval change) {
    String inWords() {
      return Kind.find(kind).map(Kind::inWords).orElse(name);
    }

    String changed() {
      String points = Numbers.unsignedPoints(Math.abs(change.mean()));
      if (change.high() < 0) {
        return "loses " + points + " points";
      }
      return change.low() > 0
          ? "gains " + points + " points"
          : "does not measurably change (" + Numbers.points(change.mean()) + " points)";
    }
  }

  @Override
  public List<Trial> trials(Design design) {
    List<Trial> trials = new ArrayList<>();
    for (long seed : design.seeds()) {
      Dataset permuted = design.dataset().permuted(FIRST_PERMUTATION + seed);
      trials.addAll(Trial.ofAll(name(), 0, name(), design.pair(), permuted, seed));
    }
    return trials;
  }

  @Override
  public Optional<Result> result(Evidence evidence) {
    List<Evidence.Member> members = evidence.members();
    List<Side> sides = new ArrayList<>();
    members.forEach(one -> sides.add(Evidence.side(evidence.own(one.kind()))));
    members.forEach(one -> sides.add(Evidence.side(evidence.of(name(), 0, one.kind()))));
    List<Side> common = Side.common(sides);
    if (common.get(0).isEmpty()) {
      return Optional.empty();
    }
    List<Side> before = common.subList(0, members.size());
    List<Side> after = common.subList(members.size(), common.size());
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      changes.add(
          new Change(
              members.get(i).name(),
              members.get(i).kind().yamlName(),
              before.get(i).accuracy(),
              after.get(i).accuracy(),
              after.get(i).minus(before.get(i)).interval()));
    }
    int last = members.size() - 1;
    return Optional.of(
        new Result(
            changes,
            before.get(last).minus(before.get(0)).interval(),
            after.get(last).minus(after.get(0)).interval(),
            Optional.of(
                Side.change(before.get(last), before.get(0), after.get(last), after.get(0))
                    .interval())));
  }

  @Override
  Section section(Result result, int classes) {
    Change reference = result.members().get(0);
    Change subject = result.members().get(result.members().size() - 1);
    return new Section(
        "Does it matter which pixels are neighbours?",
        finding(result),
        new Figure(
            name(),
            "Test accuracy, trained and tested on pixels in place and rearranged",
            new Chart.Dots(
                List.of("pixels in place", "pixels rearranged"),
                false,
                result.members().stream().map(Permute::group).toList()),
            table(result, Levels.difference(subject.kind(), reference.kind()))),
        Optional.empty());
  }

  private static Chart.Group group(Change member) {
    return new Chart.Group(
        member.name(),
        member.kind(),
        List.of(
            new Chart.Dot(0, member.original(), Optional.empty()),
            new Chart.Dot(1, member.permuted(), Optional.empty())));
  }

  private static Table table(Result result, String difference) {
    List<List<String>> rows = new ArrayList<>();
    for (Change member : result.members()) {
      rows.add(
          List.of(
              member.name(),
              Numbers.percent(member.original()),
              Numbers.percent(member.permuted()),
              Numbers.interval(member.change())));
    }
    rows.add(
        List.of(
            difference,
            Numbers.interval(result.advantage()),
            Numbers.interval(result.permutedAdvantage()),
            ""));
    return new Table(
        List.of("network", "pixels in place", "pixels rearranged", "change, points (95 %)"), rows);
  }

  private static String finding(Result result) {
    List<String> changed =
        result.members().stream().map(member -> member.inWords() + " " + member.changed()).toList();
    int last = changed.size() - 1;
    return String.format(
        Locale.ROOT,
        "Trained on rearranged pixels, %s and %s: %s (%s points before, %s after).",
        String.join(", ", changed.subList(0, last)),
        changed.get(last),
        advantage(result).orElse("the difference between both moves"),
        Numbers.points(result.advantage().mean()),
        Numbers.points(result.permutedAdvantage().mean()));
  }

  /** What becomes of the advantage; empty where its change is not known. */
  private static Optional<String> advantage(Result result) {
    Interval before = result.advantage();
    Interval after = result.permutedAdvantage();
    return result
        .advantageChange()
        .map(
            change -> {
              if (before.low() <= 0) {
                return "it had no measurable advantage to lose";
              }
              if (change.low() > 0) {
                return "its advantage grows";
              }
              if (change.high() >= 0) {
                return "its advantage does not measurably shrink";
              }
              if (after.low() > 0) {
                return "its advantage shrinks but stays";
              }
              return after.high() < 0
                  ? "its advantage turns into a disadvantage"
                  : "its advantage is gone";
            });
  }
}
