package org.evenmatch.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.evenmatch.data.Dataset;
import org.evenmatch.definition.Kind;
import org.evenmatch.measure.Calibration;
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
   * @param kind {@code fc} or {@code cnn}
   * @param expectedError expected calibration error, one a seed
   * @param bins by confidence, over all seeds; without the empty ones
   */
  record Member(String name, String kind, Summary expectedError, List<Bin> bins) {
    static Member of(Evidence.Member member, List<Calibration> seeds) {
      return new Member(
          member.name(),
          member.kind().yamlName(),
          Summary.of(seeds.stream().map(Calibration::expectedError).toList()),
          seeds.stream().reduce(Calibration::plus).orElseThrow().bins().stream()
              .filter(bin -> bin.examples() > 0)
              .map(
                  bin ->
                      new Bin(
                          bin.confidenceSum() / bin.examples(),
                          (double) bin.right() / bin.examples(),
                          bin.examples()))
              .toList());
    }

    private String inWords() {
      double confidence = bins.stream().mapToDouble(b -> b.confidence() * b.examples()).sum();
      double right = bins.stream().mapToDouble(b -> b.accuracy() * b.examples()).sum();
      long examples = bins.stream().mapToLong(Bin::examples).sum();
      return String.format(
          Locale.ROOT,
          "%s is %s: on average %s sure and %s right, with an expected calibration error of %s"
              + " points.",
          Numbers.capital(Kind.find(kind).map(Kind::inWords).orElse(name)),
          confidence > right ? "over-confident" : "under-confident",
          Numbers.percent(confidence / examples),
          Numbers.percent(right / examples),
          Numbers.unsignedPoints(expectedError.mean()));
    }
  }

  /**
   * Examples of similar confidence.
   *
   * @param confidence their mean confidence
   * @param accuracy the share that was right
   * @param examples how many
   */
  record Bin(double confidence, double accuracy, int examples) {}

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
                Chart.Axis.of("confidence (dotted: as often right as sure)", Chart.Scale.PERCENT)
                    .between(0, 1),
                Chart.Axis.of("accuracy", Chart.Scale.PERCENT).between(0, 1),
                result.members().stream()
                    .map(
                        member ->
                            new Chart.Line(
                                member.name(),
                                member.kind(),
                                false,
                                member.bins().stream()
                                    .map(bin -> Chart.Point.of(bin.confidence(), bin.accuracy()))
                                    .toList()))
                    .toList(),
                true),
            table(result)),
        Optional.empty());
  }

  private static Table table(Result result) {
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
