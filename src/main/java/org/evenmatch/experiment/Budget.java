package org.evenmatch.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.match.NetworkCount;
import org.evenmatch.match.Pair;
import org.evenmatch.measure.Interval;
import org.evenmatch.report.Chart;
import org.evenmatch.report.Figure;
import org.evenmatch.report.Numbers;
import org.evenmatch.report.Section;
import org.evenmatch.report.Table;
import org.evenmatch.report.Table.Cells;

/** Accuracy against parameters and multiply-accumulates, the pair scaled up and down. */
final class Budget extends Experiment<Budget.Result> {
  /** Half decades of the convolutional member's parameters, a decade each way. */
  private static final double[] PARAMETER_RATIOS = {0.1, Math.sqrt(0.1), Math.sqrt(10), 10};

  private static final double MOST_SCALE = 1_000;
  private static final int HALVINGS = 60;

  Budget() {
    super("budget", Result.class);
  }

  /**
   * The pair at several sizes.
   *
   * @param match the matching rule, applied anew at every size
   * @param points one a size and member
   */
  record Result(String match, List<CostPoint> points) {
    List<CostPoint> of(Kind kind) {
      return points.stream().filter(point -> point.kind().equals(kind.yamlName())).toList();
    }
  }

  @Override
  public List<Trial> trials(Design design) {
    MatchedPair pair = design.pair();
    Pair definition = pair.definition();
    long parameters = NetworkCount.of(pair.convolutional()).parameters();
    List<Kind> kinds = pair.members().stream().map(NetworkSpec::kind).toList();
    List<Trial> trials = new ArrayList<>();
    for (long seed : design.seeds()) {
      Set<Double> scales = new HashSet<>();
      for (double ratio : PARAMETER_RATIOS) {
        double scale = scale(definition, ratio * parameters);
        if (!scales.add(scale)) {
          // A network as narrow as can be has no smaller sister.
          continue;
        }
        MatchedPair scaled =
            definition.scaled(scale).matchedBy(pair.match(), kinds).trainedAs(pair);
        String training = String.format(Locale.ROOT, "%s-%.2f", name(), ratio);
        trials.addAll(Trial.ofAll(name(), scale, training, scaled, design.dataset(), seed));
      }
    }
    return trials;
  }

  /**
   * What widths must be multiplied by for so many parameters, by halving on a logarithmic scale.
   */
  private static double scale(Pair definition, double parameters) {
    double low = 1 / MOST_SCALE;
    double high = MOST_SCALE;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = Math.sqrt(low * high);
      NetworkSpec scaled = definition.scaled(middle).spec().convolutional();
      if (NetworkCount.of(scaled).parameters() < parameters) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  @Override
  public Optional<Result> result(Evidence evidence) {
    List<Double> scales = evidence.levels(name());
    if (scales.isEmpty()) {
      return Optional.empty();
    }
    List<CostPoint.Trained> trained = new ArrayList<>();
    for (Evidence.Member member : evidence.members()) {
      for (double scale : scales) {
        trained(evidence.of(name(), scale, member.kind()), scale).ifPresent(trained::add);
      }
      trained(evidence.own(member.kind()), 1).ifPresent(trained::add);
    }
    return Optional.of(
        new Result(
            evidence.pair().orElseThrow().match().yamlName(),
            trained.stream()
                .map(one -> one.among(trained))
                .sorted(Comparator.comparing(CostPoint::kind).thenComparing(CostPoint::scale))
                .toList()));
  }

  private static Optional<CostPoint.Trained> trained(
      List<Evidence.Observation> seen, double scale) {
    if (seen.isEmpty()) {
      return Optional.empty();
    }
    NetworkCount count = NetworkCount.of(seen.get(0).network().orElseThrow());
    Side side = Evidence.side(seen);
    return Optional.of(
        new CostPoint.Trained(
            new CostPoint(
                scale,
                count.network().name(),
                count.network().kind().yamlName(),
                count.parameters(),
                count.macs(),
                side.accuracy(),
                Optional.of(side.accuracyInterval()),
                false,
                false,
                Optional.empty(),
                Optional.empty()),
            side));
  }

  @Override
  Section section(Result result, int classes) {
    return new Section(
        "Where does the fully-connected network catch up?",
        finding(result),
        new Figure(
            name(),
            "Test accuracy by parameters and by multiply-accumulates",
            chart(result),
            table(result)),
        Optional.empty());
  }

  private static Table table(Result result) {
    return Table.of(
        List.of(
            new Cells<>("network", CostPoint::name),
            new Cells<>("width ×", point -> String.format(Locale.ROOT, "%.2f", point.scale())),
            new Cells<>("parameters", point -> Numbers.count(point.parameters())),
            new Cells<>("MACs", point -> Numbers.count(point.macs())),
            new Cells<>(
                result.points().stream().anyMatch(point -> point.interval().isPresent())
                    ? "test accuracy (95 %)"
                    : "test accuracy",
                point ->
                    point
                        .interval()
                        .map(Numbers::percent)
                        .orElseGet(() -> Numbers.percent(point.accuracy()))),
            new Cells<>(
                "best for its parameters",
                point -> isBest(point.bestForParameters(), point.openForParameters())),
            new Cells<>(
                "best for its MACs", point -> isBest(point.bestForMacs(), point.openForMacs()))),
        result.points());
  }

  private static String isBest(boolean best, Optional<Boolean> open) {
    return best ? "yes" : open.orElse(false) ? "perhaps" : "no";
  }

  private static Chart chart(Result result) {
    List<Chart.Line> lines = new ArrayList<>();
    for (String kind : result.points().stream().map(CostPoint::kind).distinct().toList()) {
      List<CostPoint> own =
          result.points().stream().filter(one -> one.kind().equals(kind)).toList();
      String name = own.get(0).name();
      lines.add(
          line(
              name + " by parameters",
              kind,
              false,
              own,
              CostPoint::parameters,
              CostPoint::bestForParameters));
      lines.add(line(name + " by MACs", kind, true, own, CostPoint::macs, CostPoint::bestForMacs));
    }
    return new Chart.Lines(
        Chart.Axis.of(
            "parameters or MACs (large marks: best for their cost; bands: 95 %)", Chart.Scale.LOG),
        Chart.Axis.of("test accuracy", Chart.Scale.PERCENT),
        lines,
        false);
  }

  private static Chart.Line line(
      String name,
      String kind,
      boolean dotted,
      List<CostPoint> points,
      ToDoubleFunction<CostPoint> cost,
      Predicate<CostPoint> best) {
    return new Chart.Line(
        name,
        kind,
        dotted,
        points.stream()
            .map(
                point ->
                    new Chart.Point(
                        cost.applyAsDouble(point),
                        point.accuracy().mean(),
                        point.interval().map(Interval::low),
                        point.interval().map(Interval::high),
                        Optional.of(best.test(point))))
            .toList());
  }

  private static String finding(Result result) {
    List<CostPoint> fc = result.of(Kind.FC);
    List<CostPoint> cnn = result.of(Kind.CNN);
    if (fc.isEmpty() || cnn.isEmpty()) {
      return "Not both networks were trained.";
    }
    CostPoint smallest = cnn.get(0);
    String smallestAccuracy = Numbers.percent(smallest.accuracy().mean());
    // As far as seeds differ: from where the best run reaches the worst one, to where all do.
    Optional<CostPoint> perhaps =
        fc.stream().filter(point -> best(point) >= worst(smallest)).findFirst();
    Optional<CostPoint> surely =
        fc.stream().filter(point -> worst(point) >= best(smallest)).findFirst();
    String catching =
        perhaps.isPresent()
            ? String.format(
                Locale.ROOT,
                "%s needs %s to reach what %s does with %,d (%s)",
                Kind.FC.inWords(),
                needed(perhaps.get(), surely, fc.get(fc.size() - 1)),
                Kind.CNN.inWords(),
                smallest.parameters(),
                smallestAccuracy)
            : String.format(
                Locale.ROOT,
                "no fully-connected network of up to %,d parameters reaches what %s does with %,d"
                    + " (%s)",
                fc.get(fc.size() - 1).parameters(),
                Kind.CNN.inWords(),
                smallest.parameters(),
                smallestAccuracy);
    return String.format(
        Locale.ROOT,
        "%s. By multiply-accumulates, %s convolutional and %s fully-connected networks are the most"
            + " accurate for their cost.",
        Numbers.capital(catching),
        best(cnn),
        best(fc));
  }

  /** How many are on the front by the means, and how many may be. */
  private static String best(List<CostPoint> points) {
    long best = points.stream().filter(CostPoint::bestForMacs).count();
    long open =
        points.stream()
            .filter(point -> point.bestForMacs() || point.openForMacs().orElse(false))
            .count();
    return open > best ? String.format("%d (up to %d)", best, open) : Long.toString(best);
  }

  private static String needed(CostPoint perhaps, Optional<CostPoint> surely, CostPoint largest) {
    if (surely.isPresent() && perhaps.parameters() == surely.get().parameters()) {
      return Numbers.count(perhaps.parameters()) + " parameters";
    }
    return String.format(
        Locale.ROOT,
        "%,d to %s%,d parameters, as far as seeds differ,",
        perhaps.parameters(),
        surely.isPresent() ? "" : "more than ",
        surely.orElse(largest).parameters());
  }

  private static double best(CostPoint point) {
    return Collections.max(point.accuracy().runs());
  }

  private static double worst(CostPoint point) {
    return Collections.min(point.accuracy().runs());
  }
}
