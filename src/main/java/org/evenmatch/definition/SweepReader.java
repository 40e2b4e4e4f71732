package org.evenmatch.definition;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.evenmatch.definition.SweepPlan.NamedPair;
import org.evenmatch.files.InvalidInputException;

/**
 * Reads the plan of a sweep:
 *
 * <pre>
 * pair: [lenet, cifar-small]   # names or files; each value alone or a list
 * dataset: glyphs
 * match: [parameters, units]
 * limit: [1000, all]
 * seeds: 3
 * </pre>
 */
public final class SweepReader {
  private static final String ALL = "all";

  private SweepReader() {}

  /**
   * Reads a plan from text.
   *
   * @param file the name that errors give
   * @param definitions gives a pair's definition by its name or file
   * @param paths makes paths absolute
   * @throws InvalidInputException at the first thing wrong, with file and line
   */
  public static SweepPlan parse(
      String file, String text, UnaryOperator<String> definitions, UnaryOperator<String> paths) {
    YamlNode root = YamlNode.parse(file, text);
    YamlNode.Fields fields =
        root.fields(
            "a sweep",
            "pair",
            "dataset",
            "data-dir",
            "match",
            "members",
            "limit",
            "epochs",
            "batch",
            "seeds",
            "seed",
            "set");
    fields.require("pair", "pair: lenet");
    fields.require("dataset", "dataset: glyphs");
    try {
      return new SweepPlan(
          values(fields, "pair", node -> pair(node.text("pair"), definitions)),
          values(fields, "dataset", node -> paths.apply(node.text("dataset"))),
          fields.find("data-dir").map(node -> paths.apply(node.text("data-dir"))),
          values(fields, "match", node -> node.constant("match", Match.class)),
          values(fields, "limit", SweepReader::limit),
          values(fields, "epochs", node -> positive(node, "epochs")),
          values(fields, "batch", node -> positive(node, "batch")),
          fields.find("members").isPresent()
              ? values(fields, "members", node -> node.constant("members", Kind.class))
              : Kind.DEFAULT,
          values(fields, "set", node -> node.text("set")),
          fields.find("seed").map(node -> node.integer("seed")).orElse(1),
          fields.find("seeds").map(node -> positive(node, "seeds")).orElse(1));
    } catch (InvalidInputException e) {
      throw root.locate(e);
    }
  }

  /** A pair by its name or file. */
  public static NamedPair pair(String name, UnaryOperator<String> definitions) {
    String definition = definitions.apply(name);
    return new NamedPair(name, definition, PairReader.parse(name, definition).match());
  }

  private static Optional<Integer> limit(YamlNode node) {
    return node.text("limit").equals(ALL) ? Optional.empty() : Optional.of(positive(node, "limit"));
  }

  private static int positive(YamlNode node, String what) {
    int value = node.integer(what);
    Checks.positive(what, value);
    return value;
  }

  /** The value of a key, or those of its list; none if the key is not there. */
  private static <T> List<T> values(
      YamlNode.Fields fields, String key, Function<YamlNode, T> reader) {
    Optional<YamlNode> found = fields.find(key);
    if (found.isEmpty()) {
      return List.of();
    }
    YamlNode node = found.get();
    List<YamlNode> items = node.isScalar() ? List.of(node) : node.items(key);
    if (items.isEmpty()) {
      throw node.error("'" + key + "' must have a value at least, but its list is empty");
    }
    return items.stream().map(item -> located(item, reader)).toList();
  }

  private static <T> T located(YamlNode node, Function<YamlNode, T> reader) {
    try {
      return reader.apply(node);
    } catch (InvalidInputException e) {
      throw node.locate(e);
    }
  }
}
