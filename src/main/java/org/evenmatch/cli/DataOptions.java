package org.evenmatch.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.evenmatch.Pairs;
import org.evenmatch.data.DatasetDefinition;
import org.evenmatch.data.Datasets;
import org.evenmatch.definition.Images;
import org.evenmatch.definition.Shape;
import org.evenmatch.files.InvalidInputException;
import picocli.CommandLine.Option;

/** Which images. */
final class DataOptions {
  private static final List<String> GENERAL_PAIRS = List.of("lenet", "cifar-small");

  @Option(
      names = "--dataset",
      paramLabel = "NAME|FOLDER",
      description =
          "glyphs, shapes, mnist, fashion-mnist, cifar-10 or a folder of class folders of images"
              + " (default: a built-in one that fits the pair).")
  private String dataset;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where the dataset's files already lie.")
  private Path dataDir;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Use only the first N training images.")
  private Integer limit;

  /** The images asked for, or built-in ones of the given shape. */
  Images images(Optional<Shape> pairShape) {
    String name = name(pairShape);
    if (dataDir != null) {
      requireFiles(name);
    }
    return new Images(
        name, Optional.ofNullable(dataDir).map(DataOptions::absolute), Optional.ofNullable(limit));
  }

  /** Refuses --data-dir for images that do not lie in files there. */
  static void requireFiles(String dataset) {
    if (!DatasetDefinition.names().contains(dataset)) {
      throw new InvalidInputException(
          "--data-dir is for datasets that have files there, "
              + String.join(", ", DatasetDefinition.names())
              + ", but the images are those of '"
              + dataset
              + "': leave it out");
    }
  }

  private String name(Optional<Shape> pairShape) {
    if (dataset != null) {
      boolean known = Datasets.names().contains(dataset);
      return known || !Files.isDirectory(Path.of(dataset)) ? dataset : absolute(Path.of(dataset));
    }
    Shape shapes = Shape.image(32, 32, 3);
    return pairShape.filter(shapes::equals).isPresent() ? "shapes" : "glyphs";
  }

  static String absolute(Path path) {
    return path.toAbsolutePath().normalize().toString();
  }

  /** The shipped pair for images of {@code shape}. */
  static String pairFor(Shape shape) {
    return GENERAL_PAIRS.stream()
        .filter(name -> Pairs.load(name).spec().convolutional().image().equals(shape))
        .findFirst()
        .orElse(GENERAL_PAIRS.get(0));
  }
}
