package org.evenmatch.kernels.onednn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.kernels.ActivationKind;
import org.evenmatch.kernels.Addresses;
import org.evenmatch.kernels.DropoutSeed;
import org.evenmatch.kernels.NormalizationPlaces;
import org.evenmatch.kernels.WindowGeometry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The kernels of a whole network for one batch size, for training or for inference. */
final class Program {
  private static final Logger LOG = LoggerFactory.getLogger(Program.class);

  private final MultiLayerNetwork network;
  private final OneDnn oneDnn;
  private final boolean training;
  private final Tensor input;
  private final List<LayerKernels> layers = new ArrayList<>();
  private final SoftmaxLoss loss;

  /**
   * Prepares the kernels.
   *
   * @param inputDimensions {@code [batch, channels, height, width]} or {@code [batch, values]}
   */
  Program(MultiLayerNetwork network, OneDnn oneDnn, long[] inputDimensions, boolean training) {
    this.network = network;
    this.oneDnn = oneDnn;
    this.training = training;
    this.input = Tensor.plain(oneDnn, inputDimensions);
    Tensor last = input;
    long offset = 0;
    for (int i = 0; i < network.getnLayers(); i++) {
      Layer layer = layer(i);
      if (network.getLayerWiseConfigurations().getInputPreProcess(i)
          instanceof FeedForwardToCnnPreProcessor maps) {
        layers.add(
            new MapsKernels(
                last, maps.getNumChannels(), maps.getInputHeight(), maps.getInputWidth()));
        last = layers.get(layers.size() - 1).output();
      }
      boolean nothingToDo =
          (!training && layer.getClass() == DropoutLayer.class)
              || NormalizationPlaces.isShift(network, i)
              || (NormalizationPlaces.isAfter(network, i) && isRelu(i));
      if (!nothingToDo) {
        layers.add(kernels(layer, i, last, offset));
        last = layers.get(layers.size() - 1).output();
        ActivationFunction own = ActivationFunction.of(ActivationKind.within(layer));
        if (!own.worksInPlace()) {
          layers.add(new ActivationKernels(last, own));
          last = layers.get(layers.size() - 1).output();
        }
      }
      offset += network.getLayer(i).numParams();
    }
    this.loss = new SoftmaxLoss(last);
    if (training) {
      prepareBackward();
    }
    LOG.info(
        "kernels for a batch of {}: {}",
        inputDimensions[0],
        layers.stream()
            .map(LayerKernels::implementations)
            .filter(used -> !used.isEmpty())
            .toList());
  }

  private Layer layer(int index) {
    return network.getLayerWiseConfigurations().getConf(index).getLayer();
  }

  /** Behind batch normalisation it is computed with it. */
  private boolean isRelu(int index) {
    return layer(index) instanceof ActivationLayer own
        && ActivationKind.of(own.getActivationFn()).orElseThrow() == ActivationKind.RELU;
  }

  private void prepareBackward() {
    int first = 0;
    while (!hasParameters(layers.get(first))) {
      first++;
    }
    Tensor gradient = loss.gradient();
    for (int i = layers.size() - 1; i >= first; i--) {
      Optional<Tensor> next = layers.get(i).prepareBackward(gradient, i > first);
      gradient = i > first ? next.orElseThrow() : gradient;
    }
  }

  private static boolean hasParameters(LayerKernels layer) {
    return layer instanceof ConvolutionKernels
        || layer instanceof LocalKernels
        || layer instanceof DenseKernels
        || layer instanceof NormalizationKernels;
  }

  /** Runs the forward pass on features that lie at {@code features}. */
  void forward(Pointer features) {
    input.pointTo(features);
    layers.forEach(LayerKernels::forward);
  }

  /**
   * The mean loss against labels, probabilities {@code [batch, classes]}; prepares {@link
   * #backward}.
   */
  double loss(FloatPointer labels) {
    return loss.compute(labels);
  }

  /** Computes all gradients and lets running statistics follow the batch. */
  void backward() {
    for (int i = layers.size() - 1; i >= 0; i--) {
      layers.get(i).backward();
      if (layers.get(i) instanceof NormalizationKernels norm) {
        norm.updateRunningStatistics();
      }
    }
  }

  /** The most probable class of each example. */
  int[] classes() {
    return loss.classes();
  }

  /** The probabilities of each example's classes, {@code [batch, classes]}, row by row. */
  float[] probabilities() {
    return loss.probabilities();
  }

  private LayerKernels kernels(Layer layer, int index, Tensor in, long offset) {
    if (layer instanceof SubsamplingLayer pool) {
      Optional<ConvolutionKernels> before =
          !layers.isEmpty() && layers.get(layers.size() - 1) instanceof ConvolutionKernels conv
              ? Optional.of(conv)
              : Optional.empty();
      return new PoolingKernels(
          in,
          pool.getPoolingType() == PoolingType.MAX,
          window(in, pool.getConvolutionMode(), pool.getKernelSize(), pool.getStride()),
          before);
    }
    if (layer instanceof ConvolutionLayer conv) {
      int[] kernel = conv.getKernelSize();
      return new ConvolutionKernels(
          in,
          parameters(offset, true, conv.getNOut(), conv.getNIn(), kernel[0], kernel[1]),
          window(in, conv.getConvolutionMode(), kernel, conv.getStride()),
          ActivationFunction.of(ActivationKind.fusedInto(conv)));
    }
    if (layer instanceof LocallyConnected2D local) {
      int[] kernel = local.getKernel();
      WindowGeometry window = window(in, local.getCm(), kernel, local.getStride());
      return new LocalKernels(
          in,
          parameters(offset, local, window),
          window,
          ActivationFunction.of(ActivationKind.fusedInto(local)));
    }
    if (layer instanceof BatchNormalization norm) {
      return new NormalizationKernels(
          in,
          parameters(NormalizationPlaces.of(network, index, offset), norm),
          training,
          isRelu(NormalizationPlaces.after(network, index)));
    }
    if (layer instanceof DropoutLayer dropout) {
      double keep = ((Dropout) dropout.getIDropout()).getP();
      return new DropoutKernels(
          in, keep, () -> DropoutSeed.of(network, index, network.getIterationCount()));
    }
    if (layer instanceof ActivationLayer activation) {
      return new ActivationKernels(
          in, ActivationFunction.of(ActivationKind.of(activation.getActivationFn()).orElseThrow()));
    }
    FeedForwardLayer dense = (FeedForwardLayer) layer;
    return new DenseKernels(
        in,
        parameters(offset, false, dense.getNOut(), dense.getNIn()),
        ActivationFunction.of(ActivationKind.fusedInto(dense)));
  }

  private static WindowGeometry window(
      Tensor in, ConvolutionMode mode, int[] kernel, int[] stride) {
    return WindowGeometry.of(mode, in.dimensions()[2], in.dimensions()[3], kernel, stride);
  }

  /** Deeplearning4j puts a convolution's biases before its weights, a dense layer's behind. */
  private ParameterTensors parameters(long offset, boolean biasFirst, long... dimensions) {
    long biases = dimensions[0];
    long weights = Tensor.volume(dimensions);
    long weightsFrom = biasFirst ? offset + biases : offset;
    long biasFrom = biasFirst ? offset : offset + weights;
    return new ParameterTensors(
        parameter(weightsFrom, dimensions),
        parameter(biasFrom, biases),
        gradient(weightsFrom, dimensions),
        gradient(biasFrom, biases));
  }

  /** Weights of each place, then biases that all places share. */
  private LocalKernels.Parameters parameters(
      long offset, LocallyConnected2D local, WindowGeometry window) {
    long[] weights = {
      (long) window.outputHeight() * window.outputWidth(),
      local.getNIn(),
      (long) window.kernelHeight() * window.kernelWidth(),
      local.getNOut()
    };
    long biasFrom = offset + Tensor.volume(weights);
    return new LocalKernels.Parameters(
        parameter(offset, weights),
        parameter(biasFrom, local.getNOut()),
        gradient(offset, weights),
        gradient(biasFrom, local.getNOut()));
  }

  private NormalizationKernels.Parameters parameters(
      NormalizationPlaces places, BatchNormalization norm) {
    long channels = norm.getNOut();
    return new NormalizationKernels.Parameters(
        parameter(places.scales(), channels),
        parameter(places.shifts(), channels),
        gradient(places.scales(), channels),
        gradient(places.shifts(), channels),
        parameter(places.means(), channels),
        parameter(places.variances(), channels),
        norm.getDecay(),
        norm.getEps());
  }

  private Tensor parameter(long from, long... dimensions) {
    return Tensor.plainOver(
        oneDnn, Addresses.of(network.params(), from, Tensor.volume(dimensions)), dimensions);
  }

  private Tensor gradient(long from, long... dimensions) {
    return Tensor.plainOver(
        oneDnn,
        Addresses.of(network.getFlattenedGradients(), from, Tensor.volume(dimensions)),
        dimensions);
  }
}
