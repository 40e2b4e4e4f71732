package org.evenmatch.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.evenmatch.definition.Shard;
import org.evenmatch.definition.SweepPlan;
import org.evenmatch.report.Report.Fact;
import org.evenmatch.report.SweepResults.Row;
import org.evenmatch.report.Table.Cells;

/** Puts together what a sweep's report says: every place of the grid, over its seeds. */
public final class SweepReport {
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
        new SweepSections(results.sweep(), places).all(),
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
    columns.add(new Cells<>("images", place -> SweepSections.count(place.images())));
    addIf(
        columns,
        plan.epochs().size(),
        "epochs",
        place -> SweepSections.count(place.cell().epochs()));
    addIf(
        columns,
        plan.batches().size(),
        "batch",
        place -> SweepSections.count(place.cell().batch()));
    columns.add(
        new Cells<>("parameters", place -> Numbers.count(place.sample().counts().parameters())));
    columns.add(new Cells<>("MACs", place -> Numbers.count(place.sample().counts().macs())));
    columns.add(new Cells<>("seeds", place -> Numbers.count(place.rows().size())));
    columns.add(new Cells<>("test accuracy", place -> Numbers.percent(place.accuracy())));
    columns.add(new Cells<>("train ex/s", SweepPlace::examplesPerSecond));
    List<List<Table.Link>> links = places.stream().map(SweepPlace::links).toList();
    return Table.of(columns, places)
        .linked(links.stream().allMatch(List::isEmpty) ? List.of() : links);
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
