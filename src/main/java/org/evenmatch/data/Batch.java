package org.evenmatch.data;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Examples that go through a network together.
 *
 * @param features float32 {@code [batch, channels, height, width]}, or {@code [batch, values]} for
 *     a fully-connected network
 * @param labels float32 {@code [batch, classes]}: one-hot, or smoothed to probabilities
 */
public record Batch(INDArray features, INDArray labels) {

  public int size() {
    return Math.toIntExact(features.size(0));
  }
}
