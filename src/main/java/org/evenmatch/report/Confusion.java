package org.evenmatch.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A confusion matrix: as a table of all cells where classes are few; else as a heat map, with the
 * pairs of classes that were confused most.
 *
 * @param name of the configuration
 * @param classes names of rows and columns
 * @param rows one cell a predicted class; none where classes are many
 * @param heatMap where classes are many
 */
public record Confusion(
    String name, List<String> classes, List<List<Cell>> rows, Optional<Figure> heatMap) {
  private static final int MOST_CLASSES = 20;
  private static final int MOST_PAIRS = 10;

  /**
   * One cell.
   *
   * @param count examples
   * @param percent share of the true class in percent, 0 to 100
   * @param right whether it is on the diagonal
   */
  public record Cell(String count, int percent, boolean right) {}

  private record Mistake(int actual, int predicted, int examples, double share) {}

  /**
   * The confusion of the configuration {@code name}.
   *
   * @param counts {@code [true class][predicted class]}
   */
  static Confusion of(String name, List<String> classes, List<List<Integer>> counts) {
    return counts.size() > MOST_CLASSES
        ? new Confusion(name, classes, List.of(), Optional.of(heatMap(name, classes, counts)))
        : new Confusion(name, classes, cells(counts), Optional.empty());
  }

  private static List<List<Cell>> cells(List<List<Integer>> counts) {
    List<List<Cell>> rows = new ArrayList<>();
    for (int i = 0; i < counts.size(); i++) {
      List<Cell> row = new ArrayList<>();
      for (int j = 0; j < counts.size(); j++) {
        int count = counts.get(i).get(j);
        row.add(
            new Cell(
                Numbers.count(count), (int) Math.round(100 * share(counts.get(i), count)), i == j));
      }
      rows.add(row);
    }
    return rows;
  }

  private static double share(List<Integer> row, int count) {
    return (double) count / Math.max(1, row.stream().mapToInt(Integer::intValue).sum());
  }

  private static Figure heatMap(String name, List<String> classes, List<List<Integer>> counts) {
    return new Figure(
        "confusion-" + name,
        "What " + name + " takes for what, and the pairs of classes it confuses most",
        new Chart.HeatMap(
            classes,
            counts.stream()
                .map(row -> row.stream().map(count -> 100 * share(row, count)).toList())
                .toList()),
        mostConfused(classes, counts));
  }

  /** The table of a matrix: all of it where classes are few, else the worst mistakes. */
  static Table table(List<String> classes, List<List<Integer>> counts) {
    if (counts.size() > MOST_CLASSES) {
      return mostConfused(classes, counts);
    }
    List<String> header = new ArrayList<>(List.of("true \\ predicted"));
    header.addAll(classes);
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < classes.size(); i++) {
      List<String> row = new ArrayList<>(List.of(classes.get(i)));
      counts.get(i).forEach(count -> row.add(Numbers.count(count)));
      rows.add(row);
    }
    return new Table(header, rows);
  }

  private static Table mostConfused(List<String> classes, List<List<Integer>> counts) {
    List<Mistake> mistakes = new ArrayList<>();
    for (int i = 0; i < counts.size(); i++) {
      for (int j = 0; j < counts.size(); j++) {
        int count = counts.get(i).get(j);
        if (i != j && count > 0) {
          mistakes.add(new Mistake(i, j, count, share(counts.get(i), count)));
        }
      }
    }
    return Table.of(
        List.of(
            new Table.Cells<>("true class", one -> classes.get(one.actual())),
            new Table.Cells<>("taken for", one -> classes.get(one.predicted())),
            new Table.Cells<>("test images", one -> Numbers.count(one.examples())),
            new Table.Cells<>("of the class", one -> Numbers.percent(one.share()))),
        mistakes.stream()
            .sorted(Comparator.comparingInt(Mistake::examples).reversed())
            .limit(MOST_PAIRS)
            .toList());
  }
}
