package org.evenmatch.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.Match;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.Shape;
import org.evenmatch.match.LayerCount;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.match.NetworkCount;
import org.evenmatch.match.TrainingMemory;

/** The counts of all members of a pair as text for a terminal. */
public final class CountText {
  private CountText() {}

  /** Tables of all members with totals, ratios, memory and the convention of counting. */
  public static String render(MatchedPair pair) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            "Pair %s, matched by %s, images %s%n",
            pair.name(), pair.match().yamlName(), pair.members().get(0).image()));
    pair.members()
        .forEach(one -> text.append(member(Numbers.capital(one.kind().adjective()), one)));
    text.append('\n').append(sideBySide(pair)).append('\n');
    text.append(matchNote(pair));
    text.append(
        """
        Counted for one example's forward pass: a MAC is one multiply-accumulate of a weight;
        biases, pooling, activation and normalisation are not counted as MACs. (Others count
        biases, count multiplication and addition apart, or count whole batches.)
        """);
    pair.find(Kind.CNN).ifPresent(cnn -> text.append(oneChannelNote(cnn)));
    return text.toString();
  }

  private static String sideBySide(MatchedPair pair) {
    List<NetworkCount> counts = pair.members().stream().map(NetworkCount::of).toList();
    List<String> header = new ArrayList<>(List.of("in all"));
    counts.forEach(count -> header.add(count.network().name()));
    String last = counts.get(counts.size() - 1).network().kind().initials();
    others(counts).forEach(one -> header.add(one.network().kind().initials() + " ÷ " + last));
    return new Table(
            header,
            List.of(
                compared("weights", counts, NetworkCount::weights),
                compared("biases", counts, NetworkCount::biases),
                compared("parameters", counts, NetworkCount::parameters),
                compared("connections", counts, NetworkCount::connections),
                compared("MACs", counts, NetworkCount::macs),
                compared("activation bytes", counts, CountText::activationBytes),
                compared("training bytes", counts, CountText::trainingBytes)))
        .asText();
  }

  /** Those that are held against the last; of one alone, itself. */
  private static List<NetworkCount> others(List<NetworkCount> counts) {
    return counts.subList(0, Math.max(1, counts.size() - 1));
  }

  private static List<String> compared(
      String what, List<NetworkCount> counts, ToLongFunction<NetworkCount> count) {
    List<String> row = new ArrayList<>(List.of(what));
    counts.forEach(one -> row.add(Numbers.count(count.applyAsLong(one))));
    long last = count.applyAsLong(counts.get(counts.size() - 1));
    for (NetworkCount one : others(counts)) {
      row.add(last == 0 ? Numbers.ABSENT : Numbers.ratio((double) count.applyAsLong(one) / last));
    }
    return row;
  }

  private static long activationBytes(NetworkCount count) {
    return count.layers().stream().mapToLong(LayerCount::activationBytes).sum();
  }

  private static long trainingBytes(NetworkCount count) {
    return TrainingMemory.of(count, count.network().training().batch()).totalBytes();
  }

  private static String member(String title, NetworkSpec network) {
    NetworkCount count = NetworkCount.of(network);
    List<List<String>> rows = new ArrayList<>();
    for (LayerCount layer : count.layers()) {
      rows.add(row(layer, count.parameters()));
    }
    rows.add(
        List.of(
            "total",
            "",
            "",
            "",
            Numbers.count(count.weights()),
            Numbers.count(count.biases()),
            Numbers.count(count.connections()),
            Numbers.count(count.macs()),
            "",
            "",
            count.parameters() == 0 ? Numbers.ABSENT : Numbers.percent(1),
            Numbers.count(count.layers().stream().mapToLong(LayerCount::activationBytes).sum())));
    int batch = network.training().batch();
    TrainingMemory memory = TrainingMemory.of(count, batch);
    return String.format(
        Locale.ROOT,
        "%n%s member %s: %s parameters%s%n%s%n"
            + "Training memory at batch %d: %s (parameters %s, gradients %s, optimiser %s,"
            + " activations %s)%n",
        title,
        network.name(),
        Numbers.count(count.parameters()),
        count.buffers() == 0 ? "" : " and " + Numbers.count(count.buffers()) + " buffers",
        new Table(
                List.of(
                    "layer",
                    "type",
                    "output",
                    "kernel",
                    "weights",
                    "biases",
                    "connections",
                    "MACs",
                    "fan-in",
                    "reuse",
                    "share",
                    "bytes"),
                rows)
            .asText(),
        batch,
        Numbers.bytes(memory.totalBytes()),
        Numbers.bytes(memory.parameterBytes()),
        Numbers.bytes(memory.gradientBytes()),
        Numbers.bytes(memory.optimizerBytes()),
        Numbers.bytes(memory.activationBytes()));
  }

  private static List<String> row(LayerCount layer, long parameters) {
    return List.of(
        layer.name(),
        layer.type(),
        layer.output().toString(),
        layer.window().map(window -> window.height() + "×" + window.width()).orElse(""),
        Numbers.count(layer.weights()),
        Numbers.count(layer.biases()),
        Numbers.count(layer.connections()),
        Numbers.count(layer.macs()),
        count(layer.fanIn()),
        count(layer.weightReuse()),
        parameters == 0
            ? Numbers.ABSENT
            : Numbers.percent((double) layer.parameters() / parameters),
        Numbers.count(layer.activationBytes()));
  }

  private static String count(OptionalLong value) {
    return value.isPresent() ? Numbers.count(value.getAsLong()) : "";
  }

  private static String matchNote(MatchedPair pair) {
    boolean isSolved = pair.match() == Match.PARAMETERS || pair.match() == Match.COMPUTE;
    // Each was solved for the convolutional member, whether that is shown or not.
    if (!isSolved || pair.find(Kind.CNN).isEmpty()) {
      return "";
    }
    List<NetworkCount> counts = pair.members().stream().map(NetworkCount::of).toList();
    NetworkCount last = counts.get(counts.size() - 1);
    StringBuilder notes = new StringBuilder();
    for (NetworkCount one : others(counts)) {
      double ratio =
          pair.match() == Match.PARAMETERS
              ? (double) one.parameters() / last.parameters()
              : (double) one.macs() / last.macs();
      if (!(Math.abs(ratio - 1) <= MatchedPair.NEAR)) {
        notes.append(
            String.format(
                Locale.ROOT,
                "No %s bring %s within 1 %% of %s: this is the nearest, %+.1f %%.%n",
                one.network().kind() == Kind.FC ? "hidden widths" : "numbers of filters",
                one.network().name(),
                last.network().name(),
                100 * (ratio - 1)));
      }
    }
    return notes.toString();
  }

  /** Why lecture notes give fewer parameters for a first layer on colour images. */
  private static String oneChannelNote(NetworkSpec network) {
    LayerCount first = NetworkCount.of(network).layers().get(0);
    Shape input = first.input();
    if (!first.type().equals("conv") || input.channels() == 1) {
      return "";
    }
    long kernel = first.fanIn().orElseThrow() / input.channels();
    return String.format(
        Locale.ROOT,
        "%s: each filter spans all %d input channels, so it has %s + 1 parameters and the layer %s;"
            + " counted%non one channel, as lecture notes often do, it is %s + 1 = %s a filter and"
            + " %s in all.%n",
        first.name(),
        input.channels(),
        Numbers.count(first.fanIn().orElseThrow()),
        Numbers.count(first.parameters()),
        Numbers.count(kernel),
        Numbers.count(kernel + 1),
        Numbers.count((kernel + 1) * first.biases()));
  }
}
