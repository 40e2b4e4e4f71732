package org.evenmatch.report;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.evenmatch.definition.Kind;

/**
 * What a report shows as images and {@code results.json} does not hold: the content of {@code
 * pictures.json}. Every picture is a PNG file in Base64.
 *
 * @param weights of the first layers, of the first seed
 * @param examples test images that only one member got right, with the first seed
 * @param augmented training images and how epochs saw them, where they were changed
 */
public record Pictures(
    List<FirstLayer> weights, List<Example> examples, List<Augmented> augmented) {
  /** The file's name in a run's folder. */
  public static final String FILE = "pictures.json";

  /** Nothing to show. */
  public static final Pictures NONE = new Pictures(List.of(), List.of(), List.of());

  public Pictures {
    weights = List.copyOf(weights);
    examples = List.copyOf(examples);
    // Absent where an earlier version wrote it.
    augmented = augmented == null ? List.of() : List.copyOf(augmented);
  }

  /**
   * A training image.
   *
   * @param png as it is
   * @param label its class
   * @param seen as the first epochs saw it
   */
  public record Augmented(String png, String label, List<String> seen) {}

  /**
   * The weights of a network's first layer, one picture a filter or unit; mid-grey is 0.
   *
   * @param name of the configuration
   * @param kind {@code fc}, {@code local} or {@code cnn}
   * @param height of a picture in weights
   * @param width of a picture in weights
   * @param units how many filters or units the layer has
   * @param before the first of them, as training found them
   * @param after the same, as training left them
   * @param fixed whether they are whitening filters, which are not trained
   */
  public record FirstLayer(
      String name,
      String kind,
      int height,
      int width,
      int units,
      List<String> before,
      List<String> after,
      boolean fixed) {
    /** What the layer is made of: {@code filters} or {@code units}. */
    public String unitNames() {
      return Kind.find(kind).map(Kind::units).orElse("units");
    }
  }

  /**
   * One test image that not all members took for the same.
   *
   * @param png the image
   * @param label its class
   * @param answers what the members took it for, in their order
   */
  public record Example(String png, String label, List<Answer> answers) {

    /** Also as it was written when there were two members only. */
    @JsonCreator
    static Example read(
        @JsonProperty("png") String png,
        @JsonProperty("label") String label,
        @JsonProperty("answers") List<Answer> answers,
        @JsonProperty("cnn") String cnn,
        @JsonProperty("fc") String fc) {
      return new Example(
          png,
          label,
          answers == null ? List.of(new Answer("fc", fc), new Answer("cnn", cnn)) : answers);
    }

    /** Whether the member of {@code kind} was the only one that was right. */
    public boolean rightOnlyBy(String kind) {
      return answers.stream()
          .allMatch(answer -> answer.kind().equals(kind) == answer.predicted().equals(label));
    }
  }

  /**
   * What a member took an image for.
   *
   * @param kind of the member
   * @param predicted a class
   */
  public record Answer(String kind, String predicted) {
    /** Its kind in a few letters, such as {@code CNN}. */
    public String initials() {
      return Kind.find(kind).map(Kind::initials).orElse(kind);
    }
  }
}
