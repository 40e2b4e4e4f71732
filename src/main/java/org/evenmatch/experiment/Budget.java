package org.evenmatch.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.match.NetworkCount;
import org.evenmatch.match.Pair;
import org.evenmatch.measure.Summary;
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
  record Result(String match, List<Point> points) {
    List<Point> of(Kind kind) {
      return points.stream().filter(point -> point.kind().equals(kind.yamlName())).toList();
    }
  }

  /**
   * One network of one size.
   *
   * @param scale what the convolutional member's widths were multiplied by
   * @param name of the configuration
   * @param kind {@code fc} or {@code cnn}
   * @param parameters trained ones
   * @param macs of one example's forward pass
   * @param accuracy one run a seed
   * @param bestForParameters whether no network with as few parameters is as accurate
   * @param bestForMacs whether no network with as few multiply-accumulates is as accurate
   */
  record Point(
      double scale,
      String name,
      String kind,
      long parameters,
      long macs,
      Summary accuracy,
      boolean bestForParameters,
      boolean bestForMacs) {
    /** The same, marked where none of {@code all} is better at as low a cost. */
    Point among(List<Point> all) {
      return new Point(
          scale,
          name,
          kind,
          parameters,
          macs,
          accuracy,
          all.stream().noneMatch(other -> other.parameters <= parameters && other.beats(this)),
          all.stream().noneMatch(other -> other.macs <= macs && other.beats(this)));
    }

    private boolean beats(Point other) {
      return accuracy.mean() > other.accuracy.mean();
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
      for (double ratio : PARAMETER_RATIOS) {
        double scale = scale(definition, ratio * parameters);
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
    List<Point> points = new ArrayList<>();
    for (Evidence.Member member : evidence.members()) {
      for (double scale : scales) {
        point(evidence.of(name(), scale, member.kind()), scale).ifPresent(points::add);
      }
      point(evidence.own(member.kind()), 1).ifPresent(points::add);
    }
    return Optional.of(
        new Result(
            evidence.pair().orElseThrow().match().yamlName(),
            points.stream()
                .map(point -> point.among(points))
                .sorted(Comparator.comparing(Point::kind).thenComparing(Point::scale))
                .toList()));
  }

  private static Optional<Point> point(List<Evidence.Observation> seen, double scale) {
    if (seen.isEmpty()) {
      return Optional.empty();
    }
    NetworkCount count = NetworkCount.of(seen.get(0).network().orElseThrow());
    return Optional.of(
        new Point(
            scale,
            count.network().name(),
            count.network().kind().yamlName(),
            count.parameters(),
            count.macs(),
            Summary.of(seen.stream().map(one -> one.accuracy().orElseThrow()).toList()),
            false,
            false));
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
            new Cells<>("network", Point::name),
            new Cells<>("width ×", point -> String.format(Locale.ROOT, "%.2f", point.scale())),
            new Cells<>("parameters", point -> Numbers.count(point.parameters())),
            new Cells<>("MACs", point -> Numbers.count(point.macs())),
            new Cells<>("test accuracy", point -> Numbers.percent(point.accuracy())),
            new Cells<>("best for its parameters", point -> yes(point.bestForParameters())),
            new Cells<>("best for its MACs", point -> yes(point.bestForMacs()))),
        result.points());
  }

  private static String yes(boolean value) {
    return value ? "yes" : "no";
  }

  private static Chart chart(Result result) {
    List<Chart.Line> lines = new ArrayList<>();
    for (String kind : result.points().stream().map(Point::kind).distinct().toList()) {
      List<Point> own = result.points().stream().filter(one -> one.kind().equals(kind)).toList();
      String name = own.get(0).name();
      lines.add(
          line(
              name + " by parameters",
              kind,
              false,
              own,
              Point::parameters,
              Point::bestForParameters));
      lines.add(line(name + " by MACs", kind, true, own, Point::macs, Point::bestForMacs));
    }
    return new Chart.Lines(
        Chart.Axis.of("parameters or MACs (large marks: best for their cost)", Chart.Scale.LOG),
        Chart.Axis.of("test accuracy", Chart.Scale.PERCENT),
        lines,
        false);
  }

  private static Chart.Line line(
      String name,
      String kind,
      boolean dotted,
      List<Point> points,
      ToDoubleFunction<Point> cost,
      Predicate<Point> best) {
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
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(best.test(point))))
            .toList());
  }

  private static String finding(Result result) {
    List<Point> fc = result.of(Kind.FC);
    List<Point> cnn = result.of(Kind.CNN);
    if (fc.isEmpty() || cnn.isEmpty()) {
      return "Not both networks were trained.";
    }
    Point smallest = cnn.get(0);
    String smallestAccuracy = Numbers.percent(smallest.accuracy().mean());
    // As far as seeds differ: from where the best run reaches the worst one, to where all do.
    Optional<Point> perhaps =
        fc.stream().filter(point -> best(point) >= worst(smallest)).findFirst();
    Optional<Point> surely =
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
        "%s. By multiply-accumulates, %d convolutional and %d fully-connected networks are the most"
            + " accurate for their cost.",
        Numbers.capital(catching),
        cnn.stream().filter(Point::bestForMacs).count(),
        fc.stream().filter(Point::bestForMacs).count());
  }

  private static String needed(Point perhaps, Optional<Point> surely, Point largest) {
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

  private static double best(Point point) {
    return Collections.max(point.accuracy().runs());
  }

  private static double worst(Point point) {
    return Collections.min(point.accuracy().runs());
  }
}
