package org.evenmatch.report;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.commons.text.WordUtils;
import org.evenmatch.measure.Summary;
import org.evenmatch.report.ProbeResults.Levels;
import org.evenmatch.report.ProbeResults.Series;
import org.evenmatch.report.RunDocument.Configuration;
import org.evenmatch.report.RunDocument.CurvePoint;

/** The results of a run for a terminal: tables, what they show, and small curves. */
public final class TextReport {
  private static final String STEPS = "▁▂▃▄▅▆▇█";
  private static final int FEWEST_COLUMNS = 40;

  private final TextStyle style;
  private final StringBuilder text = new StringBuilder();

  private TextReport(TextStyle style) {
    this.style = style;
  }

  /** Everything about {@code document} that fits a terminal. */
  public static String render(RunDocument document, TextStyle style) {
    TextReport report = new TextReport(style);
    report.paragraph(TextTables.heading(document));
    report.line(TextTables.results(document));
    report.curves(document);
    if (document.comparison().isPresent()) {
      report.paragraph(Verdict.of(document));
      report.paragraph(TextTables.significance(document));
    }
    for (ProbeTable table : ProbeTable.of(document.probes(), document.dataset().classes())) {
      report.probe(table);
    }
    document.failures().forEach(failure -> report.paragraph(failure.line()));
    document.probes().shift().ifPresent(levels -> report.levels("shift", levels));
    document.probes().data().ifPresent(levels -> report.levels("data", levels));
    document.probes().noise().ifPresent(levels -> report.levels("noise", levels));
    document.probes().occlusion().ifPresent(levels -> report.levels("occlusion", levels));
    return report.text.toString();
  }

  /** The experiments on one saved network. */
  public static String render(EvaluationDocument document, TextStyle style) {
    TextReport report = new TextReport(style);
    ProbeTable.of(document.probes(), document.classNames().size()).forEach(report::probe);
    return report.text.toString();
  }

  private void probe(ProbeTable table) {
    text.append('\n').append(style.bold(table.title())).append('\n');
    line(TextTables.render(table.header(), table.rows()));
    paragraph(table.finding());
  }

  private void curves(RunDocument document) {
    Map<String, List<Double>> curves = new LinkedHashMap<>();
    for (Configuration configuration : document.configurations()) {
      List<Double> accuracy = meanByEpoch(configuration);
      if (accuracy.size() > 1) {
        curves.put(configuration.name(), accuracy);
      }
    }
    sparklines("test accuracy by epoch", curves);
  }

  private static List<Double> meanByEpoch(Configuration configuration) {
    List<Double> means = new ArrayList<>();
    for (int epoch = 1; epoch <= configuration.epochs(); epoch++) {
      int now = epoch;
      OptionalDouble mean =
          configuration.curve().stream()
              .filter(point -> point.epoch() == now)
              .mapToDouble(CurvePoint::testAccuracy)
              .average();
      mean.ifPresent(means::add);
    }
    return means;
  }

  private void levels(String id, Levels levels) {
    Map<String, List<Double>> lines = new LinkedHashMap<>();
    for (Series member : levels.members()) {
      lines.put(member.name(), member.accuracy().stream().map(Summary::mean).toList());
    }
    text.append('\n');
    sparklines(id + ": test accuracy over " + levels.unit(), lines);
  }

  /** A line for each of {@code curves}, all between the same lowest and highest value. */
  private void sparklines(String title, Map<String, List<Double>> curves) {
    if (curves.isEmpty()) {
      return;
    }
    DoubleSummaryStatistics range =
        curves.values().stream()
            .flatMap(List::stream)
            .mapToDouble(Double::doubleValue)
            .summaryStatistics();
    line(
        String.format(
            "%s, %s to %s",
            title, Numbers.percent(range.getMin()), Numbers.percent(range.getMax())));
    curves.forEach(
        (name, values) ->
            line(
                String.format(
                    "  %-18s %s", name, sparkline(values, range.getMin(), range.getMax()))));
  }

  /** One character a value between {@code low} and {@code high}. */
  static String sparkline(List<Double> values, double low, double high) {
    StringBuilder line = new StringBuilder();
    for (double value : values) {
      double share = high > low ? (value - low) / (high - low) : 1;
      line.append(STEPS.charAt((int) Math.round(share * (STEPS.length() - 1))));
    }
    return line.toString();
  }

  private void line(String line) {
    text.append(line).append('\n');
  }

  private void paragraph(String paragraph) {
    line(
        style.columns() < FEWEST_COLUMNS
            ? paragraph
            : WordUtils.wrap(paragraph, style.columns(), "\n", false));
  }
}
