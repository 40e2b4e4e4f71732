package org.evenmatch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.evenmatch.match.Pair;
import org.evenmatch.spec.InvalidInputException;
import org.evenmatch.spec.Names;
import org.evenmatch.spec.PairReader;

/** Finds pair definitions. */
public final class Pairs {
  private static final List<String> SHIPPED =
      List.of(
          "cifar-small",
          "cifar-vgg",
          "filter-6x6",
          "first-layer-10x10",
          "first-layer-32x32",
          "lenet");

  private Pairs() {}

  /** The names of the shipped pairs. */
  public static List<String> names() {
    return SHIPPED;
  }

  /**
   * Loads a pair.
   *
   * @param nameOrFile a shipped pair's name or the path of a YAML file
   * @throws InvalidInputException if it is neither, or not a valid definition
   */
  public static Pair load(String nameOrFile) {
    return new Pair(PairReader.parse(source(nameOrFile), definition(nameOrFile)));
  }

  /**
   * The definition of a pair as YAML.
   *
   * @throws InvalidInputException if {@code nameOrFile} is neither a shipped pair nor a readable
   *     file
   */
  public static String definition(String nameOrFile) {
    if (SHIPPED.contains(nameOrFile)) {
      return shipped(nameOrFile);
    }
    Path file = Path.of(nameOrFile);
    if (Files.exists(file) || nameOrFile.endsWith(".yaml") || nameOrFile.endsWith(".yml")) {
      return PairReader.text(file);
    }
    throw new InvalidInputException(
        "unknown pair '"
            + nameOrFile
            + "' (and no file of that name): "
            + Names.suggestion(nameOrFile, SHIPPED));
  }

  /** How errors name the definition. */
  private static String source(String nameOrFile) {
    return SHIPPED.contains(nameOrFile) ? resource(nameOrFile) : nameOrFile;
  }

  private static String resource(String name) {
    return "models/" + name + ".yaml";
  }

  private static String shipped(String name) {
    String resource = resource(name);
    try (InputStream stream = Pairs.class.getClassLoader().getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException(resource + " is missing from the class path");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
