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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evenmatch.definition.Shard;
import org.evenmatch.definition.SweepPlan;
import org.evenmatch.report.Report.Fact;
import org.evenmatch.report.SweepResults.Row;
import org.evenmatch.report.Table.Cells;

/** Puts together what a sweep's report says: every place of the grid, over its seeds. */
public final class SweepReport {
  /** A measure that charts put accuracy over, for places that have it. */
  private record Measure(
      String id, String name, Chart.Scale scale, Function<SweepPlace, Optional<Integer>> of) {}

  private static final List<Measure> MEASURES =
      List.of(
          new Measure("images", "training images", Chart.Scale.LOG, SweepPlace::images),
          new Measure("epochs", "epochs", Chart.Scale.WHOLE, place -> place.cell().epochs()),
          new Measure(
              "batch", "examples in a batch", Chart.Scale.LOG, place -> place.cell().batch()),
          new Measure(
              "parameters",
              "parameters",
              Chart.Scale.LOG,
              place -> Optional.of((int) place.sample().counts().parameters())));

  private final SweepResults results;
  private final List<SweepPlace> places;

  private SweepReport(SweepResults results) {
    this.results = results;
    Map<Object, List<Row>> groups = new LinkedHashMap<>();
    for (Row row : results.rows()) {
      if (row.isOk()) {
        groups
            .computeIfAbsent(
                List.of(row.cell(), row.configuration().orElseThrow().kind()),
                key -> new ArrayList<>())
            .add(row);
      }
    }
    this.places = groups.values().stream().map(SweepPlace::new).toList();
  }

  /** The report of {@code results}. */
  public static Report of(SweepResults results) {
    return new SweepReport(results).report();
  }

  private Report report() {
    SweepPlan plan = results.sweep();
    String pairs =
        plan.pairs().stream().map(SweepPlan.NamedPair::name).collect(Collectors.joining(", "));
    return new Report(
        "Sweep of " + pairs,
        heading(),
        "Which network, on how many images, gets how far? Every place of the grid was trained by"
            + " itself, each seed with the same images in the same order for all members.",
        false,
        "",
        "",
        errors(),
        List.of(),
        table(),
        new Trend("", List.of()),
        List.of(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Pictures.NONE,
        sections(),
        facts());
  }

  private String heading() {
    SweepPlan plan = results.sweep();
    List<String> axes = new ArrayList<>();
    axes.add(counted(plan.pairs().size(), "pair"));
    axes.add(counted(plan.datasets().size(), "dataset"));
    axes.add(counted(Math.max(1, plan.matches().size()), "matching rule"));
    axes.add(counted(Math.max(1, plan.limits().size()), "training-set size"));
    if (plan.epochs().size() > 1) {
      axes.add(counted(plan.epochs().size(), "number") + " of epochs");
    }
    if (plan.batches().size() > 1) {
      axes.add(counted(plan.batches().size(), "batch size"));
    }
    axes.add(counted(plan.seeds(), "seed"));
    return String.join(" × ", axes)
        + ": "
        + counted((int) results.rows().stream().filter(Row::isOk).count(), "training");
  }

  private static String counted(int count, String what) {
    return Numbers.count(count) + " " + what + (count == 1 ? "" : "s");
  }

  private List<String> errors() {
    List<String> errors = new ArrayList<>();
    Shard any = results.shards().get(0);
    String missing =
        IntStream.rangeClosed(1, any.count())
            .mapToObj(number -> new Shard(number, any.count()))
            .filter(shard -> !results.shards().contains(shard))
            .map(Shard::toString)
            .collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      errors.add("shards that are not here: " + missing);
    }
    for (Row row : results.rows()) {
      row.failure().ifPresent(reason -> errors.add(row.task() + ": " + reason));
    }
    return errors;
  }

  private Table table() {
    SweepPlan plan = results.sweep();
    List<Cells<SweepPlace>> columns = new ArrayList<>();
    columns.add(new Cells<>("network", place -> place.sample().name()));
    addIf(columns, plan.datasets().size(), "dataset", place -> place.cell().dataset());
    addIf(columns, plan.matches().size(), "matched by", place -> place.cell().match().yamlName());
    columns.add(new Cells<>("images", place -> count(place.images())));
    addIf(columns, plan.epochs().size(), "epochs", place -> count(place.cell().epochs()));
    addIf(columns, plan.batches().size(), "batch", place -> count(place.cell().batch()));
    columns.add(
        new Cells<>("parameters", place -> Numbers.count(place.sample().counts().parameters())));
    columns.add(new Cells<>("MACs", place -> Numbers.count(place.sample().counts().macs())));
    columns.add(new Cells<>("seeds", place -> Numbers.count(place.rows().size())));
    columns.add(new Cells<>("test accuracy", place -> Numbers.percent(place.accuracy())));
    columns.add(new Cells<>("train ex/s", SweepPlace::examplesPerSecond));
    return Table.of(columns, places);
  }

  private static void addIf(
      List<Cells<SweepPlace>> columns,
      int values,
      String header,
      Function<SweepPlace, String> cell) {
    if (values > 1) {
      columns.add(new Cells<>(header, cell));
    }
  }

  private static String count(Optional<Integer> value) {
    return value.map(Numbers::count).orElse(Numbers.ABSENT);
  }

  /** A chart over each measure that varies. */
  private List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    for (Measure measure : MEASURES) {
      long values = places.stream().map(measure.of()).flatMap(Optional::stream).distinct().count();
      if (values > 1) {
        sections.add(section(measure));
      }
    }
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
                                  measure.of().apply(place).orElseThrow(), place.accuracy()))
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
                    new Cells<>(measure.name(), place -> count(measure.of().apply(place))),
                    new Cells<>("test accuracy", place -> Numbers.percent(place.accuracy()))),
                places.stream().filter(place -> measure.of().apply(place).isPresent()).toList())),
        Optional.empty());
  }

  /** What distinguishes a line from others: the network and every axis that varies but one. */
  private String others(Measure measure, SweepPlace place) {
    SweepPlan plan = results.sweep();
    boolean byParameters = measure.id().equals("parameters");
    return Stream.of(
            part(!byParameters, place.sample().name()),
            part(byParameters, place.sample().kind()),
            part(plan.datasets().size() > 1, place.cell().dataset()),
            part(
                plan.matches().size() > 1 && !byParameters,
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
    return results.sweep().datasets().stream()
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
                    count(measure.of().apply(best)),
                    measure.name()))
        .collect(Collectors.joining(" "));
  }

  private List<Fact> facts() {
    return List.of(
        new Fact("Command", "scripts/evenmatch " + String.join(" ", results.command())),
        new Fact(
            "Members",
            results.sweep().members().stream()
                .map(kind -> kind.inWords())
                .collect(Collectors.joining(", "))),
        new Fact(
            "Settings",
            results.sweep().set().isEmpty()
                ? "each pair's own"
                : String.join(", ", results.sweep().set())),
        new Fact(
            "Shards",
            results.shards().stream().map(Shard::toString).collect(Collectors.joining(", "))),
        new Fact(
            "Machine",
            String.format(
                "%s, %d cores", results.machine().processor(), results.machine().cores())));
  }
}
