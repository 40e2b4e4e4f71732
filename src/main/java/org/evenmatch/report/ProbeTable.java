package org.evenmatch.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.evenmatch.report.Findings.LevelText;
import org.evenmatch.report.ProbeResults.BudgetPoint;
import org.evenmatch.report.ProbeResults.Calibrated;
import org.evenmatch.report.ProbeResults.Change;
import org.evenmatch.report.ProbeResults.Counted;
import org.evenmatch.report.ProbeResults.Levels;
import org.evenmatch.report.ProbeResults.Series;
import org.evenmatch.report.RunDocument.LayerInfo;

/**
 * One experiment as a table and a sentence, the same in every report.
 *
 * @param id of the experiment
 * @param title a question in a few words
 * @param caption what the chart shows
 * @param finding what the numbers show
 * @param header names of the columns
 * @param rows one cell a column
 */
public record ProbeTable(
    String id,
    String title,
    String caption,
    String finding,
    List<String> header,
    List<List<String>> rows) {

  public ProbeTable {
    header = List.copyOf(header);
    rows = rows.stream().map(List::copyOf).toList();
  }

  /**
   * One table for each experiment that has something to show.
   *
   * @param classes how many classes the images have
   */
  public static List<ProbeTable> of(ProbeResults probes, int classes) {
    Findings findings = new Findings(classes);
    List<ProbeTable> tables = new ArrayList<>();
    probes.sharing().ifPresent(sharing -> tables.add(sharing(sharing)));
    probes
        .shift()
        .ifPresent(
            levels ->
                tables.add(
                    levels(
                        "shift",
                        "Does a moved image keep its label?",
                        "Test accuracy on moved test images",
                        findings.disturbed(levels, LevelText.SHIFT),
                        levels)));
    probes.permute().ifPresent(permute -> tables.add(permute(permute)));
    probes
        .data()
        .ifPresent(
            levels ->
                tables.add(
                    levels(
                        "data",
                        "What is the built-in assumption worth in examples?",
                        "Test accuracy by number of training images, small sets seen up to ten times as often",
                        findings.data(levels),
                        levels)));
    probes.budget().ifPresent(budget -> tables.add(budget(budget)));
    probes
        .noise()
        .ifPresent(
            levels ->
                tables.add(
                    levels(
                        "noise",
                        "Does noise hurt?",
                        "Test accuracy under Gaussian noise",
                        findings.disturbed(levels, LevelText.NOISE),
                        levels)));
    probes
        .occlusion()
        .ifPresent(
            levels ->
                tables.add(
                    levels(
                        "occlusion",
                        "Does hiding a part hurt?",
                        "Test accuracy behind a grey square",
                        findings.disturbed(levels, LevelText.OCCLUSION),
                        levels)));
    probes.calibration().ifPresent(reliability -> tables.add(calibration(reliability)));
    return tables;
  }

  private static ProbeTable levels(
      String id, String title, String caption, String finding, Levels levels) {
    List<String> header = new ArrayList<>(List.of(levels.unit()));
    levels.members().forEach(member -> header.add(member.name()));
    boolean compared = !levels.differences().isEmpty();
    if (compared) {
      header.add("CNN − FC, points (95 %)");
    }
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < levels.levels().size(); i++) {
      List<String> row = new ArrayList<>(List.of(Numbers.count(levels.levels().get(i))));
      for (Series member : levels.members()) {
        row.add(Numbers.percent(member.accuracy().get(i)));
      }
      if (compared) {
        row.add(Numbers.interval(levels.differences().get(i)));
      }
      rows.add(row);
    }
    return new ProbeTable(id, title, caption, finding, header, rows);
  }

  private static ProbeTable permute(ProbeResults.Permute permute) {
    List<List<String>> rows = new ArrayList<>();
    for (Change member : permute.members()) {
      rows.add(
          List.of(
              member.name(),
              Numbers.percent(member.original()),
              Numbers.percent(member.permuted()),
              Numbers.interval(member.change())));
    }
    rows.add(
        List.of(
            "CNN − FC, points (95 %)",
            Numbers.interval(permute.advantage()),
            Numbers.interval(permute.permutedAdvantage()),
            ""));
    return new ProbeTable(
        "permute",
        "Does it matter which pixels are neighbours?",
        "Test accuracy, trained and tested on pixels in place and rearranged",
        Findings.permute(permute),
        List.of("network", "pixels in place", "pixels rearranged", "change, points (95 %)"),
        rows);
  }

  private static ProbeTable budget(ProbeResults.Budget budget) {
    List<List<String>> rows = new ArrayList<>();
    for (BudgetPoint point : budget.points()) {
      rows.add(
          List.of(
              point.name(),
              String.format(Locale.ROOT, "%.2f", point.scale()),
              Numbers.count(point.parameters()),
              Numbers.count(point.macs()),
              Numbers.percent(point.accuracy()),
              point.bestForParameters() ? "yes" : "no",
              point.bestForMacs() ? "yes" : "no"));
    }
    return new ProbeTable(
        "budget",
        "Where does the fully-connected network catch up?",
        "Test accuracy by parameters and by multiply-accumulates",
        Findings.budget(budget),
        List.of(
            "network",
            "width ×",
            "parameters",
            "MACs",
            "test accuracy",
            "best for its parameters",
            "best for its MACs"),
        rows);
  }

  private static ProbeTable sharing(ProbeResults.Sharing sharing) {
    List<List<String>> rows = new ArrayList<>();
    rows.addAll(counted(sharing.convolutional()));
    sharing.partners().forEach(partner -> rows.addAll(counted(partner)));
    return new ProbeTable(
        "sharing",
        "What do shared weights and few connections save?",
        "Weights and connections under every matching rule",
        Findings.sharing(sharing),
        List.of("network", "layer", "weights", "connections", "fan-in", "reuse"),
        rows);
  }

  private static List<List<String>> counted(Counted network) {
    List<List<String>> rows = new ArrayList<>();
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
    return rows;
  }

  private static ProbeTable calibration(ProbeResults.Reliability reliability) {
    List<List<String>> rows = new ArrayList<>();
    for (Calibrated member : reliability.members()) {
      for (ProbeResults.ReliabilityBin bin : member.bins()) {
        rows.add(
            List.of(
                member.name(),
                Numbers.percent(bin.confidence()),
                Numbers.percent(bin.accuracy()),
                Numbers.count(bin.examples())));
      }
    }
    return new ProbeTable(
        "calibration",
        "Is a network right as often as it is sure?",
        "Accuracy by confidence",
        Findings.calibration(reliability),
        List.of("network", "confidence", "accuracy", "test images"),
        rows);
  }
}
