package org.evenmatch.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.Match;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.match.NetworkCount;
import org.evenmatch.match.Pair;
import org.evenmatch.report.Chart;
import org.evenmatch.report.Figure;
import org.evenmatch.report.LayerInfo;
import org.evenmatch.report.Numbers;
import org.evenmatch.report.Section;
import org.evenmatch.report.Table;

/** Weights, connections, fan-in and reuse a layer under all four matching rules: the arithmetic. */
final class Sharing extends Experiment<Sharing.Result> {
  Sharing() {
    super("sharing", Result.class);
  }

  /**
   * The courses' arithmetic for a convolutional network and its partner under every rule.
   *
   * @param convolutional the convolutional member
   * @param partners its fully-connected partners, one a rule
   */
  record Result(Counted convolutional, List<Counted> partners) {
    List<Counted> all() {
      return Stream.concat(Stream.of(convolutional), partners.stream()).toList();
    }
  }

  /**
   * One network's counts.
   *
   * @param name of the network
   * @param match the rule, for a partner
   * @param weights trained weights
   * @param parameters trained parameters
   * @param connections of one example
   * @param macs of one example
   * @param layers those with weights
   */
  record Counted(
      String name,
      Optional<String> match,
      long weights,
      long parameters,
      long connections,
      long macs,
      List<LayerInfo> layers) {
    static Counted of(NetworkSpec network, Optional<String> match) {
      NetworkCount count = NetworkCount.of(network);
      return new Counted(
          network.name(),
          match,
          count.weights(),
          count.parameters(),
          count.connections(),
          count.macs(),
          count.layers().stream()
              .filter(layer -> layer.fanIn().isPresent())
              .map(LayerInfo::of)
              .toList());
    }
  }

  @Override
  public List<Trial> trials(Design design) {
    // Refused before anything is trained, if there is none to be counted.
    var unused = design.pair().convolutional();
    return List.of();
  }

  @Override
  public Optional<Result> result(Evidence evidence) {
    return evidence.pair().map(Sharing::count);
  }

  private static Result count(MatchedPair pair) {
    Pair definition = pair.definition();
    return new Result(
        Counted.of(pair.convolutional(), Optional.empty()),
        Stream.of(Match.values())
            .map(
                match ->
                    Counted.of(
                        definition.matchedBy(match).fullyConnected(),
                        Optional.of(match.yamlName())))
            .toList());
  }

  @Override
  Section section(Result result, int classes) {
    return new Section(
        "What do shared weights and few connections save?",
        finding(result),
        new Figure(
            name(),
            "Weights and connections under every matching rule",
            chart(result),
            table(result)),
        Optional.empty());
  }

  private static Chart chart(Result result) {
    return new Chart.Bars(
        result.all().stream()
            .map(
                one ->
                    one.match()
                        .map(match -> Kind.FC.initials() + " by " + match)
                        .orElse(Kind.CNN.initials()))
            .toList(),
        true,
        List.of(
            series(result, "weights", Counted::weights),
            series(result, "connections", Counted::connections)));
  }

  /** What is counted has a colour of its own. */
  private static Chart.Series series(Result result, String name, ToLongFunction<Counted> count) {
    return new Chart.Series(
        name,
        name,
        result.all().stream().map(one -> Optional.of((double) count.applyAsLong(one))).toList());
  }

  private static Table table(Result result) {
    List<List<String>> rows = new ArrayList<>();
    for (Counted network : result.all()) {
      String name =
          network.match().map(match -> network.name() + ", by " + match).orElse(network.name());
      for (LayerInfo layer : network.layers()) {
        rows.add(
            List.of(
                name,
                layer.name(),
                Numbers.count(layer.weights()),
                Numbers.count(layer.connections()),
                layer.fanIn().map(Numbers::count).orElse(Numbers.ABSENT),
                layer.weightReuse().map(Numbers::count).orElse(Numbers.ABSENT)));
      }
      rows.add(
          List.of(
              name,
              "in all",
              Numbers.count(network.weights()),
              Numbers.count(network.connections()),
              "",
              ""));
    }
    return new Table(
        List.of("network", "layer", "weights", "connections", "fan-in", "reuse"), rows);
  }

  private static String finding(Result result) {
    Optional<LayerInfo> conv =
        result.convolutional().layers().stream()
            .filter(layer -> layer.type().equals("conv") && layer.weightReuse().isPresent())
            .findFirst();
    Optional<LayerInfo> dense =
        result.partners().stream()
            .filter(partner -> partner.match().filter(Match.OUTPUTS.yamlName()::equals).isPresent())
            .flatMap(partner -> partner.layers().stream())
            .findFirst();
    if (conv.isEmpty() || dense.isEmpty()) {
      return "The network has no convolution.";
    }
    return String.format(
        Locale.ROOT,
        "Layer %s uses each of its %,d weights %,d times for one image, and each output looks at %,d"
            + " inputs; a dense layer with the same outputs has %,d weights, uses each once, and"
            + " looks at all %,d inputs.",
        conv.get().name(),
        conv.get().weights(),
        conv.get().weightReuse().orElse(0L),
        conv.get().fanIn().orElse(0L),
        dense.get().weights(),
        dense.get().fanIn().orElse(0L));
  }
}
