package org.evenmatch.report;

import java.util.List;

/**
 * What a report shows as images and {@code results.json} does not hold: the content of {@code
 * pictures.json}. Every picture is a PNG file in Base64.
 *
 * @param weights of the first layers, of the first seed
 * @param examples test images that only one member got right, with the first seed
 */
public record Pictures(List<FirstLayer> weights, List<Example> examples) {
  /** The file's name in a run's folder. */
  public static final String FILE = "pictures.json";

  /** Nothing to show. */
  public static final Pictures NONE = new Pictures(List.of(), List.of());

  public Pictures {
    weights = List.copyOf(weights);
    examples = List.copyOf(examples);
  }

  /**
   * The weights of a network's first layer, one picture a filter or unit; mid-grey is 0.
   *
   * @param name of the configuration
   * @param kind {@code fc} or {@code cnn}
   * @param height of a picture in weights
   * @param width of a picture in weights
   * @param units how many filters or units the layer has
   * @param before the first of them, as training found them
   * @param after the same, as training left them
   */
  public record FirstLayer(
      String name,
      String kind,
      int height,
      int width,
      int units,
      List<String> before,
      List<String> after) {}

  /**
   * One test image.
   *
   * @param png the image
   * @param label its class
   * @param cnn the class that the convolutional member gave it
   * @param fc the class that the fully-connected member gave it
   */
  public record Example(String png, String label, String cnn, String fc) {

    public boolean cnnRight() {
      return cnn.equals(label);
    }
  }
}
