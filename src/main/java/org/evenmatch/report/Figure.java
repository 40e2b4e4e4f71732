package org.evenmatch.report;

/**
 * A chart with its numbers as a table.
 *
 * @param id its own in a report
 * @param title what it shows
 * @param chart the chart
 * @param table the numbers
 */
public record Figure(String id, String title, Chart chart, Table table) {

  /** The chart in words, numbers included, for who cannot see it. */
  public String alt() {
    return title + ". " + table.inWords();
  }
}
