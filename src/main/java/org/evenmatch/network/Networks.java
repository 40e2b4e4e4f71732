package org.evenmatch.network;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.evenmatch.definition.Activation;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.Padding;
import org.evenmatch.definition.Shape;
import org.evenmatch.definition.Weights;
import org.evenmatch.definition.Window;
import org.evenmatch.engine.NativeRuntime;
import org.evenmatch.kernels.KernelLibrary;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Builds Deeplearning4j networks from specifications.
 *
 * <p>A convolutional network takes images {@code [batch, channels, height, width]}, a
 * fully-connected one their values {@code [batch, channels × height × width]}. Weights start as He
 * et al., "Delving deep into rectifiers", 2015, propose for ReLU, unless a layer says otherwise;
 * the output layer's as Glorot and Bengio, 2010; biases at 0.
 */
public final class Networks {
  private static final String WEIGHTS = "W";

  /** Layers of which those behind them tell what the network takes. */
  private static final Set<Class<? extends Layer>> TAKES_BOTH =
      Set.of(ActivationLayer.class, BatchNormalization.class, DropoutLayer.class);

  private Networks() {}

  /**
   * Builds and initialises {@code spec}; the same seed gives the same parameters. Its learning rate
   * is the training recipe's at every step.
   */
  public static MultiLayerNetwork build(NetworkSpec spec, long seed) {
    return build(spec, seed, OptionalInt.empty());
  }

  /**
   * The same, with the learning rate changing as the training recipe's schedule says.
   *
   * @param examples the training images, from which the number of steps follows
   */
  public static MultiLayerNetwork build(NetworkSpec spec, long seed, int examples) {
    return build(spec, seed, OptionalInt.of(spec.training().steps(examples)));
  }

  private static MultiLayerNetwork build(NetworkSpec spec, long seed, OptionalInt steps) {
    // Deeplearning4j's configurations load ND4J, which must find its environment prepared.
    NativeRuntime.current().start();
    MultiLayerNetwork network = initialised(configuration(spec, seed, steps));
    FirstWeights.set(network, spec, seed);
    return network;
  }

  /** A network of a configuration that Evenmatch made, with the backend's fast kernels. */
  static MultiLayerNetwork initialised(MultiLayerConfiguration configuration) {
    NativeRuntime.current().start();
    return KernelLibrary.current().initialised(configuration);
  }

  private static MultiLayerConfiguration configuration(
      NetworkSpec spec, long seed, OptionalInt steps) {
    Updaters updaters = new Updaters(spec.training(), steps);
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .updater(updaters.usual())
            .weightInit(WeightInit.RELU)
            .list();
    List<Shape> outputs = spec.outputShapes();
    int index = 0;
    for (int i = 0; i < spec.layers().size(); i++) {
      LayerSpec layer = spec.layers().get(i);
      Shape input = i == 0 ? spec.input() : outputs.get(i - 1);
      if (i > 0 && spec.layers().get(i - 1) instanceof LayerSpec.Unrolled && !isDense(layer)) {
        list.inputPreProcessor(
            index,
            new FeedForwardToCnnPreProcessor(input.height(), input.width(), input.channels()));
      }
      List<Layer> made =
          layer instanceof LayerSpec.BatchNorm norm
              ? NormalizationLayers.of(norm, outputs.get(i), updaters)
              : List.of(updaters.applyTo(layer(layer, outputs.get(i)), layer));
      for (Layer one : made) {
        list.layer(one);
        index++;
      }
    }
    Shape image = spec.image();
    return list.setInputType(
            spec.input().flat()
                ? InputType.feedForward(image.volume())
                : InputType.convolutional(image.height(), image.width(), image.channels()))
        .build();
  }

  /** The weights of the layer {@code name}, the network's own and not a copy. */
  public static INDArray weights(MultiLayerNetwork network, String name) {
    return network.getLayer(name).getParam(WEIGHTS);
  }

  /** Whether {@code network} takes vectors {@code [batch, values]} and not images. */
  public static boolean takesVectors(MultiLayerNetwork network) {
    MultiLayerConfiguration configuration = network.getLayerWiseConfigurations();
    for (int i = 0; i < network.getnLayers(); i++) {
      if (configuration.getInputPreProcess(i) != null) {
        // Before the first layer it takes images as they are, too.
        return i > 0 && configuration.getInputPreProcess(i) instanceof FeedForwardToCnnPreProcessor;
      }
      Layer layer = configuration.getConf(i).getLayer();
      if (!TAKES_BOTH.contains(layer.getClass())) {
        return layer instanceof FeedForwardLayer && !(layer instanceof ConvolutionLayer);
      }
    }
    return false;
  }

  /** Which member of a pair {@code network} is like. */
  public static Kind kind(MultiLayerNetwork network) {
    if (takesVectors(network)) {
      return Kind.FC;
    }
    boolean isLocal =
        network.getLayerWiseConfigurations().getConfs().stream()
            .anyMatch(layer -> layer.getLayer() instanceof LocallyConnected2D);
    return isLocal ? Kind.LOCAL : Kind.CNN;
  }

  /** Whether it flattens what it is given. */
  private static boolean isDense(LayerSpec layer) {
    return layer instanceof LayerSpec.Dense
        || layer instanceof LayerSpec.Unrolled
        || layer instanceof LayerSpec.Output;
  }

  private static Layer layer(LayerSpec layer, Shape output) {
    if (layer instanceof LayerSpec.Unrolled unrolled) {
      return new DenseLayer.Builder()
          .name(unrolled.name())
          .nOut(output.volume())
          .activation(activation(unrolled.activation()))
          .build();
    }
    if (layer instanceof LayerSpec.Conv conv) {
      Window window = conv.window();
      return new ConvolutionLayer.Builder(window.height(), window.width())
          .name(conv.name())
          .stride(window.strideHeight(), window.strideWidth())
          .convolutionMode(mode(window))
          .nOut(conv.filters())
          .activation(activation(conv.activation()))
          .weightInit(weightInit(conv.weights()))
          .build();
    }
    if (layer instanceof LayerSpec.Local local) {
      Window window = local.window();
      return new LocallyConnected2D.Builder()
          .name(local.name())
          .kernelSize(window.height(), window.width())
          .stride(window.strideHeight(), window.strideWidth())
          .convolutionMode(mode(window))
          .nOut(local.filters())
          .activation(activation(local.activation()))
          // It would not take the network's.
          .weightInit(WeightInit.RELU)
          .build();
    }
    if (layer instanceof LayerSpec.Pool pool) {
      Window window = pool.window();
      return new SubsamplingLayer.Builder(
              pool.max() ? SubsamplingLayer.PoolingType.MAX : SubsamplingLayer.PoolingType.AVG)
          .name(pool.name())
          .kernelSize(window.height(), window.width())
          .stride(window.strideHeight(), window.strideWidth())
          .convolutionMode(mode(window))
          .build();
    }
    if (layer instanceof LayerSpec.Dropout dropout) {
      // Deeplearning4j takes the probability of keeping a value.
      return new DropoutLayer.Builder(1 - dropout.rate()).name(dropout.name()).build();
    }
    if (layer instanceof LayerSpec.Dense dense) {
      return new DenseLayer.Builder()
          .name(dense.name())
          .nOut(dense.units())
          .activation(activation(dense.activation()))
          .build();
    }
    LayerSpec.Output last = (LayerSpec.Output) layer;
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .name(last.name())
        .nOut(last.classes())
        .weightInit(WeightInit.XAVIER)
        .activation(org.nd4j.linalg.activations.Activation.SOFTMAX)
        .build();
  }

  /** Of those that are not drawn otherwise. */
  private static WeightInit weightInit(Weights weights) {
    return weights == Weights.DIRAC ? WeightInit.UNIFORM : WeightInit.RELU;
  }

  private static ConvolutionMode mode(Window window) {
    return window.padding() == Padding.SAME ? ConvolutionMode.Same : ConvolutionMode.Truncate;
  }

  static org.nd4j.linalg.activations.Activation activation(Activation activation) {
    return switch (activation) {
      case IDENTITY -> org.nd4j.linalg.activations.Activation.IDENTITY;
      case RELU -> org.nd4j.linalg.activations.Activation.RELU;
      case LEAKY_RELU -> org.nd4j.linalg.activations.Activation.LEAKYRELU;
      case ELU -> org.nd4j.linalg.activations.Activation.ELU;
      case GELU -> org.nd4j.linalg.activations.Activation.GELU;
      case TANH -> org.nd4j.linalg.activations.Activation.TANH;
      case SIGMOID -> org.nd4j.linalg.activations.Activation.SIGMOID;
    };
  }
}
