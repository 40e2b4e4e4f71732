package org.evenmatch.network;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a network by Deeplearning4j's own methods. */
public final class BuiltInRunner implements NetworkRunner {
  private final MultiLayerNetwork network;

  public BuiltInRunner(MultiLayerNetwork network) {
    this.network = network;
  }

  @Override
  public void startEpoch(int epoch) {
    network.setEpochCount(epoch - 1);
  }

  @Override
  public double fit(INDArray features, INDArray labels) {
    network.fit(features, labels);
    return network.score();
  }

  @Override
  public int[] classify(INDArray features) {
    return network.output(features, false).argMax(1).toIntVector();
  }
}
