package org.evenmatch.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.evenmatch.definition.Kind;

/**
 * All that a report of one run says, in order, whatever it is rendered as.
 *
 * @param title pair and dataset
 * @param heading what was run, in a line
 * @param question what was asked
 * @param compared whether two members were compared
 * @param verdict what the comparison shows
 * @param significance p-values as a line; empty where nothing was compared
 * @param errors of configurations that failed
 * @param failures of trainings of experiments, a line each
 * @param results a row a configuration
 * @param progress test accuracy by epoch
 * @param members drawn layer by layer
 * @param counts what members cost
 * @param learning learning curves
 * @param accuracy test accuracy with intervals
 * @param throughput examples a second
 * @param confusions one a configuration
 * @param pictures first layers and examples
 * @param experiments one each
 * @param facts name and value of what describes the run
 */
public record Report(
    String title,
    String heading,
    String question,
    boolean compared,
    String verdict,
    String significance,
    List<String> errors,
    List<String> failures,
    Table results,
    Trend progress,
    List<DrawnNetwork> members,
    Optional<Figure> counts,
    List<Figure> learning,
    Optional<Figure> accuracy,
    Optional<Figure> throughput,
    List<Confusion> confusions,
    Pictures pictures,
    List<Section> experiments,
    List<Fact> facts) {

  /**
   * A network drawn to scale: areas are values, bars are weights.
   *
   * @param name of the configuration
   * @param kind {@code fc}, {@code local} or {@code cnn}
   * @param layers the input and every layer
   */
  public record DrawnNetwork(String name, String kind, List<DrawnLayer> layers) {
    /** For sentences: {@code convolutional network}. */
    public String network() {
      return Kind.find(kind).map(Kind::adjective).orElse(kind) + " network";
    }
  }

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
   * One thing that describes the run.
   *
   * @param name what
   * @param value how it was
   */
  public record Fact(String name, String value) {}

  /** Every figure, for the page's script. */
  List<Figure> figures() {
    List<Figure> figures = new ArrayList<>();
    counts.ifPresent(figures::add);
    figures.addAll(learning);
    accuracy.ifPresent(figures::add);
    throughput.ifPresent(figures::add);
    confusions.forEach(confusion -> confusion.heatMap().ifPresent(figures::add));
    experiments.forEach(section -> figures.add(section.figure()));
    return figures;
  }
}
