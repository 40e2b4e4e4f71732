package org.evenmatch.definition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenmatch.files.InvalidInputException;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A value in a YAML file that knows where it stands, so that every complaint names file and line.
 *
 * <p>Only plain values, lists and mappings are read: no object is made from a tag in the file, and
 * aliases are refused, which leaves nothing to expand.
 */
public final class YamlNode {
  /** The longest definition. */
  static final int MOST_BYTES = 1 << 20;

  private final String file;
  private final Node node;

  private YamlNode(String file, Node node) {
    this.file = file;
    this.node = node;
  }

  /**
   * Reads the one document of {@code text}.
   *
   * @param file the name that errors give
   * @throws InvalidInputException if it is no YAML, empty or more than a mebibyte
   */
  public static YamlNode parse(String file, String text) {
    if (text.length() > MOST_BYTES) {
      throw new InvalidInputException(
          file + ": a definition has at most 1 MiB, but this has " + text.length() + " characters");
    }
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file)
            .setMaxAliasesForCollections(0)
            .setAllowDuplicateKeys(false)
            .build();
    try {
      Node root =
          new Compose(settings)
              .composeString(text)
              .orElseThrow(
                  () -> new InvalidInputException(file + ": the file is empty: define something"));
      return new YamlNode(file, root);
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      throw new InvalidInputException(file + ":" + line + ": not valid YAML: " + e.getProblem(), e);
    } catch (YamlEngineException
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | StackOverflowError e) {
      // The library's own for an odd tag, and for half a character at the end of its buffer.
      throw new InvalidInputException(file + ": not valid YAML: " + firstLine(e), e);
    }
  }

  private static String firstLine(Throwable e) {
    return e instanceof StackOverflowError || e.getMessage() == null
        ? "nested too deeply"
        : e.getMessage().lines().findFirst().orElse("");
  }

  /** An error at this place: {@code FILE:LINE: message}. */
  public InvalidInputException error(String message) {
    int line = node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    return new InvalidInputException(file + ":" + line + ": " + message);
  }

  /** The same error with this place before it, unless it names a place in this file already. */
  public InvalidInputException locate(InvalidInputException e) {
    return e.getMessage().startsWith(file + ":") ? e : error(e.getMessage());
  }

  /** A mapping without entries that stands where this value stands. */
  YamlNode emptyMapping() {
    return new YamlNode(
        file,
        new MappingNode(
            Tag.MAP, true, List.of(), FlowStyle.FLOW, node.getStartMark(), node.getEndMark()));
  }

  /**
   * The entries of this mapping, in order; a key that is not allowed or stands twice is an error.
   *
   * @param what the thing described, for errors: {@code a conv layer}
   */
  public Fields fields(String what, String... allowed) {
    Map<String, YamlNode> entries = entries(what);
    List<String> keys = Arrays.asList(allowed);
    entries.forEach(
        (key, value) -> {
          if (!keys.contains(key)) {
            throw value.error(
                "unknown key '" + key + "' in " + what + ": " + Names.suggestion(key, keys));
          }
        });
    return new Fields(what, entries);
  }

  /** The entries of this mapping, whatever their keys. */
  public Map<String, YamlNode> entries(String what) {
    if (!(node instanceof MappingNode mapping)) {
      throw error(what + " must be a mapping (key: value), but is " + describe());
    }
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String key = new YamlNode(file, tuple.getKeyNode()).text("a key of " + what);
      YamlNode value = new YamlNode(file, tuple.getValueNode());
      if (entries.put(key, value) != null) {
        throw value.error("key '" + key + "' stands twice in " + what + ": keep one");
      }
    }
    return entries;
  }

  /** The items of this list. */
  public List<YamlNode> items(String what) {
    if (!(node instanceof SequenceNode sequence)) {
      throw error(what + " must be a list (- item), but is " + describe());
    }
    List<YamlNode> items = new ArrayList<>();
    sequence.getValue().forEach(item -> items.add(new YamlNode(file, item)));
    return items;
  }

  /** This value as text. */
  public String text(String what) {
    if (!(node instanceof ScalarNode scalar)) {
      throw error(what + " must be a single value, but is " + describe());
    }
    return scalar.getValue();
  }

  /** Whether this is a single value, not a list or a mapping. */
  public boolean isScalar() {
    return node instanceof ScalarNode;
  }

  /** This value as a whole number. */
  public int integer(String what) {
    String text = text(what);
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw error(what + " must be a whole number, but is '" + text + "'");
    }
  }

  /** This value as a number. */
  public double number(String what) {
    String text = text(what);
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw error(what + " must be a number, but is '" + text + "'");
    }
  }

  /** This value as true or false. */
  public boolean flag(String what) {
    String text = text(what);
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw error(what + " must be true or false, but is '" + text + "'");
    };
  }

  /** This value as one of an enum's constants. */
  public <E extends Enum<E> & YamlName> E constant(String what, Class<E> type) {
    return type.cast(constantOf(what, type));
  }

  /** The same for an enum of {@link YamlName}s that is known only when the program runs. */
  Object constantOf(String what, Class<?> type) {
    String text = text(what);
    List<String> names = new ArrayList<>();
    for (Object constant : type.getEnumConstants()) {
      String name = ((YamlName) constant).yamlName();
      if (name.equals(text)) {
        return constant;
      }
      names.add(name);
    }
    throw error(what + " must be one of " + String.join(", ", names) + ", but is '" + text + "'");
  }

  private String describe() {
    return switch (node.getNodeType()) {
      case SCALAR -> "'" + ((ScalarNode) node).getValue() + "'";
      case SEQUENCE -> "a list";
      case MAPPING -> "a mapping";
      default -> "an alias";
    };
  }

  /** The checked entries of one mapping. */
  public final class Fields {
    private final String what;
    private final Map<String, YamlNode> entries;

    private Fields(String what, Map<String, YamlNode> entries) {
      this.what = what;
      this.entries = entries;
    }

    /** The value of {@code key}; its absence is an error that shows how to write it. */
    public YamlNode require(String key, String example) {
      return find(key)
          .orElseThrow(
              () ->
                  error(
                      what
                          + " must have '"
                          + key
                          + "', but it is missing: write '"
                          + example
                          + "'"));
    }

    /** The value of {@code key}, if there. */
    public Optional<YamlNode> find(String key) {
      return Optional.ofNullable(entries.get(key));
    }
  }
}
