package org.evenmatch.kernels;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Can do nothing: for tests of what uses a runner, which say what little it does. */
public abstract class InertRunner implements NetworkRunner {
  @Override
  public void startEpoch(int epoch) {}

  @Override
  public void fit(INDArray features, INDArray labels) {
    throw new UnsupportedOperationException();
  }

  @Override
  public double awaitLossSum() {
    throw new UnsupportedOperationException();
  }

  @Override
  public int[] classify(INDArray features) {
    throw new UnsupportedOperationException();
  }

  @Override
  public float[] probabilities(INDArray features) {
    throw new UnsupportedOperationException();
  }
}
