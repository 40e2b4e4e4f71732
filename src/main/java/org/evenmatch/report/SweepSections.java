package org.evenmatch.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evenmatch.definition.SweepPlan;
import org.evenmatch.report.Table.Cells;

/** What a sweep's report draws: accuracy over each measure and each pair of axes that varies. */
final class SweepSections {
  private static final String PARAMETERS = "parameters";
  private static final String MACS = "macs";

  /** A measure that charts put accuracy over, for places that have it. */
  private record Measure(
      String id, String name, Chart.Scale scale, Function<SweepPlace, Optional<Long>> of) {}

  private static final List<Measure> MEASURES =
      List.of(
          new Measure("images", "training images", Chart.Scale.LOG, place -> whole(place.images())),
          new Measure("epochs", "epochs", Chart.Scale.WHOLE, place -> whole(place.cell().epochs())),
          new Measure(
              "batch",
              "examples in a batch",
              Chart.Scale.LOG,
              place -> whole(place.cell().batch())),
          new Measure(
              PARAMETERS,
              "parameters",
              Chart.Scale.LOG,
              place -> Optional.of(place.sample().counts().parameters())),
          new Measure(
              MACS,
              "multiply-accumulates an example",
              Chart.Scale.LOG,
              place -> Optional.of(place.sample().counts().macs())));

  private final SweepPlan plan;
  private final List<SweepPlace> places;

  SweepSections(SweepPlan plan, List<SweepPlace> places) {
    this.plan = plan;
    this.places = places;
  }

  private static Optional<Long> whole(Optional<Integer> value) {
    return value.map(Integer::longValue);
  }

  private static String counted(Optional<Long> value) {
    return value.map(Numbers::count).orElse(Numbers.ABSENT);
  }

  /** A number, or that there is none. */
  static String count(Optional<Integer> value) {
    return value.map(Numbers::count).orElse(Numbers.ABSENT);
  }

  /** A chart over each measure that varies, and a grid where two axes do. */
  List<Section> all() {
    List<Section> sections = new ArrayList<>();
    for (Measure measure : MEASURES) {
      long values = places.stream().map(measure.of()).flatMap(Optional::stream).distinct().count();
      if (values > 1) {
        sections.add(section(measure));
      }
    }
    sections.addAll(new SweepGrids(places).sections());
    return sections;
  }

  private Section section(Measure measure) {
    Map<String, List<SweepPlace>> lines = new LinkedHashMap<>();
    for (SweepPlace place : places) {
      if (measure.of().apply(place).isPresent()) {
        lines.computeIfAbsent(others(measure, place), key -> new ArrayList<>()).add(place);
      }
    }
    List<Chart.Line> drawn = new ArrayList<>();
    lines.forEach(
        (name, points) -> {
          points.sort(Comparator.comparing(place -> measure.of().apply(place).orElseThrow()));
          String kind = points.get(0).sample().kind();
          boolean second = drawn.stream().anyMatch(line -> line.kind().equals(kind));
          drawn.add(
              new Chart.Line(
                  name,
                  kind,
                  second,
                  points.stream()
                      .map(
                          place ->
                              Chart.Point.of(
                                  (double) measure.of().apply(place).orElseThrow(),
                                  place.accuracy()))
                      .toList()));
        });
    return new Section(
        "Test accuracy by " + measure.name(),
        finding(measure),
        new Figure(
            measure.id(),
            "Test accuracy by "
                + measure.name()
                + ", the mean of seeds between the worst and the"
                + " best",
            new Chart.Lines(
                Chart.Axis.of(measure.name(), measure.scale()),
                Chart.Axis.of("test accuracy", Chart.Scale.PERCENT),
                drawn,
                false),
            Table.of(
                List.of(
                    new Cells<>("network", place -> others(measure, place)),
                    new Cells<>(measure.name(), place -> counted(measure.of().apply(place))),
                    new Cells<>("test accuracy", place -> Numbers.percent(place.accuracy()))),
                places.stream().filter(place -> measure.of().apply(place).isPresent()).toList())),
        Optional.empty());
  }

  /** What distinguishes a line from others: the network and every axis that varies but one. */
  private String others(Measure measure, SweepPlace place) {
    boolean bySize = List.of(PARAMETERS, MACS).contains(measure.id());
    return Stream.of(
            part(!bySize, place.sample().name()),
            part(bySize, place.sample().kind()),
            part(plan.datasets().size() > 1, place.cell().dataset()),
            part(
                plan.matches().size() > 1 && !bySize,
                "matched by " + place.cell().match().yamlName()),
            part(
                plan.limits().size() > 1 && !measure.id().equals("images"),
                count(place.images()) + " images"),
            part(
                plan.epochs().size() > 1 && !measure.id().equals("epochs"),
                count(place.cell().epochs()) + " epochs"),
            part(
                plan.batches().size() > 1 && !measure.id().equals("batch"),
                "batch " + count(place.cell().batch())))
        .flatMap(Optional::stream)
        .collect(Collectors.joining(", "));
  }

  private static Optional<String> part(boolean stands, String text) {
    return stands ? Optional.of(text) : Optional.empty();
  }

  /** The highest mean of each dataset, and where it is. */
  private String finding(Measure measure) {
    return plan.datasets().stream()
        .flatMap(
            dataset ->
                places.stream()
                    .filter(place -> place.cell().dataset().equals(dataset))
                    .filter(place -> measure.of().apply(place).isPresent())
                    .max(Comparator.comparingDouble(place -> place.accuracy().mean()))
                    .stream())
        .map(
            best ->
                String.format(
                    Locale.ROOT,
                    "On %s the highest mean is %s, of %s, with %s %s.",
                    best.cell().dataset(),
                    Numbers.percent(best.accuracy()),
                    others(measure, best),
                    counted(measure.of().apply(best)),
                    measure.name()))
        .collect(Collectors.joining(" "));
  }
}
