package org.evenmatch.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evenmatch.data.Dataset;
import org.evenmatch.definition.Kind;
import org.evenmatch.measure.Calibration;
import org.evenmatch.measure.Calibration.Binning;
import org.evenmatch.measure.Interval;
import org.evenmatch.measure.MeanOverSeeds;
import org.evenmatch.measure.Summary;
import org.evenmatch.report.Chart;
import org.evenmatch.report.Figure;
import org.evenmatch.report.Numbers;
import org.evenmatch.report.Section;
import org.evenmatch.report.Table;
import org.evenmatch.training.Classifier;
import org.evenmatch.training.Measured;
import org.evenmatch.training.Measurement;

/** Whether the probabilities that a network gives come true. */
final class Reliability extends Experiment<Reliability.Result> {
  private static final String NAME = "calibration";

  Reliability() {
    super(NAME, Result.class);
  }

  /** Each member with its bins. */
  record Result(List<Member> members) {}

  /**
   * One member's reliability diagram.
   *
   * @param name of the configuration
   * @param kind {@code fc}, {@code local} or {@code cnn}
   * @param expectedError expected calibration error in bins of equal width, one a seed
   * @param bins of equal width by confidence, over all seeds; without the empty ones
   * @param equalCounts the same in bins of equal counts; absent where an earlier version wrote it
   */
  record Member(
      String name,
      String kind,
      Summary expectedError,
      List<Bin> bins,
      Optional<EqualCounts> equalCounts) {

    static Member of(Evidence.Member member, List<Calibration> seeds) {
      return new Member(
          member.name(),
          member.kind().yamlName(),
          Summary.of(seeds.stream().map(one -> one.expectedError(Binning.EQUAL_WIDTHS)).toList()),
          bins(seeds, Binning.EQUAL_WIDTHS),
          Optional.of(
              new EqualCounts(
                  MeanOverSeeds.of(
                          seeds.stream().map(one -> one.gaps(Binning.EQUAL_COUNTS)).toList())
                      .interval(),
                  seeds.stream()
                      .mapToDouble(one -> one.expectedErrorByChance(Binning.EQUAL_COUNTS))
                      .average(),
                  bins(seeds, Binning.EQUAL_COUNTS))));
    }

    private static List<Bin> bins(List<Calibration> seeds, Binning binning) {
      return seeds.stream().map(one -> one.bins(binning)).reduce(Member::sum).orElseThrow().stream()
          .filter(bin -> bin.examples() > 0)
          .map(bin -> Bin.of(bin, seeds.size()))
          .toList();
    }

    private static List<Calibration.Bin> sum(List<Calibration.Bin> a, List<Calibration.Bin> b) {
      return IntStream.range(0, a.size()).mapToObj(i -> a.get(i).plus(b.get(i))).toList();
    }

    private String inWords() {
      double confidence = bins.stream().mapToDouble(b -> b.confidence() * b.examples()).sum();
      double right = bins.stream().mapToDouble(b -> b.accuracy() * b.examples()).sum();
      long examples = bins.stream().mapToLong(Bin::examples).sum();
      return String.format(
          Locale.ROOT,
          "%s is %s: on average %s sure and %s right, with an expected calibration error of %s"
              + " points%s.",
          Numbers.capital(Kind.find(kind).map(Kind::inWords).orElse(name)),
          confidence > right ? "over-confident" : "under-confident",
          Numbers.percent(confidence / examples),
          Numbers.percent(right / examples),
          Numbers.unsignedPoints(expectedError.mean()),
          equalCounts.map(EqualCounts::inWords).orElse(""));
    }
  }

  /**
   * Bins of as many examples each.
   *
   * @param expectedError with its interval, over seeds and test images; of one seed over images
   * @param byChance the error that perfect calibration would come out with; absent where an earlier
   *     version wrote it
   * @param bins by confidence, over all seeds
   */
  record EqualCounts(Interval expectedError, OptionalDouble byChance, List<Bin> bins) {
    private String inWords() {
      return String.format(
          " (in bins of equal counts %s, 95 %% interval %s to %s%s)",
          Numbers.unsignedPoints(expectedError.mean()),
          Numbers.unsignedPoints(Math.max(0, expectedError.low())),
          Numbers.unsignedPoints(expectedError.high()),
          byChance.isPresent()
              ? "; perfect calibration would come out at about "
                  + Numbers.unsignedPoints(byChance.getAsDouble())
                  + " by chance"
              : "");
    }
  }

  /**
   * Examples of similar confidence.
   *
   * @param confidence their mean confidence
   * @param accuracy the share that was right
   * @param examples how many
   * @param interval of the accuracy, over as many images as one seed has there
   */
  record Bin(double confidence, double accuracy, int examples, Optional<Interval> interval) {
    private static Bin of(Calibration.Bin bin, int seeds) {
      return new Bin(
          bin.confidenceSum() / bin.examples(),
          (double) bin.right() / bin.examples(),
          bin.examples(),
          Optional.of(
              Interval.ofMeanProportion(
                  (double) bin.right() / seeds, (double) bin.examples() / seeds)));
    }

    private Chart.Point point() {
      return new Chart.Point(
          confidence,
          accuracy,
          interval.map(Interval::low),
          interval.map(Interval::high),
          Optional.empty());
    }

    private List<String> row(String network, String bins) {
      return List.of(
          network,
          bins,
          Numbers.percent(confidence),
          interval.map(Numbers::percent).orElse(Numbers.percent(accuracy)),
          Numbers.count(examples));
    }
  }

  /** Sorts a network's predictions by their confidence. */
  private record ByConfidence() implements Measurement {
    @Override
    public String name() {
      return NAME;
    }

    @Override
    public Calibration of(Classifier classifier, Dataset dataset) {
      return Calibration.of(classifier.probabilities(dataset.test()), dataset.test().labels());
    }
  }

  @Override
  public Optional<Measurement> measurement() {
    return Optional.of(new ByConfidence());
  }

  @Override
  public Optional<Result> result(Evidence evidence) {
    List<Member> members = new ArrayList<>();
    for (Evidence.Member member : evidence.members()) {
      List<Calibration> seeds =
          evidence.own(member.kind()).stream()
              .map(one -> Measured.find(one.measured(), NAME, Calibration.class).orElse(null))
              .filter(Objects::nonNull)
              .toList();
      if (!seeds.isEmpty()) {
        members.add(Member.of(member, seeds));
      }
    }
    return members.isEmpty() ? Optional.empty() : Optional.of(new Result(members));
  }

  @Override
  Section section(Result result, int classes) {
    return new Section(
        "Is a network right as often as it is sure?",
        result.members().stream().map(Member::inWords).collect(Collectors.joining(" ")),
        new Figure(
            name(),
            "Accuracy by confidence",
            new Chart.Lines(
                Chart.Axis.of("confidence (grey line: as often right as sure)", Chart.Scale.PERCENT)
                    .between(0, 1),
                Chart.Axis.of("accuracy", Chart.Scale.PERCENT).between(0, 1),
                result.members().stream().flatMap(Reliability::lines).toList(),
                true),
            table(result)),
        Optional.empty());
  }

  /** Bins of equal counts with their intervals; those of equal width dotted. */
  private static Stream<Chart.Line> lines(Member member) {
    Chart.Line equalWidths =
        new Chart.Line(
            member.name() + ", equal widths",
            member.kind(),
            true,
            member.bins().stream()
                .map(bin -> Chart.Point.of(bin.confidence(), bin.accuracy()))
                .toList());
    return Stream.concat(
        member.equalCounts().stream()
            .map(
                counts ->
                    new Chart.Line(
                        member.name(),
                        member.kind(),
                        false,
                        counts.bins().stream().map(Bin::point).toList())),
        Stream.of(equalWidths));
  }

  private static Table table(Result result) {
    if (result.members().stream().allMatch(member -> member.equalCounts().isEmpty())) {
      return ofEqualWidths(result);
    }
    List<List<String>> rows = new ArrayList<>();
    for (Member member : result.members()) {
      member.bins().forEach(bin -> rows.add(bin.row(member.name(), "equal widths")));
      member
          .equalCounts()
          .ifPresent(
              counts ->
                  counts.bins().forEach(bin -> rows.add(bin.row(member.name(), "equal counts"))));
    }
    return new Table(
        List.of("network", "bins", "confidence", "accuracy (95 %)", "test images, all seeds"),
        rows);
  }

  /** Of what an earlier version wrote. */
  private static Table ofEqualWidths(Result result) {
    List<List<String>> rows = new ArrayList<>();
    for (Member member : result.members()) {
      for (Bin bin : member.bins()) {
        rows.add(
            List.of(
                member.name(),
                Numbers.percent(bin.confidence()),
                Numbers.percent(bin.accuracy()),
                Numbers.count(bin.examples())));
      }
    }
    return new Table(List.of("network", "confidence", "accuracy", "test images"), rows);
  }
}
