package org.evenmatch.kernels;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.impl.ActivationIdentity;

/**
 * Where the values of one batch normalisation, one a channel each, begin among a network's
 * parameters.
 *
 * <p>Deeplearning4j's layer learns scales and shifts at one rate. Where only shifts are to be
 * learned, or at rates of their own, it is locked, and a layer behind it multiplies each channel by
 * a weight and adds a bias: a depthwise convolution of one pixel (a plain one for a single
 * channel), or for vectors a multiplication by elements. Kernels compute the two as one.
 */
public record NormalizationPlaces(long scales, long shifts, long means, long variances) {

  /**
   * Those of the batch normalisation that is layer {@code index}.
   *
   * @param offset where the layer's parameters begin
   */
  public static NormalizationPlaces of(MultiLayerNetwork network, int index, long offset) {
    BatchNormalization norm = (BatchNormalization) layer(network, index);
    long channels = norm.getNOut();
    if (!norm.isLockGammaBeta()) {
      return new NormalizationPlaces(
          offset, offset + channels, offset + (2 * channels), offset + (3 * channels));
    }
    long first = offset + (2 * channels);
    long second = offset + (3 * channels);
    return layer(network, index + 1) instanceof ConvolutionLayer
        ? new NormalizationPlaces(second, first, offset, offset + channels)
        : new NormalizationPlaces(first, second, offset, offset + channels);
  }

  /** Whether layer {@code index} scales and shifts what the locked one before it normalises. */
  public static boolean isShift(MultiLayerNetwork network, int index) {
    return index > 0
        && index < network.getnLayers()
        && layer(network, index - 1) instanceof BatchNormalization norm
        && norm.isLockGammaBeta()
        && norm.getGamma() == 1
        && norm.getBeta() == 0
        && network.getLayerWiseConfigurations().getInputPreProcess(index) == null
        && isPlain(layer(network, index));
  }

  private static boolean isPlain(Layer layer) {
    boolean isShift =
        layer instanceof ElementWiseMultiplicationLayer
            || (layer instanceof ConvolutionLayer point && isByChannel(point) && isPoint(point));
    return isShift
        && layer.getIDropout() == null
        && (layer.getConstraints() == null || layer.getConstraints().isEmpty())
        && ((BaseLayer) layer).getActivationFn() instanceof ActivationIdentity;
  }

  private static boolean isByChannel(ConvolutionLayer layer) {
    return layer instanceof DepthwiseConvolution2D depthwise
        ? depthwise.getDepthMultiplier() == 1
        : layer.getClass() == ConvolutionLayer.class && layer.getNIn() == 1 && layer.getNOut() == 1;
  }

  private static boolean isPoint(ConvolutionLayer layer) {
    return layer.hasBias()
        && layer.getCnn2dDataFormat() == CNN2DFormat.NCHW
        && areAll(1, layer.getKernelSize())
        && areAll(1, layer.getStride())
        && areAll(0, layer.getPadding());
  }

  private static boolean areAll(int value, int[] values) {
    return values[0] == value && values[1] == value;
  }

  /** The layer behind the batch normalisation that is layer {@code index}, its shifts included. */
  public static int after(MultiLayerNetwork network, int index) {
    return isShift(network, index + 1) ? index + 2 : index + 1;
  }

  /** Whether layer {@code index} is the one behind a batch normalisation, its shifts included. */
  public static boolean isAfter(MultiLayerNetwork network, int index) {
    return index > 0
        && (isShift(network, index - 1)
            || (layer(network, index - 1) instanceof BatchNormalization
                && !isShift(network, index)));
  }

  private static Layer layer(MultiLayerNetwork network, int index) {
    return network.getLayerWiseConfigurations().getConf(index).getLayer();
  }
}
