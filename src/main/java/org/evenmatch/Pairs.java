package org.evenmatch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.evenmatch.definition.Names;
import org.evenmatch.definition.PairReader;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.files.ShippedFiles;
import org.evenmatch.match.Pair;

/** Finds pair definitions. */
public final class Pairs {
  private static final ShippedFiles SHIPPED = new ShippedFiles("models");

  private Pairs() {}

  /** The names of the shipped pairs. */
  public static List<String> names() {
    return SHIPPED.names();
  }

  /**
   * Loads a pair.
   *
   * @param nameOrFile a shipped pair's name or the path of a YAML file
   * @throws InvalidInputException if it is neither, or not a valid definition
   */
  public static Pair load(String nameOrFile) {
    String source = names().contains(nameOrFile) ? SHIPPED.source(nameOrFile) : nameOrFile;
    return new Pair(PairReader.parse(source, definition(nameOrFile)));
  }

  /**
   * The definition of a pair as YAML.
   *
   * @throws InvalidInputException if {@code nameOrFile} is neither a shipped pair nor a readable
   *     file
   */
  public static String definition(String nameOrFile) {
    if (names().contains(nameOrFile)) {
      return SHIPPED.text(nameOrFile);
    }
    Path file = Path.of(nameOrFile);
    if (Files.exists(file) || nameOrFile.endsWith(".yaml") || nameOrFile.endsWith(".yml")) {
      return PairReader.text(file);
    }
    throw new InvalidInputException(
        "unknown pair '"
            + nameOrFile
            + "' (and no file of that name): "
            + Names.suggestion(nameOrFile, names()));
  }
}
