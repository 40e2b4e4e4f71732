package org.evenmatch.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.Training;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.match.NetworkCount;
import org.evenmatch.match.Unrolling;
import org.evenmatch.measure.Interval;
import org.evenmatch.measure.Summary;
import org.evenmatch.report.Chart;
import org.evenmatch.report.Figure;
import org.evenmatch.report.Numbers;
import org.evenmatch.report.Section;
import org.evenmatch.report.Table;
import org.evenmatch.training.TrainingTask;

/**
 * Is it that each output sees few inputs, or which? The locally connected network against one whose
 * outputs see as many inputs, drawn at random from all; the rest is the same.
 */
final class Sparse extends Experiment<Sparse.Result> {
  /** Levels of its trainings. */
  private static final int WINDOWS = 0;

  private static final int RANDOM = 1;

  Sparse() {
    super("sparse", Result.class);
  }

  /**
   * Both networks, trained alike.
   *
   * @param windows its inputs are neighbours
   * @param random its inputs are drawn at random
   * @param difference windows − random
   */
  record Result(Member windows, Member random, Interval difference) {}

  /**
   * One network.
   *
   * @param name of the configuration
   * @param kind {@code local} or {@code fc}
   * @param connections of one example's forward pass, inside the image
   * @param accuracy one run a seed
   */
  record Member(String name, String kind, long connections, Summary accuracy) {
    private static Member of(NetworkSpec network, Kind kind, long connections, Side side) {
      return new Member(network.name(), kind.yamlName(), connections, side.accuracy());
    }
  }

  @Override
  public List<Trial> trials(Design design) {
    MatchedPair pair = design.pair();
    NetworkSpec local = local(pair);
    requireUnclipped(local.training());
    NetworkSpec random = Unrolling.sparse(local);
    List<Trial> trials = new ArrayList<>();
    for (long seed : design.seeds()) {
      if (pair.find(Kind.LOCAL).isEmpty()) {
        trials.add(trial(WINDOWS, local, design, seed));
      }
      trials.add(trial(RANDOM, random, design, seed));
    }
    return trials;
  }

  /** Absent connections have gradients, too, which would count in the norm. */
  private static void requireUnclipped(Training recipe) {
    if (recipe.gradientClip() > 0) {
      throw new InvalidInputException(
          "the experiment sparse is for recipes that clip no gradients, but gradient-clip is "
              + recipe.gradientClip()
              + ": leave sparse out, or set training.gradient-clip=0");
    }
  }

  private Trial trial(int level, NetworkSpec network, Design design, long seed) {
    return new Trial(
        name(), level, TrainingTask.ofExperiment(name(), network, design.dataset(), seed));
  }

  private static NetworkSpec local(MatchedPair pair) {
    return pair.find(Kind.LOCAL)
        .orElseGet(
            () ->
                pair.definition()
                    .matchedBy(pair.match(), List.of(Kind.LOCAL))
                    .member(Kind.LOCAL)
                    .withTraining(pair.convolutional().training()));
  }

  @Override
  public Optional<Result> result(Evidence evidence) {
    List<Evidence.Observation> trained = evidence.of(name(), WINDOWS, Kind.LOCAL);
    List<Evidence.Observation> windows = trained.isEmpty() ? evidence.own(Kind.LOCAL) : trained;
    List<Evidence.Observation> random = evidence.of(name(), RANDOM, Kind.FC);
    List<Side> sides = Side.common(List.of(Evidence.side(windows), Evidence.side(random)));
    if (sides.get(0).isEmpty()) {
      return Optional.empty();
    }
    // As many as the random ones by construction, where the rule of counting takes padding along.
    NetworkSpec randomNetwork = random.get(0).network().orElseThrow();
    long connections = NetworkCount.of(randomNetwork).connections();
    return Optional.of(
        new Result(
            Member.of(
                windows.get(0).network().orElseThrow(), Kind.LOCAL, connections, sides.get(0)),
            Member.of(randomNetwork, Kind.FC, connections, sides.get(1)),
            sides.get(0).minus(sides.get(1)).interval()));
  }

  @Override
  Section section(Result result, int classes) {
    return new Section(
        "Is it few inputs, or which?",
        finding(result),
        new Figure(
            name(),
            "Test accuracy with neighbours as inputs, and with as many at random",
            new Chart.Dots(
                List.of("neighbours", "at random"),
                true,
                List.of(group(result.windows(), 0), group(result.random(), 1))),
            table(result)),
        Optional.empty());
  }

  private static Chart.Group group(Member member, int at) {
    return new Chart.Group(
        member.name(),
        member.kind(),
        List.of(new Chart.Dot(at, member.accuracy(), Optional.empty())));
  }

  private static Table table(Result result) {
    return new Table(
        List.of("network", "inputs", "connections", "test accuracy"),
        List.of(
            row(result.windows(), "neighbours"),
            row(result.random(), "at random"),
            List.of("difference, points (95 %)", "", "", Numbers.interval(result.difference()))));
  }

  private static List<String> row(Member member, String inputs) {
    return List.of(
        member.name(),
        inputs,
        Numbers.count(member.connections()),
        Numbers.percent(member.accuracy()));
  }

  private static String finding(Result result) {
    Interval difference = result.difference();
    String which =
        difference.low() > 0
            ? "which inputs an output sees matters, not only how few"
            : difference.high() < 0
                ? "neighbours are the worse choice here"
                : "which inputs an output sees makes no measurable difference";
    return String.format(
        Locale.ROOT,
        "With %,d connections each, the network whose outputs see neighbours gets to %s, the one whose"
            + " outputs see as many inputs at random to %s, a difference of %s points (95 %% interval"
            + " %s to %s): %s.",
        result.windows().connections(),
        Numbers.percent(result.windows().accuracy().mean()),
        Numbers.percent(result.random().accuracy().mean()),
        Numbers.points(difference.mean()),
        Numbers.points(difference.low()),
        Numbers.points(difference.high()),
        which);
  }
}
