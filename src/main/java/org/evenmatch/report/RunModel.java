package org.evenmatch.report;

import java.util.List;
import java.util.Optional;

/**
 * One run as the page's template sees it.
 *
 * @param index of the run in the page, 0 for the first
 * @param title pair and dataset
 * @param question what was asked
 * @param verdict what the comparison shows
 * @param significance p-values as a line; empty where nothing was compared
 * @param errors of configurations that failed
 * @param header of the table of results
 * @param rows of the table of results
 * @param members drawn layer by layer
 * @param counts what both members cost
 * @param learning learning curves
 * @param accuracy test accuracy with intervals
 * @param throughput examples a second
 * @param confusions one a configuration
 * @param pictures first layers and examples
 * @param experiments one each
 * @param facts name and value of what describes the run
 */
public record RunModel(
    int index,
    String title,
    String question,
    String verdict,
    String significance,
    List<String> errors,
    List<String> header,
    List<List<String>> rows,
    List<DrawnNetwork> members,
    Figure counts,
    List<Figure> learning,
    Optional<Figure> accuracy,
    Optional<Figure> throughput,
    List<Confusion> confusions,
    Pictures pictures,
    List<Experiment> experiments,
    List<List<String>> facts) {

  /**
   * A network drawn to scale: areas are values, bars are weights.
   *
   * @param name of the configuration
   * @param kind {@code fc} or {@code cnn}
   * @param layers the input and every layer
   */
  public record DrawnNetwork(String name, String kind, List<DrawnLayer> layers) {}

  /**
   * One layer drawn to scale.
   *
   * @param name of the layer
   * @param type of the layer
   * @param shape of one example after it
   * @param width of its area in pixels
   * @param height of its area in pixels
   * @param bar length of its bar in pixels
   * @param weights in words
   */
  public record DrawnLayer(
      String name, String type, String shape, int width, int height, int bar, String weights) {}

  /**
   * A confusion matrix as a table.
   *
   * @param name of the configuration
   * @param classes names of rows and columns
   * @param rows one cell a predicted class
   */
  public record Confusion(String name, List<String> classes, List<List<Cell>> rows) {}

  /**
   * One cell of a confusion matrix.
   *
   * @param count examples
   * @param percent share of the true class in percent, 0 to 100
   * @param right whether it is on the diagonal
   */
  public record Cell(String count, int percent, boolean right) {}

  /**
   * One experiment.
   *
   * @param table title, finding and numbers
   * @param figure its chart
   */
  public record Experiment(ProbeTable table, Figure figure) {}
}
