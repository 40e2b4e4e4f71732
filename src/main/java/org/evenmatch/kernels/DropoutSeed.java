package org.evenmatch.kernels;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** What a layer's dropout mask is drawn from: a training that goes on draws what it would have. */
public final class DropoutSeed {
  private DropoutSeed() {}

  /** A seed that differs for every network's seed, layer and step. */
  public static long of(MultiLayerNetwork network, int layer, int iteration) {
    long seed = network.getLayerWiseConfigurations().getConf(0).getSeed();
    return (((seed * 0x9E3779B97F4A7C15L) + layer) * 0xBF58476D1CE4E5B9L) + iteration;
  }
}
