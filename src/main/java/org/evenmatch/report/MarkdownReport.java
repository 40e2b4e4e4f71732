package org.evenmatch.report;

import java.util.List;
import java.util.regex.Pattern;

/** A report as Markdown, for a pull request or a README. */
public final class MarkdownReport {
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}&&[^\n]]");

  private MarkdownReport() {}

  /** The table, what it shows, and the machine. */
  public static String render(Report report, Results results) {
    return render(report, results.machine(), results.command());
  }

  /** The same of a sweep. */
  public static String render(Report report, SweepResults results) {
    return render(report, results.machine(), results.command());
  }

  private static String render(Report report, Results.Machine machine, List<String> command) {
    StringBuilder text = new StringBuilder();
    text.append("### ").append(report.heading()).append("\n\n");
    text.append(report.results().asMarkdown());
    report.errors().forEach(error -> text.append('\n').append(error).append('\n'));
    if (!report.verdict().isEmpty()) {
      text.append('\n').append(report.verdict()).append('\n');
    }
    if (!report.significance().isEmpty()) {
      text.append(report.significance()).append(".\n");
    }
    for (Section section : report.experiments()) {
      text.append("\n#### ").append(section.question()).append("\n\n");
      text.append(section.figure().table().asMarkdown());
      text.append('\n').append(section.finding()).append('\n');
    }
    report.failures().forEach(failure -> text.append('\n').append(failure).append('\n'));
    text.append(
        String.format(
            "%nMachine: %s, %d cores. Command: `evenmatch %s`%n",
            machine.processor(), machine.cores(), String.join(" ", command)));
    // What stands in a file from elsewhere must not command a terminal.
    return CONTROL.matcher(text).replaceAll("\uFFFD");
  }
}
