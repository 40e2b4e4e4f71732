package org.evenmatch.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks that Evenmatch did not make, with batch normalisation whose scales are locked. */
class NormalizationPlacesTest {
  private static final Layer OUTPUT =
      new OutputLayer.Builder(LossFunction.MCXENT).nOut(2).activation(Activation.SOFTMAX).build();

  private static MultiLayerNetwork network(Layer... layers) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder().updater(new Sgd(0.1)).list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    MultiLayerNetwork network =
        new MultiLayerNetwork(list.setInputType(InputType.convolutional(4, 4, 3)).build());
    network.init();
    return network;
  }

  private static BatchNormalization.Builder locked() {
    return new BatchNormalization.Builder().useLogStd(false).lockGammaBeta(true);
  }

  private static <B extends FeedForwardLayer.Builder<B>> Layer identity(B layer) {
    return layer.activation(Activation.IDENTITY).build();
  }

  private static Layer depthwise(int... kernel) {
    return identity(new DepthwiseConvolution2D.Builder(kernel));
  }

  private static Optional<String> problem(MultiLayerNetwork network) {
    return Supported.problem(network, layer -> Optional.empty());
  }

  private static long place(MultiLayerNetwork network, String parameter) {
    return (Addresses.of(network.getParam(parameter)).address()
            - Addresses.of(network.params()).address())
        / Float.BYTES;
  }

  @Test
  void areWhereDeeplearning4jHasTheParameters() {
    MultiLayerNetwork images = network(locked().build(), depthwise(1, 1), OUTPUT);
    MultiLayerNetwork channel =
        network(
            identity(new ConvolutionLayer.Builder(1, 1).nOut(1)),
            locked().build(),
            identity(new ConvolutionLayer.Builder(1, 1).nOut(1)),
            OUTPUT);
    MultiLayerNetwork vectors =
        network(
            identity(new DenseLayer.Builder().nOut(5)),
            locked().build(),
            identity(new ElementWiseMultiplicationLayer.Builder().nOut(5)),
            OUTPUT);
    for (MultiLayerNetwork network : List.of(images, channel, vectors)) {
      int norm = network.getnLayers() - 3;
      long offset = norm == 0 ? 0 : network.getLayer(0).numParams();
      assertThat(NormalizationPlaces.isShift(network, norm + 1)).isTrue();
      assertThat(NormalizationPlaces.of(network, norm, offset))
          .isEqualTo(
              new NormalizationPlaces(
                  place(network, (norm + 1) + "_W"),
                  place(network, (norm + 1) + "_b"),
                  place(network, norm + "_mean"),
                  place(network, norm + "_var")));
      assertThat(problem(network)).isEmpty();
    }
  }

  @Test
  void areLeftToDeeplearning4jWhereTheLayerBehindDoesMoreOrTheLockedValuesAreOthers() {
    Layer relu = new DepthwiseConvolution2D.Builder(1, 1).activation(Activation.RELU).build();

    assertThat(problem(network(locked().build(), relu, OUTPUT))).isPresent();
    assertThat(problem(network(locked().build(), depthwise(2, 2), OUTPUT))).isPresent();
    assertThat(problem(network(locked().gamma(2).build(), depthwise(1, 1), OUTPUT))).isPresent();
    assertThat(problem(network(locked().beta(0.5).build(), depthwise(1, 1), OUTPUT))).isPresent();
    assertThat(problem(network(locked().build(), OUTPUT)).orElseThrow())
        .contains("locked batch normalisation without a layer of shifts");
  }

  @Test
  void areNoneInANetworkThatEndsInShifts() {
    MultiLayerNetwork network =
        network(
            identity(new DenseLayer.Builder().nOut(5)),
            locked().build(),
            identity(new ElementWiseMultiplicationLayer.Builder().nOut(5)));

    assertThat(problem(network).orElseThrow()).contains("end, in an output layer");
  }

  @Test
  void haveNoKernelsWhereNormalisationIsClipped() {
    Layer clipped =
        new BatchNormalization.Builder()
            .useLogStd(false)
            .gradientNormalization(GradientNormalization.ClipL2PerLayer)
            .build();

    assertThat(problem(network(clipped, OUTPUT)).orElseThrow())
        .contains("clipping of batch normalisation");
  }
}
