package org.evenmatch.report;

import java.util.List;
import org.apache.commons.text.WordUtils;

/** A report for a terminal: tables, what they show, and small curves. */
public final class TextReport {
  private static final int FEWEST_COLUMNS = 40;

  private final TextStyle style;
  private final StringBuilder text = new StringBuilder();

  private TextReport(TextStyle style) {
    this.style = style;
  }

  /** Everything of {@code report} that fits a terminal. */
  public static String render(Report report, TextStyle style) {
    TextReport rendered = new TextReport(style);
    rendered.paragraph(report.heading());
    rendered.line(report.results().asText());
    report.progress().asText().forEach(rendered::line);
    if (report.compared()) {
      rendered.paragraph(report.verdict());
      rendered.paragraph(report.significance());
    }
    report.experiments().forEach(rendered::section);
    report.failures().forEach(rendered::paragraph);
    for (Section section : report.experiments()) {
      section
          .trend()
          .ifPresent(
              trend -> {
                rendered.text.append('\n');
                trend.asText().forEach(rendered::line);
              });
    }
    return rendered.text.toString();
  }

  /** What experiments found on one saved network. */
  public static String render(List<Section> sections, TextStyle style) {
    TextReport rendered = new TextReport(style);
    sections.forEach(rendered::section);
    return rendered.text.toString();
  }

  private void section(Section section) {
    text.append('\n').append(style.bold(section.question())).append('\n');
    line(section.figure().table().asText());
    paragraph(section.finding());
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
