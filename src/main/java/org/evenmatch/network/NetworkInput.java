package org.evenmatch.network;

import java.util.Set;
import org.deeplearning4j.exception.DL4JException;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.definition.Shape;
import org.evenmatch.files.InvalidInputException;

/** Which images a network can take. */
public final class NetworkInput {
  /** Layers that take as many channels as they give, whatever they are. */
  private static final Set<Class<? extends Layer>> KEEPS_CHANNELS =
      Set.of(ActivationLayer.class, DropoutLayer.class, SubsamplingLayer.class);

  private NetworkInput() {}

  /**
   * Refuses a network whose input or output is not the dataset's.
   *
   * @param image the shape of the images
   * @param classes the number of classes
   * @throws InvalidInputException with what it takes
   */
  public static void requireFits(MultiLayerNetwork network, Shape image, int classes) {
    boolean vectors = Networks.takesVectors(network);
    long inputs = vectors ? image.volume() : image.channels();
    long taken = inputs(network);
    if (taken != inputs) {
      throw new InvalidInputException(
          String.format(
              "the network's input must be the dataset's, but it takes %,d %s and the images are %s:"
                  + " choose the dataset it was trained on",
              taken, vectors ? "values" : "channels", image));
    }
    if (!vectors) {
      requireSize(network, image);
    }
    int last = network.getnLayers() - 1;
    if (network.layerSize(last) != classes) {
      throw new InvalidInputException(
          String.format(
              "the network's classes must be the dataset's, but it has %,d and the dataset %,d:"
                  + " choose the dataset it was trained on",
              network.layerSize(last), classes));
    }
  }

  /**
   * Values or channels: those of the first layer that has a number of them. Deeplearning4j does not
   * know it of locally connected layers.
   */
  private static long inputs(MultiLayerNetwork network) {
    MultiLayerConfiguration configuration = network.getLayerWiseConfigurations();
    for (int i = 0; i < network.getnLayers(); i++) {
      if (configuration.getInputPreProcess(i) instanceof CnnToFeedForwardPreProcessor flat) {
        return flat.getNumChannels();
      }
      Layer layer = configuration.getConf(i).getLayer();
      if (!KEEPS_CHANNELS.contains(layer.getClass())) {
        return layer instanceof LocallyConnected2D first
            ? first.getNIn()
            : network.layerInputSize(i);
      }
    }
    return 0;
  }

  /** A locally connected layer has weights for places of one size. */
  private static void requirePlaces(Layer layer, int index, InputType maps, Shape image) {
    if (layer instanceof LocallyConnected2D local
        && maps instanceof InputType.InputTypeConvolutional given
        && (given.getHeight() != local.getInputSize()[0]
            || given.getWidth() != local.getInputSize()[1])) {
      throw otherSize(
          index,
          local.getInputSize()[0],
          local.getInputSize()[1],
          image,
          given.getHeight(),
          given.getWidth());
    }
  }

  private static InvalidInputException otherSize(
      int layer, long height, long width, Shape image, long givenHeight, long givenWidth) {
    return new InvalidInputException(
        String.format(
            "the images must have the size that the network was made for, but its layer %d takes"
                + " maps of %d×%d and images of %s give it %d×%d: choose the dataset it was trained"
                + " on",
            layer, height, width, image, givenHeight, givenWidth));
  }

  /** Dense layers behind convolutions have weights for maps of one size. */
  private static void requireSize(MultiLayerNetwork network, Shape image) {
    InputType maps = InputType.convolutional(image.height(), image.width(), image.channels());
    // Locally connected layers take the size for theirs when they are asked.
    MultiLayerConfiguration configuration = network.getLayerWiseConfigurations().clone();
    for (int i = 0; i < network.getnLayers(); i++) {
      InputPreProcessor before = configuration.getInputPreProcess(i);
      if (before instanceof CnnToFeedForwardPreProcessor flat
          && maps instanceof InputType.InputTypeConvolutional given
          && (given.getHeight() != flat.getInputHeight()
              || given.getWidth() != flat.getInputWidth())) {
        throw otherSize(
            i,
            flat.getInputHeight(),
            flat.getInputWidth(),
            image,
            given.getHeight(),
            given.getWidth());
      }
      requirePlaces(configuration.getConf(i).getLayer(), i, maps, image);
      try {
        maps = before == null ? maps : before.getOutputType(maps);
        maps = configuration.getConf(i).getLayer().getOutputType(i, maps);
      } catch (DL4JException | IllegalStateException e) {
        throw new InvalidInputException(
            "the images must have the size that the network was made for, but its layer "
                + i
                + " cannot take what images of "
                + image
                + " give it: choose the dataset it was trained on",
            e);
      }
    }
  }
}
