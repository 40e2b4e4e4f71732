package org.evenmatch.report;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A table, whatever it is rendered as.
 *
 * @param header names of the columns
 * @param rows one cell a column
 * @param links what each row came from, for a page to link to; empty if nothing is linked
 */
public record Table(List<String> header, List<List<String>> rows, List<List<Link>> links) {
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]");
  private static final int WIDEST_COLUMN = 60;

  public Table {
    header = List.copyOf(header);
    rows = rows.stream().map(List::copyOf).toList();
    links = links.stream().map(List::copyOf).toList();
  }

  /** A table without links. */
  public Table(List<String> header, List<List<String>> rows) {
    this(header, rows, List.of());
  }

  /**
   * Where more stands.
   *
   * @param text in a word
   * @param target an address, relative to the page
   */
  public record Link(String text, String target) {}

  /** The same with links in every row. */
  public Table linked(List<List<Link>> targets) {
    return new Table(header, rows, targets);
  }

  /** One column of a table of things. */
  public record Cells<T>(String header, Function<T, String> cell) {}

  /** A row for each of {@code things}. */
  public static <T> Table of(List<Cells<T>> columns, List<T> things) {
    return new Table(
        columns.stream().map(Cells::header).toList(),
        things.stream()
            .map(one -> columns.stream().map(column -> column.cell().apply(one)).toList())
            .toList());
  }

  /** For a terminal, the first column to the left and the others to the right. */
  public String asText() {
    List<ColumnData<List<String>>> columns = new ArrayList<>();
    for (int i = 0; i < header.size(); i++) {
      int column = i;
      HorizontalAlign align = i == 0 ? HorizontalAlign.LEFT : HorizontalAlign.RIGHT;
      columns.add(
          new Column()
              .header(header.get(i))
              .headerAlign(align)
              .dataAlign(align)
              .maxWidth(WIDEST_COLUMN)
              .with(row -> row.get(column)));
    }
    return AsciiTable.builder().border(AsciiTable.NO_BORDERS).data(rows, columns).asString();
  }

  /** As GitHub's Markdown has it, columns of numbers to the right. */
  public String asMarkdown() {
    List<String> rules =
        IntStream.range(0, header.size())
            .mapToObj(column -> isNumeric(column) ? "---:" : "---")
            .toList();
    return Stream.concat(Stream.of(header, rules), rows.stream())
        .map(Table::markdownRow)
        .collect(Collectors.joining());
  }

  private boolean isNumeric(int column) {
    return rows.stream()
        .map(cells -> cells.get(column))
        .allMatch(
            cell ->
                cell.isEmpty() || cell.equals(Numbers.ABSENT) || NUMBER.matcher(cell).lookingAt());
  }

  private static String markdownRow(List<String> cells) {
    return cells.stream()
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  /** All cells in words, for who cannot see a chart. */
  String inWords() {
    return rows.stream()
        .map(
            row ->
                IntStream.range(0, row.size())
                    .filter(i -> !row.get(i).isEmpty())
                    .mapToObj(i -> header.get(i) + " " + row.get(i))
                    .collect(Collectors.joining(", ")))
        .collect(Collectors.joining("; "));
  }
}
