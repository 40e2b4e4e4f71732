package org.evenmatch.network;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.evenmatch.definition.Activation;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.Shape;

/**
 * Makes Deeplearning4j's layers of one batch normalisation: besides its own, those for shifts
 * without scales and for the activation, which it does not have.
 */
final class NormalizationLayers {
  private NormalizationLayers() {}

  static List<Layer> of(LayerSpec.BatchNorm norm, Shape output, Updaters updaters) {
    List<Layer> layers = new ArrayList<>();
    layers.add(
        updaters.applyTo(
            new BatchNormalization.Builder()
                .useLogStd(false)
                .decay(norm.decay())
                .lockGammaBeta(!norm.scaled())
                .name(norm.name())
                .build(),
            norm));
    if (!norm.scaled()) {
      layers.add(
          updaters.applyToShift(
              (BaseLayer)
                  shift(output)
                      .name(norm.name() + "-shift")
                      .weightInit(WeightInit.ONES)
                      .activation(Networks.activation(Activation.IDENTITY))
                      .build(),
              norm));
    }
    if (norm.activation() != Activation.IDENTITY) {
      layers.add(
          new ActivationLayer.Builder()
              .name(norm.name() + "-" + norm.activation().yamlName())
              .activation(Networks.activation(norm.activation()))
              .build());
    }
    return layers;
  }

  /** Multiplies by weights that stay ones, and adds biases. */
  private static FeedForwardLayer.Builder<?> shift(Shape output) {
    if (output.flat()) {
      return new ElementWiseMultiplicationLayer.Builder().nOut(output.channels());
    }
    // ND4J's depthwise convolution fails for some gradients of one channel.
    return output.channels() == 1
        ? new ConvolutionLayer.Builder(1, 1).nOut(1)
        : new DepthwiseConvolution2D.Builder(1, 1);
  }
}
