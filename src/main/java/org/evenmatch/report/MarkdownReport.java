package org.evenmatch.report;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The results of a run as Markdown, for a pull request or a README. */
public final class MarkdownReport {
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]");

  private MarkdownReport() {}

  /** The table, what it shows, and the machine. */
  public static String render(RunDocument document) {
    StringBuilder text = new StringBuilder();
    text.append("### ").append(TextTables.heading(document)).append("\n\n");
    text.append(table(TextTables.RESULTS_HEADER, TextTables.resultRows(document)));
    text.append('\n').append(Verdict.of(document)).append('\n');
    String significance = TextTables.significance(document);
    if (!significance.isEmpty()) {
      text.append(significance).append(".\n");
    }
    for (ProbeTable table : ProbeTable.of(document.probes(), document.dataset().classes())) {
      text.append("\n#### ").append(table.title()).append("\n\n");
      text.append(table(table.header(), table.rows()));
      text.append('\n').append(table.finding()).append('\n');
    }
    document.failures().forEach(failure -> text.append('\n').append(failure.line()).append('\n'));
    text.append(
        String.format(
            "%nMachine: %s, %d cores. Command: `evenmatch %s`%n",
            document.machine().processor(),
            document.machine().cores(),
            String.join(" ", document.command())));
    return text.toString();
  }

  private static String table(List<String> header, List<List<String>> rows) {
    List<String> rules =
        IntStream.range(0, header.size())
            .mapToObj(column -> isNumeric(rows, column) ? "---:" : "---")
            .toList();
    return Stream.concat(Stream.of(header, rules), rows.stream())
        .map(MarkdownReport::row)
        .collect(Collectors.joining());
  }

  private static boolean isNumeric(List<List<String>> rows, int column) {
    return rows.stream()
        .map(cells -> cells.get(column))
        .allMatch(
            cell ->
                cell.isEmpty() || cell.equals(Numbers.ABSENT) || NUMBER.matcher(cell).lookingAt());
  }

  private static String row(List<String> cells) {
    return cells.stream()
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
