package org.evenmatch.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.evenmatch.Pairs;
import org.evenmatch.data.Dataset;
import org.evenmatch.data.Datasets;
import org.evenmatch.spec.RunRecipe;
import org.evenmatch.spec.Shape;
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

  Optional<Integer> limit() {
    return Optional.ofNullable(limit);
  }

  /** The name of the dataset asked for, or of a built-in one of the given shape. */
  String name(Optional<Shape> pairShape) {
    if (dataset != null) {
      boolean known = Datasets.names().contains(dataset);
      return known || !Files.isDirectory(Path.of(dataset)) ? dataset : absolute(Path.of(dataset));
    }
    Shape shapes = Shape.image(32, 32, 3);
    return pairShape.filter(shapes::equals).isPresent() ? "shapes" : "glyphs";
  }

  /** The absolute folder where the files lie, if it was named. */
  Optional<String> dataDir() {
    return Optional.ofNullable(dataDir).map(DataOptions::absolute);
  }

  /** The images asked for, or built-in ones of the given shape. */
  Dataset load(Optional<Shape> pairShape, long seed) {
    return Datasets.load(name(pairShape), Optional.ofNullable(dataDir), seed);
  }

  /** The images of {@code recipe}. */
  static Dataset load(RunRecipe recipe) {
    return Datasets.load(recipe.dataset(), recipe.dataDir().map(Path::of), recipe.seed());
  }

  private static String absolute(Path path) {
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
