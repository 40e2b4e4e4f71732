package org.evenmatch.definition;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.evenmatch.files.InvalidInputException;

/**
 * A network as a chain of layers. Shapes are checked when the record is made, so a {@code
 * NetworkSpec} that exists can be built.
 *
 * @param name for example {@code lenet-cnn}
 * @param kind which member of a pair this is
 * @param image the shape of the images; a fully-connected network sees them as a vector
 * @param layers at least one; an output layer can only be the last
 * @param training the training defaults
 */
public record NetworkSpec(
    String name, Kind kind, Shape image, List<LayerSpec> layers, Training training) {

  public NetworkSpec {
    Checks.named("network name", name);
    layers = List.copyOf(layers);
    if (image.flat()) {
      throw new IllegalArgumentException("the input of a network is an image");
    }
    if (layers.isEmpty()) {
      throw new InvalidInputException(
          "network '" + name + "' must have at least one layer, but has none: add one");
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < layers.size(); i++) {
      LayerSpec layer = layers.get(i);
      if (!names.add(layer.name())) {
        throw new InvalidInputException(
            "layer names must differ, but '" + layer.name() + "' is used twice: rename one");
      }
      if (layer instanceof LayerSpec.Conv conv && conv.whitens()) {
        if (i > 0) {
          throw new InvalidInputException(
              "whitening filters are made of images, but layer '"
                  + layer.name()
                  + "' is not the first: move it there, or leave out its 'weights'");
        }
        conv.window().requireInside(conv.name(), image);
      }
      if (layer instanceof LayerSpec.Output && i < layers.size() - 1) {
        throw new InvalidInputException(
            "the output layer must be the last, but layer '"
                + layers.get(i + 1).name()
                + "' follows it: move it to the end");
      }
    }
    shapes(kind, image, layers);
    training.augmentation().requireFits(image);
  }

  /** What the first layer sees: the image, or its values as a vector. */
  public Shape input() {
    return inputOf(kind, image, layers);
  }

  /** The shape of one example after each layer, in order. */
  public List<Shape> outputShapes() {
    return shapes(kind, image, layers);
  }

  /** The number of classes, if the network ends in an output layer and so can be trained. */
  public OptionalInt classes() {
    return layers.get(layers.size() - 1) instanceof LayerSpec.Output output
        ? OptionalInt.of(output.classes())
        : OptionalInt.empty();
  }

  /** The same network with other training defaults. */
  public NetworkSpec withTraining(Training newTraining) {
    return new NetworkSpec(name, kind, image, layers, newTraining);
  }

  private static Shape inputOf(Kind kind, Shape image, List<LayerSpec> layers) {
    boolean takesImages = kind != Kind.FC || layers.get(0) instanceof LayerSpec.Unrolled;
    return takesImages ? image : image.flattened();
  }

  private static List<Shape> shapes(Kind kind, Shape image, List<LayerSpec> layers) {
    List<Shape> shapes = new ArrayList<>(layers.size());
    Shape shape = inputOf(kind, image, layers);
    for (LayerSpec layer : layers) {
      shape = layer.outputShape(shape);
      shapes.add(shape);
    }
    return List.copyOf(shapes);
  }
}
