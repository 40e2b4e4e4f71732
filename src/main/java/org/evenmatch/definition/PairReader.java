package org.evenmatch.definition;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.files.TextFile;

/** Reads a pair definition; {@code models/lenet.yaml} shows the form. */
public final class PairReader {
  private static final int MOST_LAYERS = 1_000;

  private PairReader() {}

  /** Reads the definition in {@code file}. */
  public static PairSpec read(Path file) {
    return parse(file.toString(), text(file));
  }

  /**
   * The text of a definition.
   *
   * @throws InvalidInputException if it cannot be read
   */
  public static String text(Path file) {
    return TextFile.read(file, YamlNode.MOST_BYTES, "a pair definition");
  }

  /**
   * Reads a definition from text.
   *
   * @param file the name that errors give
   * @throws InvalidInputException at the first thing wrong, with file and line
   */
  public static PairSpec parse(String file, String text) {
    YamlNode root = YamlNode.parse(file, text);
    YamlNode.Fields fields =
        root.fields("a pair", "name", "input", "classes", "match", "training", "layers");
    String name = fields.require("name", "name: lenet").text("name");
    Shape image = image(fields.require("input", "input: {height: 28, width: 28, channels: 1}"));
    Match match = fields.require("match", "match: parameters").constant("match", Match.class);
    Training training =
        fields
            .find("training")
            .map(node -> YamlRecord.read(node, "training", Training.DEFAULT))
            .orElse(Training.DEFAULT);
    List<YamlNode> items = fields.require("layers", "layers:").items("layers");
    if (items.size() > MOST_LAYERS) {
      throw fields
          .require("layers", "")
          .error("a pair has at most 1,000 layers, but this has " + items.size());
    }
    List<LayerSpec> layers = new ArrayList<>();
    Map<String, Integer> used = new HashMap<>();
    Shape shape = image;
    for (YamlNode item : items) {
      try {
        LayerSpec layer = layer(item, fields, used);
        shape = layer.outputShape(shape);
        layers.add(layer);
      } catch (InvalidInputException e) {
        throw item.locate(e);
      }
    }
    try {
      return new PairSpec(
          name, new NetworkSpec(name + "-cnn", Kind.CNN, image, layers, training), match);
    } catch (InvalidInputException e) {
      throw root.locate(e);
    }
  }

  private static Shape image(YamlNode node) {
    YamlNode.Fields fields = node.fields("input", "height", "width", "channels");
    try {
      return Shape.image(
          fields.require("height", "height: 28").integer("height"),
          fields.require("width", "width: 28").integer("width"),
          fields.require("channels", "channels: 1").integer("channels"));
    } catch (InvalidInputException e) {
      throw node.locate(e);
    }
  }

  private static LayerSpec layer(YamlNode item, YamlNode.Fields pair, Map<String, Integer> used) {
    if (item.isScalar()) {
      return layerOf(item.text("layer"), item, null, pair, used);
    }
    Map<String, YamlNode> entries = item.entries("a layer");
    if (entries.size() != 1) {
      throw item.error(
          "a layer is one type with its settings, but here are "
              + entries.size()
              + " keys: write '- conv: {filters: 32, kernel: 3}'");
    }
    Map.Entry<String, YamlNode> entry = entries.entrySet().iterator().next();
    return layerOf(entry.getKey(), item, entry.getValue(), pair, used);
  }

  private static LayerSpec layerOf(
      String type,
      YamlNode item,
      YamlNode settings,
      YamlNode.Fields pair,
      Map<String, Integer> used) {
    return switch (type) {
      case "conv" -> {
        YamlNode.Fields f =
            fields(
                item,
                settings,
                type,
                "filters",
                "kernel",
                "stride",
                "padding",
                "activation",
                "weights");
        yield new LayerSpec.Conv(
            name(f, used, "conv"),
            f.require("filters", "filters: 32").integer("filters"),
            window(f, "kernel", false),
            activation(f),
            f.find("weights")
                .map(value -> value.constant("weights", Weights.class))
                .orElse(Weights.HE));
      }
      case "max-pool", "avg-pool" -> {
        YamlNode.Fields f = fields(item, settings, type, "size", "stride", "padding");
        yield new LayerSpec.Pool(
            name(f, used, "pool"), type.equals("max-pool"), window(f, "size", true));
      }
      case "batch-norm" -> {
        YamlNode.Fields f = fields(item, settings, type, "activation", "scale", "rate", "decay");
        yield new LayerSpec.BatchNorm(
            name(f, used, "norm"),
            activation(f),
            f.find("scale").map(value -> value.flag("scale")).orElse(true),
            f.find("rate").map(value -> value.number("rate")).orElse(1.0),
            f.find("decay")
                .map(value -> value.number("decay"))
                .orElse(LayerSpec.BatchNorm.USUAL_DECAY));
      }
      case "dropout" -> {
        YamlNode.Fields f = fields(item, settings, type, "rate");
        yield new LayerSpec.Dropout(
            name(f, used, "dropout"), f.require("rate", "rate: 0.5").number("rate"));
      }
      case "dense" -> {
        YamlNode.Fields f = fields(item, settings, type, "units", "activation");
        yield new LayerSpec.Dense(
            name(f, used, "dense"),
            f.require("units", "units: 128").integer("units"),
            activation(f));
      }
      case "output" -> {
        YamlNode.Fields f = fields(item, settings, type);
        yield new LayerSpec.Output(
            f.find("name").map(value -> value.text("name")).orElse("output"),
            pair.require("classes", "classes: 10").integer("classes"));
      }
      default ->
          throw item.error(
              "unknown layer type '"
                  + type
                  + "': "
                  + Names.suggestion(
                      type,
                      List.of(
                          "conv",
                          "max-pool",
                          "avg-pool",
                          "batch-norm",
                          "dropout",
                          "dense",
                          "output")));
    };
  }

  private static YamlNode.Fields fields(
      YamlNode item, YamlNode settings, String type, String... keys) {
    List<String> allowed = new ArrayList<>(List.of(keys));
    allowed.add("name");
    boolean absent = settings == null || (settings.isScalar() && settings.text(type).isEmpty());
    YamlNode node = absent ? item.emptyMapping() : settings;
    return node.fields(type, allowed.toArray(String[]::new));
  }

  private static String name(YamlNode.Fields fields, Map<String, Integer> used, String stem) {
    int number = used.merge(stem, 1, Integer::sum);
    return fields.find("name").map(value -> value.text("name")).orElse(stem + number);
  }

  private static Activation activation(YamlNode.Fields fields) {
    return fields
        .find("activation")
        .map(value -> value.constant("activation", Activation.class))
        .orElse(Activation.IDENTITY);
  }

  private static Window window(YamlNode.Fields fields, String size, boolean isPool) {
    int[] kernel = pair(fields.require(size, size + ": " + (isPool ? 2 : 3)), size);
    int[] stride =
        fields
            .find("stride")
            .map(value -> pair(value, "stride"))
            .orElse(isPool ? kernel : new int[] {1, 1});
    Padding padding =
        fields
            .find("padding")
            .map(value -> value.constant("padding", Padding.class))
            .orElse(Padding.VALID);
    return new Window(kernel[0], kernel[1], stride[0], stride[1], padding);
  }

  private static int[] pair(YamlNode node, String what) {
    if (node.isScalar()) {
      int side = node.integer(what);
      return new int[] {side, side};
    }
    List<YamlNode> sides = node.items(what);
    if (sides.size() != 2) {
      throw node.error(
          what + " is one number or [height, width], but has " + sides.size() + " numbers");
    }
    return new int[] {sides.get(0).integer(what), sides.get(1).integer(what)};
  }
}
