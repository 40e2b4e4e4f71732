package org.evenmatch.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A chart with its numbers as a table.
 *
 * @param chart how the page's script draws it
 * @param title what it shows
 * @param header names of the table's columns
 * @param rows one cell a column
 */
public record Figure(String chart, String title, List<String> header, List<List<String>> rows) {

  public Figure {
    header = List.copyOf(header);
    rows = rows.stream().map(List::copyOf).toList();
  }

  /** The chart in words, numbers included, for who cannot see it. */
  public String alt() {
    return title + ". " + rows.stream().map(this::words).collect(Collectors.joining("; "));
  }

  private String words(List<String> row) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      if (!row.get(i).isEmpty()) {
        words.add(header.get(i) + " " + row.get(i));
      }
    }
    return String.join(", ", words);
  }
}
