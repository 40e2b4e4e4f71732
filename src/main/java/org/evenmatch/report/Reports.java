package org.evenmatch.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.evenmatch.definition.Kind;
import org.evenmatch.report.Results.DatasetInfo;
import org.evenmatch.report.Results.Failure;

/** Puts together what a report says. */
public final class Reports {
  private final Results results;
  private final List<Configuration> ok;

  private Reports(Results results) {
    this.results = results;
    // Of a network whose training failed with some seeds, those are shown that it has.
    this.ok =
        results.configurations().stream()
            .filter(c -> c.isOk() || c.outcome().accuracy().isPresent())
            .toList();
  }

  /**
   * The report of a run or a benchmark.
   *
   * @param sections what each of its experiments adds
   * @param pictures first layers and examples
   */
  public static Report of(Results results, List<Section> sections, Pictures pictures) {
    Reports reports = new Reports(results);
    return results.dataset().isPresent()
        ? reports.ofRun(results.dataset().get(), sections, pictures)
        : reports.ofBenchmark();
  }

  private Report ofRun(DatasetInfo dataset, List<Section> sections, Pictures pictures) {
    String pair = results.pair().orElseThrow().name();
    return new Report(
        pair + " on " + dataset.name(),
        Heading.of(results, dataset),
        question(dataset),
        results.comparison().isPresent(),
        Verdict.of(results),
        Verdict.significance(results),
        errors(),
        results.failures().stream().map(Failure::line).toList(),
        ResultTables.results(results),
        Curves.progress(results.configurations()),
        NetworkDrawings.of(results, dataset),
        Optional.of(counts()),
        Curves.figures(ok),
        ok.isEmpty() ? Optional.empty() : Optional.of(accuracy()),
        throughput(),
        ok.stream()
            .flatMap(
                c ->
                    c.outcome().confusion().stream()
                        .map(cells -> Confusion.of(c.name(), dataset.classNames(), cells)))
            .toList(),
        pictures,
        Stream.concat(results.search().map(SearchSection::of).stream(), sections.stream()).toList(),
        Facts.ofRun(results, dataset));
  }

  private Report ofBenchmark() {
    String networks = String.join(", ", names(results.configurations()));
    return new Report(
        "Benchmark of " + networks,
        "Throughput of " + networks,
        "How many examples a second does each network train on, and classify, by itself in a"
            + " process of its own, on random images in memory?",
        false,
        "",
        "",
        errors(),
        List.of(),
        ResultTables.benchmark(results.configurations()),
        new Trend("", List.of()),
        List.of(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        throughput(),
        List.of(),
        Pictures.NONE,
        List.of(),
        Facts.ofBenchmark(results));
  }

  private static List<String> names(List<Configuration> configurations) {
    return configurations.stream().map(Configuration::name).distinct().toList();
  }

  /** What a run was about, in a word or two. */
  static String subject(Results results) {
    return results.dataset().map(DatasetInfo::name).orElse("benchmark");
  }

  private List<String> errors() {
    return results.configurations().stream()
        .flatMap(c -> c.error().stream().map(error -> c.name() + ": " + error))
        .toList();
  }

  private String question(DatasetInfo dataset) {
    if (results.configurations().size() == 1) {
      return String.format(
          "How well does %s network, matched by %s, learn the %s classes of %s from %s images? It is"
              + " tested on %s others.",
          networks(),
          results.pair().orElseThrow().match(),
          dataset.classes(),
          dataset.name(),
          Numbers.count(dataset.train()),
          Numbers.count(dataset.test()));
    }
    return String.format(
        "A convolution slides one small set of weights over the whole image; a dense layer gives"
            + " every pixel weights of its own. Does sharing help? Here %s, matched by %s, learn"
            + " the %s classes of %s from the same %s images in the same order, and are tested on"
            + " %s others.",
        networks() + " network",
        results.pair().orElseThrow().match(),
        dataset.classes(),
        dataset.name(),
        Numbers.count(dataset.train()),
        Numbers.count(dataset.test()));
  }

  /** For example {@code a convolutional and a fully-connected}; the last member comes first. */
  private String networks() {
    List<String> adjectives = new ArrayList<>();
    for (Configuration configuration : results.configurations()) {
      String adjective =
          "a " + Kind.find(configuration.kind()).map(Kind::adjective).orElse(configuration.kind());
      if (!adjectives.contains(adjective)) {
        adjectives.add(0, adjective);
      }
    }
    int last = adjectives.size() - 1;
    return last < 1
        ? adjectives.get(0)
        : String.join(", ", adjectives.subList(0, last)) + " and " + adjectives.get(last);
  }

  /** A count of every network, as a row and as a group of bars. */
  private record Count(String label, String name, ToLongFunction<Configuration> of) {}

  private Figure counts() {
    List<Configuration> all = results.configurations();
    List<Count> counts =
        List.of(
            new Count("weights", "weights", c -> c.counts().weights()),
            new Count("parameters", "parameters", c -> c.counts().parameters()),
            new Count("connections", "connections", c -> c.counts().connections()),
            new Count("MACs", "multiply-accumulates", c -> c.counts().macs()));
    List<String> header = new ArrayList<>(List.of("count"));
    all.forEach(c -> header.add(c.name()));
    return new Figure(
        "counts",
        "What one example costs each network",
        new Chart.Bars(
            counts.stream().map(Count::label).toList(),
            true,
            series(
                all,
                c ->
                    counts.stream()
                        .map(count -> Optional.of((double) count.of().applyAsLong(c)))
                        .toList())),
        new Table(
            header,
            counts.stream()
                .map(
                    count ->
                        Stream.concat(
                                Stream.of(count.name()),
                                all.stream().map(c -> Numbers.count(count.of().applyAsLong(c))))
                            .toList())
                .toList()));
  }

  private static List<Chart.Series> series(
      List<Configuration> all, Function<Configuration, List<Optional<Double>>> values) {
    return all.stream().map(c -> new Chart.Series(c.name(), c.kind(), values.apply(c))).toList();
  }

  private Figure accuracy() {
    List<Configuration> tested =
        ok.stream().filter(c -> c.outcome().accuracy().isPresent()).toList();
    List<Chart.Group> groups = new ArrayList<>();
    for (Configuration c : tested) {
      Chart.Dot dot =
          new Chart.Dot(
              groups.size(), c.outcome().accuracy().orElseThrow(), c.outcome().accuracyInterval());
      groups.add(new Chart.Group(c.name(), c.kind(), List.of(dot)));
    }
    return new Figure(
        "accuracy",
        "Test accuracy with 95 % intervals",
        new Chart.Dots(tested.stream().map(Configuration::name).toList(), true, groups),
        Table.of(
            List.of(
                new Table.Cells<>("network", Configuration::name),
                new Table.Cells<>(
                    "test accuracy",
                    c -> c.outcome().accuracy().map(Numbers::percent).orElse(Numbers.ABSENT)),
                new Table.Cells<>(
                    "95 % interval",
                    c ->
                        c.outcome()
                            .accuracyInterval()
                            .map(
                                interval ->
                                    Numbers.percent(interval.low())
                                        + " to "
                                        + Numbers.percent(interval.high()))
                            .orElse(Numbers.ABSENT)),
                new Table.Cells<>("by seed", Reports::bySeed)),
            ok));
  }

  private static String bySeed(Configuration c) {
    return c.outcome()
        .accuracy()
        .map(summary -> String.join(", ", summary.runs().stream().map(Numbers::percent).toList()))
        .orElse(Numbers.ABSENT);
  }

  private Optional<Figure> throughput() {
    if (ok.stream().noneMatch(c -> c.speed().trainSamplesPerSecond().isPresent())) {
      return Optional.empty();
    }
    return Optional.of(
        new Figure(
            "throughput",
            "Examples a second",
            new Chart.Bars(
                List.of("training", "inference"),
                false,
                series(
                    ok,
                    c ->
                        Stream.of(
                                c.speed().trainSamplesPerSecond(),
                                c.speed().inferenceSamplesPerSecond())
                            .map(rate -> rate.map(one -> one.median()))
                            .toList())),
            Table.of(
                List.of(
                    new Table.Cells<>("network", Configuration::name),
                    new Table.Cells<>("backend", Configuration::backend),
                    new Table.Cells<>(
                        "training", c -> Numbers.rate(c.speed().trainSamplesPerSecond())),
                    new Table.Cells<>(
                        "inference", c -> Numbers.rate(c.speed().inferenceSamplesPerSecond())),
                    new Table.Cells<>(
                        "training MACs a second",
                        c ->
                            c.speed()
                                .trainSamplesPerSecond()
                                .map(
                                    rate ->
                                        Numbers.count(
                                            Math.round(rate.median() * c.counts().macs())))
                                .orElse(Numbers.ABSENT))),
                ok)));
  }

  /** Test accuracy of several runs, by dataset and kind. */
  static Figure sideBySide(List<Results> runs) {
    List<Chart.Group> groups = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      List<Chart.Dot> dots = new ArrayList<>();
      for (int i = 0; i < runs.size(); i++) {
        for (Configuration c : runs.get(i).configurations()) {
          if (c.kind().equals(kind.yamlName()) && c.outcome().accuracy().isPresent()) {
            dots.add(
                new Chart.Dot(i, c.outcome().accuracy().get(), c.outcome().accuracyInterval()));
          }
        }
      }
      if (!dots.isEmpty()) {
        groups.add(new Chart.Group(kind.adjective(), kind.yamlName(), dots));
      }
    }
    List<String> categories = new ArrayList<>();
    runs.forEach(run -> categories.add((categories.size() + 1) + ": " + subject(run)));
    return new Figure(
        "side-by-side",
        "Test accuracy of all runs",
        new Chart.Dots(categories, false, groups),
        ResultTables.sideBySide(runs));
  }
}
