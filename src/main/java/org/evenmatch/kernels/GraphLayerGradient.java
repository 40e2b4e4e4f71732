package org.evenmatch.kernels;

import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.samediff.AbstractSameDiffLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Mends the gradient of layers that Deeplearning4j makes of SameDiff graphs, the locally connected
 * ones: in release M2.1 each gives twice its gradient, to its own parameters and to all layers
 * before it. How many times it is, is measured.
 */
public final class GraphLayerGradient extends BaseTrainingListener {
  private static final double STEP = 1e-4;

  /** How many times its gradient a layer gives; measured once. */
  private static final class Factor {
    static final double VALUE = Math.rint(measured());
  }

  private GraphLayerGradient() {}

  /** Has every step of {@code network} use the gradient as it is, if any layer gives another. */
  static void mend(MultiLayerNetwork network) {
    boolean isMended =
        network.getListeners().stream().anyMatch(GraphLayerGradient.class::isInstance);
    if (!isMended && Stream.of(network.getLayers()).anyMatch(GraphLayerGradient::isGraph)) {
      network.addListeners(new GraphLayerGradient());
    }
  }

  private static boolean isGraph(Layer layer) {
    return layer.conf().getLayer() instanceof AbstractSameDiffLayer;
  }

  /** Before the optimiser sees it. */
  @Override
  public void onGradientCalculation(Model model) {
    mendGradient((MultiLayerNetwork) model);
  }

  /** Divides the gradient that {@code network} holds where it is not as it should be. */
  public static void mendGradient(MultiLayerNetwork network) {
    double times = 1;
    for (int i = network.getnLayers() - 1; i >= 0; i--) {
      Layer layer = network.getLayer(i);
      if (isGraph(layer)) {
        times *= Factor.VALUE;
      }
      if (times != 1 && learns(layer)) {
        gradient(layer).divi(times);
      }
    }
  }

  private static boolean learns(Layer layer) {
    boolean isLocked =
        layer.conf().getLayer() instanceof BatchNormalization norm && norm.isLockGammaBeta();
    return layer.numParams() > 0 && !isLocked;
  }

  /** Running means and variances have no gradient, but what is added to them lies there too. */
  private static INDArray gradient(Layer layer) {
    INDArray all = layer.getGradientsViewArray().reshape(layer.numParams());
    return layer.conf().getLayer() instanceof BatchNormalization
        ? all.get(NDArrayIndex.interval(0, layer.numParams() / 2))
        : all;
  }

  /** One weight's gradient against the loss's slope, in double precision. */
  private static double measured() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(DataType.DOUBLE)
                .list()
                .layer(
                    new LocallyConnected2D.Builder()
                        .kernelSize(1, 1)
                        .nOut(1)
                        .activation(Activation.IDENTITY)
                        .build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(1, 1, 1))
                .build());
    network.init();
    DataSet example =
        new DataSet(
            Nd4j.ones(DataType.DOUBLE, 1, 1, 1, 1),
            Nd4j.create(new double[][] {{1, 0}}).castTo(DataType.DOUBLE));
    network.setInput(example.getFeatures());
    network.setLabels(example.getLabels());
    network.computeGradientAndScore();
    double given = network.getFlattenedGradients().getDouble(0);
    return given
        / ((scoreAt(network, example, STEP) - scoreAt(network, example, -STEP)) / (2 * STEP));
  }

  private static double scoreAt(MultiLayerNetwork network, DataSet example, double step) {
    double weight = network.params().getDouble(0);
    network.params().putScalar(0, weight + step);
    double score = network.score(example);
    network.params().putScalar(0, weight);
    return score;
  }
}
