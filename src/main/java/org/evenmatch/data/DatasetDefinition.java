package org.evenmatch.data;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.evenmatch.definition.Names;
import org.evenmatch.definition.Shape;
import org.evenmatch.definition.YamlName;
import org.evenmatch.definition.YamlNode;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.files.ShippedFiles;

/**
 * A dataset that can be had from its publisher, as {@code datasets/*.yaml} defines it.
 *
 * @param name for example {@code mnist}
 * @param title its full name
 * @param format how its files are written
 * @param shape of every image
 * @param classes the names of the classes, by index
 * @param train number of training images
 * @param test number of test images
 * @param mirrors addresses of folders that hold the files, in the order to be tried
 * @param files the files
 * @param licence the terms it is published under
 * @param citation whom to cite
 */
public record DatasetDefinition(
    String name,
    String title,
    Format format,
    Shape shape,
    List<String> classes,
    int train,
    int test,
    List<String> mirrors,
    List<Source> files,
    String licence,
    String citation) {

  private static final ShippedFiles SHIPPED = new ShippedFiles("datasets");

  public DatasetDefinition {
    classes = List.copyOf(classes);
    mirrors = List.copyOf(mirrors);
    files = List.copyOf(files);
  }

  /** How files are written. */
  public enum Format implements YamlName {
    /** LeCun's IDX files, plain or in gzip: images and labels apart. */
    IDX,
    /** Krizhevsky's records of a label and three planes, in a tar.gz archive or unpacked. */
    CIFAR
  }

  /**
   * One file.
   *
   * @param name the name under which it is published
   * @param bytes of the file as published
   * @param md5 of the file as published
   * @param contentSha256 of what it holds when unpacked, where known
   */
  public record Source(String name, long bytes, String md5, Optional<String> contentSha256) {}

  /** The names of the shipped definitions. */
  public static List<String> names() {
    return SHIPPED.names();
  }

  /** A shipped definition. */
  public static DatasetDefinition load(String name) {
    if (!names().contains(name)) {
      throw new InvalidInputException(
          "unknown dataset '" + name + "': " + Names.suggestion(name, names()));
    }
    return parse(SHIPPED.source(name), SHIPPED.text(name));
  }

  /** This dataset, to be had from {@code others} first. */
  public DatasetDefinition withMirrors(List<String> others) {
    return new DatasetDefinition(
        name,
        title,
        format,
        shape,
        classes,
        train,
        test,
        Stream.concat(others.stream(), mirrors.stream()).toList(),
        files,
        licence,
        citation);
  }

  static DatasetDefinition parse(String file, String text) {
    YamlNode.Fields fields =
        YamlNode.parse(file, text)
            .fields(
                "a dataset",
                "name",
                "title",
                "format",
                "shape",
                "classes",
                "train",
                "test",
                "mirrors",
                "files",
                "licence",
                "citation");
    YamlNode.Fields shape =
        fields
            .require("shape", "shape: {height: 28, width: 28, channels: 1}")
            .fields("shape", "height", "width", "channels");
    return new DatasetDefinition(
        fields.require("name", "name: mnist").text("name"),
        fields.require("title", "title: MNIST").text("title"),
        fields.require("format", "format: idx").constant("format", Format.class),
        Shape.image(
            shape.require("height", "height: 28").integer("height"),
            shape.require("width", "width: 28").integer("width"),
            shape.require("channels", "channels: 1").integer("channels")),
        texts(fields.require("classes", "classes: [cat, dog]"), "classes"),
        fields.require("train", "train: 60000").integer("train"),
        fields.require("test", "test: 10000").integer("test"),
        texts(fields.require("mirrors", "mirrors:"), "mirrors"),
        fields.require("files", "files:").items("files").stream()
            .map(DatasetDefinition::source)
            .toList(),
        fields.require("licence", "licence: MIT").text("licence"),
        fields.require("citation", "citation: …").text("citation"));
  }

  private static List<String> texts(YamlNode node, String what) {
    return node.items(what).stream().map(item -> item.text(what)).toList();
  }

  private static Source source(YamlNode node) {
    YamlNode.Fields fields = node.fields("a file", "name", "bytes", "md5", "content-sha256");
    return new Source(
        fields.require("name", "name: train.gz").text("name"),
        fields.require("bytes", "bytes: 28881").integer("bytes"),
        fields.require("md5", "md5: …").text("md5"),
        fields.find("content-sha256").map(value -> value.text("content-sha256")));
  }
}
