package org.evenmatch.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.evenmatch.report.RunDocument.Configuration;
import org.evenmatch.report.RunDocument.CurvePoint;
import org.evenmatch.report.RunDocument.Failure;
import org.evenmatch.report.RunModel.Cell;
import org.evenmatch.report.RunModel.Confusion;
import org.evenmatch.report.RunModel.Experiment;

/** Prepares runs for the page's template. */
final class RunModels {
  private RunModels() {}

  static RunModel of(int index, RunDocument document, Pictures pictures) {
    List<Configuration> ok =
        document.configurations().stream().filter(Configuration::isOk).toList();
    return new RunModel(
        index,
        document.pair().name() + " on " + document.dataset().name(),
        question(document),
        Verdict.of(document),
        TextTables.significance(document),
        Stream.concat(
                document.configurations().stream()
                    .flatMap(c -> c.error().stream().map(error -> c.name() + ": " + error)),
                document.failures().stream().map(Failure::line))
            .toList(),
        TextTables.RESULTS_HEADER,
        TextTables.resultRows(document),
        NetworkDrawings.of(document),
        counts(document.configurations()),
        learning(ok),
        ok.isEmpty() ? Optional.empty() : Optional.of(accuracy(ok)),
        ok.stream().anyMatch(c -> c.trainSamplesPerSecond().isPresent())
            ? Optional.of(throughput(ok))
            : Optional.empty(),
        ok.stream().flatMap(c -> confusion(document, c).stream()).toList(),
        pictures,
        ProbeTable.of(document.probes(), document.dataset().classes()).stream()
            .map(
                table ->
                    new Experiment(
                        table,
                        new Figure(table.id(), table.caption(), table.header(), table.rows())))
            .toList(),
        facts(document));
  }

  private static String question(RunDocument document) {
    return String.format(
        "A convolution slides one small set of weights over the whole image; a dense layer gives"
            + " every pixel weights of its own. Does sharing help? Here %s, matched by %s, learn"
            + " the %s classes of %s from the same %s images in the same order, and are tested on"
            + " %s others.",
        document.configurations().size() > 1
            ? "a convolutional and a fully-connected network"
            : "one network",
        document.pair().match(),
        document.dataset().classes(),
        document.dataset().name(),
        Numbers.count(document.dataset().train()),
        Numbers.count(document.dataset().test()));
  }

  private static Figure counts(List<Configuration> configurations) {
    List<String> header = new ArrayList<>(List.of("count"));
    configurations.forEach(c -> header.add(c.name()));
    return new Figure(
        "counts",
        "What one example costs each network",
        header,
        List.of(
            countRow("weights", configurations, Configuration::weights),
            countRow("parameters", configurations, Configuration::parameters),
            countRow("connections", configurations, Configuration::connections),
            countRow("multiply-accumulates", configurations, Configuration::macs)));
  }

  private static List<String> countRow(
      String name, List<Configuration> configurations, ToLongFunction<Configuration> count) {
    return Stream.concat(
            Stream.of(name), configurations.stream().map(c -> Numbers.count(count.applyAsLong(c))))
        .toList();
  }

  private static List<Figure> learning(List<Configuration> configurations) {
    if (configurations.isEmpty()) {
      return List.of();
    }
    return List.of(
        curves("by-epoch", "Test accuracy by epoch", configurations, CurvePoint::testAccuracy),
        curves(
            "by-second",
            "Test accuracy by training time",
            configurations,
            CurvePoint::testAccuracy),
        curves("loss", "Training loss by epoch", configurations, CurvePoint::loss));
  }

  private static Figure curves(
      String chart,
      String title,
      List<Configuration> configurations,
      ToDoubleFunction<CurvePoint> value) {
    boolean loss = chart.equals("loss");
    boolean seconds = chart.equals("by-second");
    List<String> header = new ArrayList<>(List.of("epoch"));
    for (Configuration c : configurations) {
      if (seconds) {
        header.add(c.name() + ", seconds");
      }
      header.add(c.name());
    }
    int epochs = configurations.stream().mapToInt(Configuration::epochs).max().orElse(0);
    List<List<String>> rows = new ArrayList<>();
    for (int epoch = 1; epoch <= epochs; epoch++) {
      List<String> row = new ArrayList<>(List.of(Integer.toString(epoch)));
      for (Configuration c : configurations) {
        if (seconds) {
          row.add(mean(c, epoch, CurvePoint::seconds, x -> String.format(Locale.ROOT, "%.1f", x)));
        }
        row.add(
            mean(
                c,
                epoch,
                value,
                loss ? x -> String.format(Locale.ROOT, "%.4f", x) : Numbers::percent));
      }
      rows.add(row);
    }
    return new Figure(chart, title, header, rows);
  }

  private static String mean(
      Configuration c,
      int epoch,
      ToDoubleFunction<CurvePoint> value,
      Function<Double, String> form) {
    OptionalDouble mean =
        c.curve().stream().filter(point -> point.epoch() == epoch).mapToDouble(value).average();
    return mean.isPresent() ? form.apply(mean.getAsDouble()) : Numbers.ABSENT;
  }

  private static Figure accuracy(List<Configuration> configurations) {
    return new Figure(
        "accuracy",
        "Test accuracy with 95 % intervals",
        List.of("network", "test accuracy", "95 % interval", "by seed"),
        configurations.stream()
            .map(
                c ->
                    List.of(
                        c.name(),
                        c.accuracy().map(Numbers::percent).orElse(Numbers.ABSENT),
                        c.accuracyInterval()
                            .map(
                                interval ->
                                    Numbers.percent(interval.low())
                                        + " to "
                                        + Numbers.percent(interval.high()))
                            .orElse(Numbers.ABSENT),
                        c.accuracy()
                            .map(
                                summary ->
                                    String.join(
                                        ", ",
                                        summary.runs().stream().map(Numbers::percent).toList()))
                            .orElse(Numbers.ABSENT)))
            .toList());
  }

  private static Figure throughput(List<Configuration> configurations) {
    return new Figure(
        "throughput",
        "Examples a second",
        List.of("network", "backend", "training", "inference", "training MACs a second"),
        configurations.stream()
            .map(
                c ->
                    List.of(
                        c.name(),
                        c.environment().backend(),
                        Numbers.rate(c.trainSamplesPerSecond()),
                        Numbers.rate(c.inferenceSamplesPerSecond()),
                        c.trainSamplesPerSecond()
                            .map(rate -> Numbers.count(Math.round(rate.median() * c.macs())))
                            .orElse(Numbers.ABSENT)))
            .toList());
  }

  private static Optional<Confusion> confusion(RunDocument document, Configuration c) {
    return c.confusion()
        .map(
            counts -> {
              List<List<Cell>> rows = new ArrayList<>();
              for (int i = 0; i < counts.size(); i++) {
                int sum = Math.max(1, counts.get(i).stream().mapToInt(Integer::intValue).sum());
                List<Cell> row = new ArrayList<>();
                for (int j = 0; j < counts.size(); j++) {
                  int count = counts.get(i).get(j);
                  row.add(
                      new Cell(
                          Numbers.count(count), (int) Math.round(100.0 * count / sum), i == j));
                }
                rows.add(row);
              }
              return new Confusion(c.name(), document.dataset().classNames(), rows);
            });
  }

  private static List<List<String>> facts(RunDocument document) {
    RunDocument.DatasetInfo dataset = document.dataset();
    Configuration first = document.configurations().get(0);
    RunDocument.Environment environment = first.environment();
    return List.of(
        List.of("Command", "scripts/evenmatch " + String.join(" ", document.command())),
        List.of("Again", "scripts/evenmatch rerun " + ResultsJson.FILE),
        List.of(
            "Training",
            String.format(
                "%d epochs of batches of %d, %s, learning rate %s, %s",
                first.epochs(),
                first.batch(),
                first.optimizer(),
                first.learningRate(),
                first.precision())),
        List.of(
            "Images",
            String.format(
                "%s training and %s test images of %d×%d×%d, %d classes, %s",
                Numbers.count(dataset.train()),
                Numbers.count(dataset.test()),
                dataset.height(),
                dataset.width(),
                dataset.channels(),
                dataset.classes(),
                dataset.digest())),
        List.of(
            "Machine",
            String.format(
                "%s, %d cores, %s memory",
                document.machine().processor(),
                document.machine().cores(),
                Numbers.bytes(document.machine().memoryBytes()))),
        List.of(
            "Engine",
            String.format(
                "%s on %s: %s, kernels by %s, BLAS by %s, %d threads",
                environment.engine(),
                environment.backend(),
                environment.nativeBuild(),
                environment.kernels(),
                environment.blas(),
                environment.threads())),
        List.of(
            "Software",
            String.format("Java %s, %s", document.machine().java(), document.machine().os())),
        List.of("Reproducible", reproducible(environment)));
  }

  private static String reproducible(RunDocument.Environment environment) {
    return environment.threads() == 1 && environment.backend().equals("cpu")
        ? "The same machine gives the same parameters and accuracies again, bit for bit; times vary."
        : "Counts, images and the order of examples are the same every time. Sums over several"
            + " threads may be added in another order, so that parameters and accuracies can differ"
            + " a little; --threads 1 leaves that out. Times vary.";
  }
}
