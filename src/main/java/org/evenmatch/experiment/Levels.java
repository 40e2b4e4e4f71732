package org.evenmatch.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.evenmatch.definition.Kind;
import org.evenmatch.measure.Interval;
import org.evenmatch.measure.MeanOverSeeds;
import org.evenmatch.measure.Summary;
import org.evenmatch.report.Chart;
import org.evenmatch.report.Figure;
import org.evenmatch.report.Numbers;
import org.evenmatch.report.Table;
import org.evenmatch.report.Trend;

/**
 * Accuracy at several levels of something.
 *
 * @param unit of the levels
 * @param levels in order
 * @param members each with one accuracy a level
 * @param differences last member − first with its 95 % interval, one a level; empty for one member
 * @param pValues of these differences
 * @param changes how much greater each difference is than at the first level, paired by seed and
 *     image; empty where levels have different seeds
 */
public record Levels(
    String unit,
    List<Integer> levels,
    List<Series> members,
    List<Interval> differences,
    List<Double> pValues,
    List<Interval> changes) {
  /** Up to this many times the accuracy of guessing, a network has learnt next to nothing. */
  private static final double HARDLY_BETTER = 1.5;

  public Levels {
    // Absent where an earlier version wrote it.
    pValues = pValues == null ? List.of() : List.copyOf(pValues);
    changes = changes == null ? List.of() : List.copyOf(changes);
  }

  /**
   * One member's accuracy.
   *
   * @param name of the configuration
   * @param kind {@code fc}, {@code local} or {@code cnn}
   * @param accuracy one a level, each with one run a seed
   */
  public record Series(String name, String kind, List<Summary> accuracy) {
    double at(int level) {
      return accuracy.get(level).mean();
    }

    boolean guesses(int level, int classes) {
      return at(level) <= HARDLY_BETTER / classes;
    }

    String inWords() {
      return Kind.find(kind).map(Kind::inWords).orElse(name);
    }
  }

  /** One level, and how each member did there. */
  record Level(int level, List<Side> sides) {}

  /** Levels with the seeds that all members have; a level without one is left out. */
  static Optional<Levels> of(String unit, List<Evidence.Member> members, List<Level> seen) {
    List<Integer> levels = new ArrayList<>();
    List<List<Side>> sides = new ArrayList<>();
    for (Level level : seen) {
      List<Side> common = Side.common(level.sides());
      if (!common.get(0).isEmpty()) {
        levels.add(level.level());
        sides.add(common);
      }
    }
    if (levels.isEmpty()) {
      return Optional.empty();
    }
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      int member = i;
      series.add(
          new Series(
              members.get(i).name(),
              members.get(i).kind().yamlName(),
              sides.stream().map(level -> level.get(member).accuracy()).toList()));
    }
    int last = members.size() - 1;
    List<MeanOverSeeds> differences =
        sides.stream()
            .filter(level -> last > 0)
            .map(level -> level.get(last).minus(level.get(0)))
            .toList();
    List<Side> first = sides.get(0);
    boolean sameSeeds =
        sides.stream().allMatch(level -> level.get(0).seeds().equals(first.get(0).seeds()));
    List<Interval> changes =
        sides.stream()
            .filter(level -> last > 0 && sameSeeds)
            .map(level -> Side.change(first.get(last), first.get(0), level.get(last), level.get(0)))
            .map(MeanOverSeeds::interval)
            .toList();
    return Optional.of(
        new Levels(
            unit,
            levels,
            series,
            differences.stream().map(MeanOverSeeds::interval).toList(),
            differences.stream().map(MeanOverSeeds::p).toList(),
            changes));
  }

  /** The member that the others are held against. */
  Series reference() {
    return members.get(0);
  }

  /** The member that is held against the reference. */
  Series subject() {
    return members.get(members.size() - 1);
  }

  /** What a column of differences is called. */
  static String difference(String subject, String reference) {
    return String.format(
        "%s − %s, points (95 %%)",
        Kind.find(subject).map(Kind::initials).orElse(subject),
        Kind.find(reference).map(Kind::initials).orElse(reference));
  }

  private Table table() {
    return new Table(header(unit), rows(Numbers::count));
  }

  /** Columns: levels, then the members', then their difference if there is one. */
  List<String> header(String ofLevels) {
    List<String> header = new ArrayList<>(List.of(ofLevels));
    members.forEach(member -> header.add(member.name()));
    if (!differences.isEmpty()) {
      header.add(difference(subject().kind(), reference().kind()));
    }
    return header;
  }

  /** One row a level, under {@link #header}. */
  List<List<String>> rows(IntFunction<String> level) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < levels.size(); i++) {
      List<String> row = new ArrayList<>(List.of(level.apply(levels.get(i))));
      for (Series member : members) {
        row.add(Numbers.percent(member.accuracy().get(i)));
      }
      if (!differences.isEmpty()) {
        row.add(Numbers.interval(differences.get(i)));
      }
      rows.add(row);
    }
    return rows;
  }

  /** A line for each member; {@code suffix} follows its name. */
  List<Chart.Line> lines(String suffix, boolean dotted) {
    List<Chart.Line> lines = new ArrayList<>();
    for (Series member : members) {
      List<Chart.Point> points = new ArrayList<>();
      for (int i = 0; i < levels.size(); i++) {
        points.add(Chart.Point.of(levels.get(i), member.accuracy().get(i)));
      }
      lines.add(new Chart.Line(member.name() + suffix, member.kind(), dotted, points));
    }
    return lines;
  }

  /** A line for each member. */
  Figure figure(String id, String caption) {
    return new Figure(
        id,
        caption,
        new Chart.Lines(
            Chart.Axis.of(unit, Chart.Scale.FROM_ZERO),
            Chart.Axis.of("test accuracy", Chart.Scale.PERCENT),
            lines("", false),
            false),
        table());
  }

  /** A small line for each member. */
  Trend trend(String name) {
    return new Trend(
        name + ": test accuracy over " + unit,
        members.stream()
            .map(
                member ->
                    new Trend.Line(
                        member.name(), member.accuracy().stream().map(Summary::mean).toList()))
            .toList());
  }
}
