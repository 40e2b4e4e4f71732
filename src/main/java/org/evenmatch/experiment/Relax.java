package org.evenmatch.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.evenmatch.data.Dataset;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.match.NetworkCount;
import org.evenmatch.match.Unrolling;
import org.evenmatch.measure.Interval;
import org.evenmatch.measure.Summary;
import org.evenmatch.network.UnrolledWeights;
import org.evenmatch.report.Chart;
import org.evenmatch.report.Figure;
import org.evenmatch.report.Numbers;
import org.evenmatch.report.Section;
import org.evenmatch.report.Table;
import org.evenmatch.training.Classifier;
import org.evenmatch.training.Measured;
import org.evenmatch.training.Measurement;
import org.evenmatch.training.TrainingTask;

/**
 * Does a network that can leave the convolution leave it, and is it better for that? The trained
 * convolutional network is written out as the dense network that computes the same, and trained
 * again by the same recipe; beside it the convolutional one is, from the same parameters.
 *
 * <p>After d'Ascoli et al., "Finding the needle in the haystack with convolutions: on the benefits
 * of architectural bias", 2019.
 */
final class Relax extends Experiment<Relax.Result> {
  private static final String NAME = "relax";

  /** Levels of its trainings. */
  private static final int KEPT = 0;

  private static final int FREE = 1;

  Relax() {
    super(NAME, Result.class);
  }

  /**
   * What came of it.
   *
   * @param before accuracy of the convolutional network that both began as
   * @param kept trained again as it is
   * @param free trained again as a dense network
   * @param difference free − kept
   * @param shared the part of the free network's squared weights that a convolution has too
   * @param local the part within windows that differs from place to place
   * @param elsewhere the part outside windows
   */
  record Result(
      Summary before,
      Member kept,
      Member free,
      Interval difference,
      Summary shared,
      Summary local,
      Summary elsewhere) {}

  /** One network, trained again. */
  record Member(String name, String kind, long parameters, Summary accuracy) {
    private static Member of(List<Evidence.Observation> seen, Kind kind, Side side) {
      NetworkSpec network = seen.get(0).network().orElseThrow();
      return new Member(
          network.name(), kind.yamlName(), NetworkCount.of(network).parameters(), side.accuracy());
    }
  }

  /** How the weights of a network that may have left the convolution are divided. */
  private record Left(NetworkSpec unrolled) implements Measurement {
    @Override
    public String name() {
      return NAME;
    }

    @Override
    public boolean concerns(TrainingTask task) {
      return task.start().isPresent() && task.network().equals(unrolled);
    }

    @Override
    public UnrolledWeights.Parts of(Classifier classifier, Dataset dataset) {
      return UnrolledWeights.parts(classifier.current(), unrolled);
    }
  }

  @Override
  public Optional<Measurement> measurementOfTrials(Design design) {
    return Optional.of(new Left(Unrolling.dense(design.pair().convolutional())));
  }

  @Override
  public List<Trial> trials(Design design) {
    NetworkSpec cnn = design.pair().convolutional();
    NetworkSpec unrolled = Unrolling.dense(cnn);
    List<Trial> trials = new ArrayList<>();
    for (long seed : design.seeds()) {
      trials.add(trial(KEPT, "kept", cnn, cnn, design.dataset(), seed));
      trials.add(trial(FREE, "free", unrolled, cnn, design.dataset(), seed));
    }
    return trials;
  }

  private static Trial trial(
      int level, String name, NetworkSpec network, NetworkSpec from, Dataset dataset, long seed) {
    return new Trial(
        NAME,
        level,
        TrainingTask.ofExperiment(NAME + "-" + name, network, dataset, seed).from(from));
  }

  @Override
  public Optional<Result> result(Evidence evidence) {
    List<Evidence.Observation> before = evidence.own(Kind.CNN);
    List<Evidence.Observation> kept = evidence.of(NAME, KEPT, Kind.CNN);
    List<Evidence.Observation> free = evidence.of(NAME, FREE, Kind.FC);
    List<Side> sides =
        Side.common(List.of(Evidence.side(before), Evidence.side(kept), Evidence.side(free)));
    List<Long> seeds = sides.get(0).seeds();
    List<UnrolledWeights.Parts> parts =
        free.stream()
            .filter(one -> seeds.contains(one.seed()))
            .flatMap(
                one -> Measured.find(one.measured(), NAME, UnrolledWeights.Parts.class).stream())
            .toList();
    if (sides.get(0).isEmpty() || parts.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Result(
            sides.get(0).accuracy(),
            Member.of(kept, Kind.CNN, sides.get(1)),
            Member.of(free, Kind.FC, sides.get(2)),
            sides.get(2).minus(sides.get(1)).interval(),
            Summary.of(parts.stream().map(UnrolledWeights.Parts::shared).toList()),
            Summary.of(parts.stream().map(UnrolledWeights.Parts::local).toList()),
            Summary.of(parts.stream().map(UnrolledWeights.Parts::elsewhere).toList())));
  }

  @Override
  Section section(Result result, int classes) {
    return new Section(
        "Does a network that can leave the convolution leave it?",
        finding(result),
        new Figure(
            NAME,
            "Test accuracy before, and trained again as a convolutional and as a dense network",
            new Chart.Dots(
                List.of("before", "trained again"),
                false,
                List.of(
                    group(result.kept(), Optional.of(result.before())),
                    group(result.free(), Optional.empty()))),
            table(result)),
        Optional.empty());
  }

  private static Chart.Group group(Member member, Optional<Summary> before) {
    List<Chart.Dot> dots = new ArrayList<>();
    before.ifPresent(accuracy -> dots.add(new Chart.Dot(0, accuracy, Optional.empty())));
    dots.add(new Chart.Dot(1, member.accuracy(), Optional.empty()));
    return new Chart.Group(member.name(), member.kind(), dots);
  }

  private static Table table(Result result) {
    return new Table(
        List.of(
            "network",
            "parameters",
            "before",
            "trained again",
            "shared",
            "in windows, not shared",
            "outside windows"),
        List.of(
            row(result.kept(), result.before(), "100.00 %", "0.00 %", "0.00 %"),
            row(
                result.free(),
                result.before(),
                Numbers.percent(result.shared()),
                Numbers.percent(result.local()),
                Numbers.percent(result.elsewhere())),
            List.of(
                "difference, points (95 %)",
                "", "", Numbers.interval(result.difference()), "", "", "")));
  }

  private static List<String> row(
      Member member, Summary before, String shared, String local, String elsewhere) {
    return List.of(
        member.name(),
        Numbers.count(member.parameters()),
        Numbers.percent(before),
        Numbers.percent(member.accuracy()),
        shared,
        local,
        elsewhere);
  }

  private static String finding(Result result) {
    Interval difference = result.difference();
    String better =
        difference.low() > 0
            ? "leaving the convolution helps"
            : difference.high() < 0
                ? "leaving the convolution hurts"
                : "neither is measurably better";
    return String.format(
        Locale.ROOT,
        "The trained convolutional network (%s) was written out as a dense network of %,d parameters"
            + " that computes the same, and both were trained again: it gets to %s as a convolutional"
            + " network and to %s as a dense one, a difference of %s points (95 %% interval %s to %s):"
            + " %s. Of the dense one's squared weights, %s are as a convolution has them, %s differ"
            + " between places within windows, and %s are outside windows.",
        Numbers.percent(result.before().mean()),
        result.free().parameters(),
        Numbers.percent(result.kept().accuracy().mean()),
        Numbers.percent(result.free().accuracy().mean()),
        Numbers.points(difference.mean()),
        Numbers.points(difference.low()),
        Numbers.points(difference.high()),
        better,
        Numbers.percent(result.shared().mean()),
        Numbers.percent(result.local().mean()),
        Numbers.percent(result.elsewhere().mean()));
  }
}
