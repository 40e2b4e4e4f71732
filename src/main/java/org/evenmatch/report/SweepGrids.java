package org.evenmatch.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.evenmatch.definition.Kind;

/** Where exactly two axes of a sweep vary: accuracy at each place, and one member less another. */
final class SweepGrids {
  private static final String PERCENT = "%";
  private static final String POINTS = "points";
  private static final double TO_PERCENT = 100;

  /** What a place has one value of. */
  private record Axis(String name, Function<SweepPlace, String> value) {
    List<String> values(List<SweepPlace> places) {
      return places.stream().map(value).distinct().toList();
    }
  }

  private static final List<Axis> AXES =
      List.of(
          new Axis("pair", place -> place.cell().pair()),
          new Axis("dataset", place -> place.cell().dataset()),
          new Axis("matching rule", place -> place.cell().match().yamlName()),
          new Axis(
              "training images", place -> place.cell().limit().map(Numbers::count).orElse("all")),
          new Axis("epochs", place -> SweepSections.count(place.cell().epochs())),
          new Axis("examples in a batch", place -> SweepSections.count(place.cell().batch())));

  private final List<SweepPlace> places;

  SweepGrids(List<SweepPlace> places) {
    this.places = places;
  }

  /** One of each member, and of what the convolutions add to the fully-connected network. */
  List<Section> sections() {
    List<Axis> varying = AXES.stream().filter(axis -> axis.values(places).size() > 1).toList();
    if (varying.size() != 2) {
      return List.of();
    }
    List<Section> sections = new ArrayList<>();
    Axis y = varying.get(0);
    Axis x = varying.get(1);
    List<Kind> kinds = Stream.of(Kind.values()).filter(kind -> !of(kind).isEmpty()).toList();
    for (Kind kind : kinds) {
      sections.add(
          section(
              "Test accuracy of " + kind.inWords() + " by " + y.name() + " and " + x.name(),
              kind.yamlName(),
              PERCENT,
              x,
              y,
              (row, column) -> at(kind, y, row, x, column)));
    }
    if (kinds.contains(Kind.FC) && kinds.contains(Kind.CNN)) {
      sections.add(
          section(
              "What "
                  + Kind.CNN.inWords()
                  + " is ahead of "
                  + Kind.FC.inWords()
                  + " by "
                  + y.name()
                  + " and "
                  + x.name(),
              "ahead",
              POINTS,
              x,
              y,
              (row, column) ->
                  at(Kind.CNN, y, row, x, column)
                      .flatMap(more -> at(Kind.FC, y, row, x, column).map(less -> more - less))));
    }
    return sections;
  }

  /** The value at a place, if it has one. */
  @FunctionalInterface
  private interface Values {
    Optional<Double> at(String row, String column);
  }

  private List<SweepPlace> of(Kind kind) {
    return places.stream().filter(place -> place.sample().kind().equals(kind.yamlName())).toList();
  }

  /** The mean accuracy of seeds in percent. */
  private Optional<Double> at(Kind kind, Axis y, String row, Axis x, String column) {
    return of(kind).stream()
        .filter(place -> y.value().apply(place).equals(row))
        .filter(place -> x.value().apply(place).equals(column))
        .map(place -> TO_PERCENT * place.accuracy().mean())
        .findFirst();
  }

  private Section section(String question, String kind, String unit, Axis x, Axis y, Values of) {
    List<String> rows = y.values(places);
    List<String> columns = x.values(places);
    List<List<Optional<Double>>> values =
        rows.stream()
            .map(row -> columns.stream().map(column -> of.at(row, column)).toList())
            .toList();
    return new Section(
        question,
        finding(rows, columns, values, unit),
        new Figure(
            "grid-" + kind,
            question + ", the mean of seeds",
            new Chart.Grid(x.name(), y.name(), kind, unit, columns, rows, values),
            table(y.name(), rows, columns, values, unit)),
        Optional.empty());
  }

  private static Table table(
      String name,
      List<String> rows,
      List<String> columns,
      List<List<Optional<Double>>> values,
      String unit) {
    List<List<String>> cells = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      cells.add(
          Stream.concat(
                  Stream.of(rows.get(i)),
                  values.get(i).stream()
                      .map(value -> value.map(known -> text(known, unit)).orElse(Numbers.ABSENT)))
              .toList());
    }
    return new Table(Stream.concat(Stream.of(name), columns.stream()).toList(), cells);
  }

  private static String text(double value, String unit) {
    return String.format(Locale.ROOT, unit.equals(POINTS) ? "%+.2f %s" : "%.2f %s", value, unit);
  }

  /** The highest and the lowest value, and where they are. */
  private static String finding(
      List<String> rows, List<String> columns, List<List<Optional<Double>>> values, String unit) {
    String highest = "";
    String lowest = "";
    double high = Double.NEGATIVE_INFINITY;
    double low = Double.POSITIVE_INFINITY;
    for (int i = 0; i < rows.size(); i++) {
      for (int j = 0; j < columns.size(); j++) {
        Optional<Double> value = values.get(i).get(j);
        String place = rows.get(i) + ", " + columns.get(j);
        if (value.isPresent() && value.get() > high) {
          high = value.get();
          highest = place;
        }
        if (value.isPresent() && value.get() < low) {
          low = value.get();
          lowest = place;
        }
      }
    }
    return highest.isEmpty()
        ? "No place has a value."
        : String.format(
            "The highest is %s (%s), the lowest %s (%s).",
            text(high, unit), highest, text(low, unit), lowest);
  }
}
