package org.evenmatch.kernels.gpu;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.kernels.ActivationKind;
import org.evenmatch.kernels.NormalizationPlaces;
import org.evenmatch.kernels.WindowGeometry;
import org.nd4j.linalg.activations.IActivation;

/** Makes the GPU's layers of a Deeplearning4j network's. */
final class GpuLayers {
  private final MultiLayerNetwork network;
  private final GpuParameters parameters;
  private final Workbench bench;
  private final List<GpuLayer> layers = new ArrayList<>();
  private DeviceArray last;
  private Extent extent;

  GpuLayers(MultiLayerNetwork network, GpuParameters parameters, Workbench bench) {
    this.network = network;
    this.parameters = parameters;
    this.bench = bench;
  }

  private Layer layer(int index) {
    return network.getLayerWiseConfigurations().getConf(index).getLayer();
  }

  /** Which layers draw numbers, in order; in inference none does. */
  List<Integer> dropouts() {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < network.getnLayers(); i++) {
      if (bench.isTraining() && layer(i) instanceof DropoutLayer) {
        found.add(i);
      }
    }
    return found;
  }

  /** The number of logits. */
  int classes() {
    return (int) ((OutputLayer) layer(network.getnLayers() - 1)).getNOut();
  }

  /** All layers, from the features on. */
  List<GpuLayer> build(StepInput input, DeviceArray features, Extent from) {
    last = features;
    extent = from;
    long offset = 0;
    int drawing = 0;
    for (int i = 0; i < network.getnLayers(); i++) {
      Layer layer = layer(i);
      if (network.getLayerWiseConfigurations().getInputPreProcess(i)
          instanceof FeedForwardToCnnPreProcessor maps) {
        // They lie in memory as the vector did.
        extent =
            Extent.of(
                extent.batch(), maps.getNumChannels(), maps.getInputHeight(), maps.getInputWidth());
      }
      if (layer instanceof DropoutLayer dropout) {
        if (bench.isTraining()) {
          double keep = ((Dropout) dropout.getIDropout()).getP();
          add(new GpuDropout(bench, last, extent, input.seed(drawing++), keep));
        }
      } else {
        if (!NormalizationPlaces.isShift(network, i) && !isFusedWithNormalization(i)) {
          add(made(i, offset));
        }
        ActivationKind own = ActivationKind.within(layer);
        if (!own.worksInPlace()) {
          add(new GpuActivation(bench, last, extent, own));
        }
      }
      offset += network.getLayer(i).numParams();
    }
    return layers;
  }

  /** The activation behind batch normalisation, if both are computed together. */
  private ActivationKind behindNormalization(int index) {
    if (layer(NormalizationPlaces.after(network, index)) instanceof ActivationLayer next) {
      ActivationKind kind = kind(next.getActivationFn());
      return kind.worksInPlace() ? kind : ActivationKind.IDENTITY;
    }
    return ActivationKind.IDENTITY;
  }

  private boolean isFusedWithNormalization(int index) {
    return NormalizationPlaces.isAfter(network, index)
        && layer(index) instanceof ActivationLayer own
        && kind(own.getActivationFn()).worksInPlace();
  }

  private void add(GpuLayer layer) {
    layers.add(layer);
    last = layer.output();
    extent = layer.extent();
  }

  private GpuLayer made(int index, long offset) {
    Layer layer = layer(index);
    if (layer instanceof SubsamplingLayer pool) {
      return new GpuPooling(
          bench,
          last,
          extent,
          pool.getPoolingType() == PoolingType.MAX,
          window(pool.getConvolutionMode(), pool.getKernelSize(), pool.getStride()));
    }
    if (layer instanceof ConvolutionLayer conv) {
      WindowGeometry window =
          window(conv.getConvolutionMode(), conv.getKernelSize(), conv.getStride());
      int filters = (int) conv.getNOut();
      long count =
          (long) filters * extent.channels() * window.kernelHeight() * window.kernelWidth();
      return new GpuConvolution(
          bench,
          last,
          extent,
          biasFirst(offset, filters, count),
          filters,
          window,
          ActivationKind.fusedInto(conv));
    }
    if (layer instanceof LocallyConnected2D local) {
      WindowGeometry window = window(local.getCm(), local.getKernel(), local.getStride());
      int filters = (int) local.getNOut();
      long places = (long) window.outputHeight() * window.outputWidth();
      long count =
          places * filters * extent.channels() * window.kernelHeight() * window.kernelWidth();
      return new GpuLocal(
          bench,
          last,
          extent,
          biasLast(offset, count, filters),
          filters,
          window,
          ActivationKind.fusedInto(local));
    }
    if (layer instanceof BatchNormalization norm) {
      return new GpuNormalization(
          bench,
          last,
          extent,
          statistics(norm, NormalizationPlaces.of(network, index, offset)),
          behindNormalization(index));
    }
    if (layer instanceof ActivationLayer activation) {
      return new GpuActivation(bench, last, extent, kind(activation.getActivationFn()));
    }
    FeedForwardLayer dense = (FeedForwardLayer) layer;
    int units = (int) dense.getNOut();
    long count = (long) units * extent.values();
    return new GpuDense(
        bench,
        last,
        extent,
        biasLast(offset, count, units),
        units,
        ActivationKind.fusedInto(dense));
  }

  private static ActivationKind kind(IActivation activation) {
    return ActivationKind.of(activation).orElseThrow();
  }

  private WindowGeometry window(ConvolutionMode mode, int[] kernel, int[] stride) {
    return WindowGeometry.of(mode, extent.height(), extent.width(), kernel, stride);
  }

  /** Deeplearning4j puts a convolution's biases before its weights. */
  private Weights biasFirst(long offset, long biases, long weights) {
    return weights(offset + biases, weights, offset, biases);
  }

  /** And those of other layers behind. */
  private Weights biasLast(long offset, long weights, long biases) {
    return weights(offset, weights, offset + weights, biases);
  }

  private Weights weights(long from, long count, long biasFrom, long biases) {
    return new Weights(
        parameters.values().floats(from, count),
        parameters.values().floats(biasFrom, biases),
        parameters.gradient().floats(from, count),
        parameters.gradient().floats(biasFrom, biases));
  }

  private GpuNormalization.Parameters statistics(
      BatchNormalization norm, NormalizationPlaces places) {
    long channels = norm.getNOut();
    return new GpuNormalization.Parameters(
        parameters.values().floats(places.scales(), channels),
        parameters.values().floats(places.shifts(), channels),
        parameters.gradient().floats(places.scales(), channels),
        parameters.gradient().floats(places.shifts(), channels),
        parameters.values().floats(places.means(), channels),
        parameters.values().floats(places.variances(), channels),
        norm.getDecay(),
        norm.getEps());
  }
}
