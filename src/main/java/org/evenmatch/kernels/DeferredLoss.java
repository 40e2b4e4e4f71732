package org.evenmatch.kernels;

import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * Adds losses up where they are computed. Deeplearning4j reads the loss at the end of every step,
 * and the processor waits for the GPU.
 *
 * <p>It stands in the place of the network's own loss function while a step is asked for, and at no
 * other time: it is never saved.
 */
final class DeferredLoss implements ILossFunction {
  private static final long serialVersionUID = 1L;

  private final transient OutputLayer layer;
  private final ILossFunction own;
  private final transient INDArray sum;

  private DeferredLoss(MultiLayerNetwork network, OutputLayer layer) {
    this.layer = layer;
    this.own = layer.getLossFn();
    this.sum = Nd4j.scalar(network.params().dataType(), 0);
  }

  /** For {@code network}; empty if its loss is not the mean over a batch of an output layer. */
  static Optional<DeferredLoss> in(MultiLayerNetwork network) {
    return network.getOutputLayer().conf().getLayer() instanceof OutputLayer layer
            && layer.getClass() == OutputLayer.class
            && network.getOutputLayer().conf().isMiniBatch()
        ? Optional.of(new DeferredLoss(network, layer))
        : Optional.empty();
  }

  /** Does {@code step} without reading its loss. */
  void during(Runnable step) {
    layer.setLossFn(this);
    try {
      step.run();
    } finally {
      layer.setLossFn(own);
    }
  }

  /** Waits for the steps; the sum of their batches' mean losses since this was last asked. */
  double takeSum() {
    double total = sum.getDouble(0);
    sum.assign(0);
    return total;
  }

  @Override
  public double computeScore(
      INDArray labels, INDArray logits, IActivation activation, INDArray mask, boolean average) {
    sum.addi(own.computeScoreArray(labels, logits, activation, mask).mean());
    return 0;
  }

  @Override
  public INDArray computeScoreArray(
      INDArray labels, INDArray logits, IActivation activation, INDArray mask) {
    return own.computeScoreArray(labels, logits, activation, mask);
  }

  @Override
  public INDArray computeGradient(
      INDArray labels, INDArray logits, IActivation activation, INDArray mask) {
    return own.computeGradient(labels, logits, activation, mask);
  }

  @Override
  public Pair<Double, INDArray> computeGradientAndScore(
      INDArray labels, INDArray logits, IActivation activation, INDArray mask, boolean average) {
    return own.computeGradientAndScore(labels, logits, activation, mask, average);
  }

  @Override
  public String name() {
    return own.name();
  }
}
