package org.evenmatch.report;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** The results of a run as Markdown, for a pull request or a README. */
public final class MarkdownReport {
  private MarkdownReport() {}

  /** The table, what it shows, and the machine. */
  public static String render(RunDocument document) {
    StringBuilder text = new StringBuilder();
    text.append("### ").append(TextTables.heading(document)).append("\n\n");
    text.append(row(TextTables.RESULTS_HEADER));
    text.append(row(Collections.nCopies(TextTables.RESULTS_HEADER.size(), "---")));
    TextTables.resultRows(document).forEach(cells -> text.append(row(cells)));
    text.append('\n').append(Verdict.of(document)).append('\n');
    String significance = TextTables.significance(document);
    if (!significance.isEmpty()) {
      text.append(significance).append(".\n");
    }
    for (ProbeTable table : ProbeTable.of(document.probes(), document.dataset().classes())) {
      text.append("\n#### ").append(table.title()).append("\n\n");
      text.append(row(table.header()));
      text.append(row(Collections.nCopies(table.header().size(), "---")));
      table.rows().forEach(cells -> text.append(row(cells)));
      text.append('\n').append(table.finding()).append('\n');
    }
    text.append(
        String.format(
            "%nMachine: %s, %d cores. Command: `evenmatch %s`%n",
            document.machine().processor(),
            document.machine().cores(),
            String.join(" ", document.command())));
    return text.toString();
  }

  private static String row(List<String> cells) {
    return cells.stream()
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
