package org.evenmatch.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.definition.Shape;
import org.evenmatch.kernels.NormalizationPlaces;
import org.evenmatch.kernels.WindowGeometry;

/**
 * A layer with weights, or a pool, and how its outputs lie over the image.
 *
 * @param index among the network's layers
 * @param name the layer's
 * @param maps of which part of the image its maps are; empty for a dense layer
 */
public record LayerView(int index, String name, Optional<Maps> maps) {

  /**
   * How maps {@code [channels, rows, columns]} lie over the image.
   *
   * @param rows what their rows see
   * @param columns what their columns see
   * @param transposed whether rows follow the image's columns, and columns its rows, as behind one
   *     of Deeplearning4j's locally connected layers
   */
  public record Maps(ReceptiveField rows, ReceptiveField columns, boolean transposed) {
    private Maps through(WindowGeometry window) {
      return new Maps(
          rows.through(window.kernelHeight(), window.strideHeight(), window.padTop()),
          columns.through(window.kernelWidth(), window.strideWidth(), window.padLeft()),
          transposed);
    }

    private Maps transpose() {
      return new Maps(columns, rows, !transposed);
    }
  }

  /** The layers of {@code network} that have weights or are pools, in order. */
  public static List<LayerView> of(MultiLayerNetwork network, Shape image) {
    List<LayerView> views = new ArrayList<>();
    Maps maps = new Maps(ReceptiveField.PIXEL, ReceptiveField.PIXEL, false);
    long height = image.height();
    long width = image.width();
    for (int i = 0; i < network.getnLayers(); i++) {
      if (NormalizationPlaces.isShift(network, i)) {
        continue;
      }
      Layer layer = network.getLayerWiseConfigurations().getConf(i).getLayer();
      Optional<WindowGeometry> window = window(layer, height, width);
      if (window.isPresent()) {
        maps = maps.through(window.get());
        height = window.get().outputHeight();
        width = window.get().outputWidth();
        if (layer instanceof LocallyConnected2D) {
          maps = maps.transpose();
        }
        views.add(new LayerView(i, layer.getLayerName(), Optional.of(maps)));
      } else if (layer instanceof DenseLayer || layer instanceof OutputLayer) {
        views.add(new LayerView(i, layer.getLayerName(), Optional.empty()));
      }
    }
    return views;
  }

  private static Optional<WindowGeometry> window(Layer layer, long height, long width) {
    if (layer instanceof ConvolutionLayer conv) {
      return Optional.of(
          window(
              conv.getConvolutionMode(),
              height,
              width,
              conv.getKernelSize(),
              conv.getStride(),
              conv.getPadding()));
    }
    if (layer instanceof SubsamplingLayer pool) {
      return Optional.of(
          window(
              pool.getConvolutionMode(),
              height,
              width,
              pool.getKernelSize(),
              pool.getStride(),
              pool.getPadding()));
    }
    if (layer instanceof LocallyConnected2D local) {
      return Optional.of(
          WindowGeometry.of(local.getCm(), height, width, local.getKernel(), local.getStride()));
    }
    return Optional.empty();
  }

  private static WindowGeometry window(
      ConvolutionMode mode, long height, long width, int[] kernel, int[] stride, int[] padding) {
    return mode == ConvolutionMode.Same
        ? WindowGeometry.of(mode, height, width, kernel, stride)
        : WindowGeometry.padded(
            height, width, kernel[0], kernel[1], stride[0], stride[1], padding[0], padding[1]);
  }
}
