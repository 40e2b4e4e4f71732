package org.evenmatch.report;

import java.util.ArrayList;
import java.util.List;
import org.evenmatch.report.Report.DrawnLayer;
import org.evenmatch.report.Report.DrawnNetwork;

/** Draws networks layer by layer, all to one scale. */
final class NetworkDrawings {
  private static final double LARGEST_AREA = 9_000;
  private static final double LONGEST_BAR = 96;
  private static final int VECTOR_WIDTH = 8;

  /** Fits a phone. */
  private static final int MOST_WIDTH = 120;

  private NetworkDrawings() {}

  static List<DrawnNetwork> of(Results results, Results.DatasetInfo image) {
    long largest = (long) image.height() * image.width() * image.channels();
    long heaviest = 1;
    for (Configuration configuration : results.configurations()) {
      for (LayerInfo layer : configuration.counts().layers()) {
        largest = Math.max(largest, values(layer.output()));
        heaviest = Math.max(heaviest, layer.weights());
      }
    }
    double pixelsPerValue = LARGEST_AREA / largest;
    double pixelsPerWeight = LONGEST_BAR / heaviest;
    List<DrawnNetwork> drawn = new ArrayList<>();
    for (Configuration configuration : results.configurations()) {
      List<DrawnLayer> layers = new ArrayList<>();
      List<Integer> input =
          configuration.seesImages()
              ? List.of(image.height(), image.width(), image.channels())
              : List.of(image.height() * image.width() * image.channels());
      layers.add(layer("input", "image", input, pixelsPerValue, 0, ""));
      for (LayerInfo one : configuration.counts().layers()) {
        layers.add(
            layer(
                one.name(),
                one.type(),
                one.output(),
                pixelsPerValue,
                one.weights() == 0
                    ? 0
                    : (int) Math.max(1, Math.round(one.weights() * pixelsPerWeight)),
                one.weights() == 0 ? "" : Numbers.count(one.weights()) + " weights"));
      }
      drawn.add(new DrawnNetwork(configuration.name(), configuration.kind(), layers));
    }
    return drawn;
  }

  private static long values(List<Integer> shape) {
    return shape.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
  }

  private static DrawnLayer layer(
      String name,
      String type,
      List<Integer> shape,
      double pixelsPerValue,
      int bar,
      String weights) {
    double area = Math.max(VECTOR_WIDTH, values(shape) * pixelsPerValue);
    double width =
        shape.size() == 1
            ? Math.max(VECTOR_WIDTH, area / MOST_WIDTH)
            : Math.min(MOST_WIDTH, Math.sqrt(area));
    return new DrawnLayer(
        name,
        type,
        String.join("×", shape.stream().map(Numbers::count).toList()),
        (int) Math.round(width),
        (int) Math.max(1, Math.round(area / width)),
        bar,
        weights);
  }
}
