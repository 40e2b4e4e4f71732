package org.evenmatch.report;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The results of a run as text for a terminal. */
public final class TextTables {
  private TextTables() {}

  /** The columns of the table of results. */
  static final List<String> RESULTS_HEADER =
      List.of(
          "network", "parameters", "MACs", "test accuracy", "train ex/s", "infer ex/s", "train s");

  /** The final table of a comparison or a training, a row a configuration. */
  public static String results(RunDocument document) {
    return render(RESULTS_HEADER, resultRows(document));
  }

  static List<List<String>> resultRows(RunDocument document) {
    return document.configurations().stream()
        .map(
            c ->
                List.of(
                    c.name(),
                    Numbers.count(c.parameters()),
                    Numbers.count(c.macs()),
                    c.accuracy().map(Numbers::percent).orElse(c.status()),
                    Numbers.rate(c.trainSamplesPerSecond()),
                    Numbers.rate(c.inferenceSamplesPerSecond()),
                    Numbers.seconds(c.trainingSeconds())))
        .toList();
  }

  /** Accuracy and confusion of a saved network. */
  public static String evaluation(EvaluationDocument document) {
    List<String> header = new ArrayList<>(List.of("true \\ predicted"));
    header.addAll(document.classNames());
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < document.classNames().size(); i++) {
      List<String> row = new ArrayList<>(List.of(document.classNames().get(i)));
      document.confusion().get(i).forEach(count -> row.add(Numbers.count(count)));
      rows.add(row);
    }
    return String.format(
        "%s on %s: %s of %s test images right%n%s%n",
        document.model(),
        document.dataset(),
        Numbers.percent(document.accuracy()),
        Numbers.count(document.examples()),
        render(header, rows));
  }

  /** What was run, in a line. */
  public static String heading(RunDocument document) {
    RunDocument.Configuration first = document.configurations().get(0);
    int seeds = first.accuracy().map(accuracy -> accuracy.runs().size()).orElse(0);
    return String.format(
        "%s, matched by %s, on %s (%s training and %s test images), %d epochs, batch %d, %s, %s",
        document.pair().name(),
        document.pair().match(),
        document.dataset().name(),
        Numbers.count(document.dataset().train()),
        Numbers.count(document.dataset().test()),
        first.epochs(),
        first.batch(),
        seeds == 1 ? "1 seed" : seeds + " seeds",
        first.environment().backend());
  }

  /** The p-values of McNemar's test, a line; empty where nothing was compared. */
  public static String significance(RunDocument document) {
    return document
        .comparison()
        .map(
            comparison ->
                "McNemar's exact test, p by seed: "
                    + comparison.mcnemarP().stream()
                        .map(Numbers::pValue)
                        .collect(Collectors.joining(", ")))
        .orElse("");
  }

  /** A table with its first column to the left and the others to the right. */
  static String render(List<String> header, List<List<String>> rows) {
    List<ColumnData<List<String>>> columns = new ArrayList<>();
    for (int i = 0; i < header.size(); i++) {
      int column = i;
      HorizontalAlign align = i == 0 ? HorizontalAlign.LEFT : HorizontalAlign.RIGHT;
      columns.add(
          new Column()
              .header(header.get(i))
              .headerAlign(align)
              .dataAlign(align)
              .maxWidth(60)
              .with(row -> row.get(column)));
    }
    return AsciiTable.builder().border(AsciiTable.NO_BORDERS).data(rows, columns).asString();
  }
}
