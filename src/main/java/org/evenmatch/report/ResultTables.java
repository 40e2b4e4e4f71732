package org.evenmatch.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.evenmatch.measure.StepTimes;
import org.evenmatch.report.Table.Cells;

/** The tables of configurations, each a list of columns. */
public final class ResultTables {
  private static final String CPU = "cpu";
  private static final String CUDA = "cuda";

  private static final List<Cells<Configuration>> RESULTS =
      List.of(
          new Cells<>("network", Configuration::name),
          new Cells<>("parameters", c -> Numbers.count(c.counts().parameters())),
          new Cells<>("MACs", c -> Numbers.count(c.counts().macs())),
          new Cells<>("test accuracy", ResultTables::accuracy),
          new Cells<>("train ex/s", c -> Numbers.rate(c.speed().trainSamplesPerSecond())),
          new Cells<>("infer ex/s", c -> Numbers.rate(c.speed().inferenceSamplesPerSecond())),
          new Cells<>("train s", c -> Numbers.seconds(c.trainingSeconds())));

  private static final List<Cells<Configuration>> BENCHMARK =
      List.of(
          new Cells<>("network", Configuration::name),
          new Cells<>("batch", c -> Integer.toString(c.batch())),
          new Cells<>(
              "train ex/s",
              c -> c.isOk() ? Numbers.rate(c.speed().trainSamplesPerSecond()) : c.status()),
          new Cells<>("infer ex/s", c -> Numbers.rate(c.speed().inferenceSamplesPerSecond())),
          new Cells<>("P50 ms", c -> decimal(c.speed().steps().map(StepTimes::p50Millis))),
          new Cells<>("P99 ms", c -> decimal(c.speed().steps().map(StepTimes::p99Millis))),
          new Cells<>(
              "data/fwd/bwd/opt %",
              c -> c.speed().steps().map(ResultTables::shares).orElse(Numbers.ABSENT)),
          new Cells<>("GFLOP/s", c -> decimal(c.speed().trainGflops())),
          new Cells<>("of gemm", c -> ofGemm(c.speed())),
          new Cells<>(
              "peak memory",
              c -> c.speed().peakResidentBytes().map(Numbers::bytes).orElse(Numbers.ABSENT)));

  private ResultTables() {}

  /** What was trained, a row a configuration. */
  public static Table results(Results results) {
    return Table.of(RESULTS, results.configurations());
  }

  /** What was measured; backends have columns only where there is more than the processor. */
  public static Table benchmark(List<Configuration> rows) {
    List<Cells<Configuration>> columns = new ArrayList<>(BENCHMARK);
    if (rows.stream().anyMatch(row -> row.backend().equals(CUDA))) {
      columns.add(new Cells<>("backend", Configuration::backend));
      columns.add(new Cells<>("precision", c -> c.precision().orElse("")));
      columns.add(new Cells<>("training against cpu", row -> againstCpu(row, rows)));
      columns.add(
          new Cells<>(
              "GPU memory", c -> c.speed().gpuBytes().map(Numbers::bytes).orElse(Numbers.ABSENT)));
      columns.add(
          new Cells<>(
              "GPU busy",
              c -> c.speed().gpuUtilization().map(Numbers::wholePercent).orElse(Numbers.ABSENT)));
    }
    return Table.of(columns, rows);
  }

  /** One measured row in a line, as it finishes. */
  public static String line(Configuration row) {
    String what =
        String.format("%s batch %d %s", row.name(), row.batch(), row.precision().orElse(""));
    return row.isOk()
        ? String.format(
            "%s: %s ex/s training, %s ex/s inference%s",
            what,
            Numbers.rate(row.speed().trainSamplesPerSecond()),
            Numbers.rate(row.speed().inferenceSamplesPerSecond()),
            row.error().map(note -> " (" + note + ")").orElse(""))
        : what + ": " + row.status() + ": " + row.error().orElse("");
  }

  /** A configuration with what it is held against. */
  private record Row(Configuration own, Optional<Configuration> first, Results run, int number) {
    String trainingSpeedUp() {
      return Numbers.speedUp(
          first.flatMap(one -> one.speed().trainSamplesPerSecond()),
          own.speed().trainSamplesPerSecond());
    }

    String inferenceSpeedUp() {
      return Numbers.speedUp(
          first.flatMap(one -> one.speed().inferenceSamplesPerSecond()),
          own.speed().inferenceSamplesPerSecond());
    }
  }

  /** The same networks on several backends; a speed-up is against the first run. */
  public static Table backends(List<Results> runs) {
    List<Row> rows = new ArrayList<>();
    for (Configuration first : runs.get(0).configurations()) {
      for (int i = 0; i < runs.size(); i++) {
        Results run = runs.get(i);
        int number = i + 1;
        run.named(first.name())
            .ifPresent(other -> rows.add(new Row(other, Optional.of(first), run, number)));
      }
    }
    return Table.of(
        List.of(
            new Cells<>("network", row -> row.own().name()),
            new Cells<>("backend", row -> row.own().backend()),
            new Cells<>(
                "device", row -> row.own().environment().map(Environment::device).orElse("")),
            new Cells<>("test accuracy", row -> accuracy(row.own())),
            new Cells<>(
                "train ex/s", row -> Numbers.rate(row.own().speed().trainSamplesPerSecond())),
            new Cells<>("speed-up", Row::trainingSpeedUp),
            new Cells<>(
                "infer ex/s", row -> Numbers.rate(row.own().speed().inferenceSamplesPerSecond())),
            new Cells<>("speed-up", Row::inferenceSpeedUp)),
        rows);
  }

  /** All configurations of several runs. */
  static Table sideBySide(List<Results> runs) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      for (Configuration own : runs.get(i).configurations()) {
        rows.add(new Row(own, runs.get(0).named(own.name()), runs.get(i), i + 1));
      }
    }
    return Table.of(
        List.of(
            new Cells<>("run", row -> row.number() + ": " + Reports.subject(row.run())),
            new Cells<>("network", row -> row.own().name()),
            new Cells<>(
                "match",
                row -> row.run().pair().map(Results.PairInfo::match).orElse(Numbers.ABSENT)),
            new Cells<>("parameters", row -> Numbers.count(row.own().counts().parameters())),
            new Cells<>("MACs", row -> Numbers.count(row.own().counts().macs())),
            new Cells<>("test accuracy", row -> accuracy(row.own())),
            new Cells<>(
                "train ex/s", row -> Numbers.rate(row.own().speed().trainSamplesPerSecond())),
            new Cells<>("speed-up", Row::trainingSpeedUp),
            new Cells<>(
                "infer ex/s", row -> Numbers.rate(row.own().speed().inferenceSamplesPerSecond())),
            new Cells<>(
                "machine", row -> row.run().machine().processor() + ", " + row.own().backend())),
        rows);
  }

  private static String accuracy(Configuration c) {
    return c.outcome().accuracy().map(Numbers::percent).orElse(c.status());
  }

  private static String againstCpu(Configuration row, List<Configuration> rows) {
    Optional<Configuration> onProcessor =
        rows.stream()
            .filter(other -> other.backend().equals(CPU))
            .filter(other -> other.name().equals(row.name()) && other.batch() == row.batch())
            .findFirst();
    return Numbers.speedUp(
        onProcessor.flatMap(other -> other.speed().trainSamplesPerSecond()),
        row.speed().trainSamplesPerSecond());
  }

  private static String ofGemm(Speed speed) {
    return speed.trainGflops().isPresent() && speed.gemmGflops().isPresent()
        ? Numbers.wholePercent(speed.trainGflops().get() / speed.gemmGflops().get())
        : Numbers.ABSENT;
  }

  private static String shares(StepTimes steps) {
    return String.format(
        Locale.ROOT,
        "%.0f/%.0f/%.0f/%.0f",
        100 * steps.dataShare(),
        100 * steps.forwardShare(),
        100 * steps.backwardShare(),
        100 * steps.optimizerShare());
  }

  private static String decimal(Optional<Double> value) {
    return value.map(number -> String.format(Locale.ROOT, "%.1f", number)).orElse(Numbers.ABSENT);
  }
}
