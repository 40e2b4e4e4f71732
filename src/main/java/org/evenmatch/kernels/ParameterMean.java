package org.evenmatch.kernels;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A mean of a network's parameters over its steps, kept where the parameters are. */
public interface ParameterMean {

  /** Follows: {@code mean = kept · mean + (1 − kept) · parameters}. */
  void follow(double kept);

  /** Puts the mean in place of the parameters. */
  void adopt();

  /** Has the array that it was made of hold it. */
  void fetch();

  /** In the memory of the network itself. */
  record InMemory(MultiLayerNetwork network, NetworkRunner runner, INDArray mean)
      implements ParameterMean {

    @Override
    public void follow(double kept) {
      runner.updateNetwork();
      mean.muli(kept).addi(network.params().mul(1 - kept));
    }

    @Override
    public void adopt() {
      network.params().assign(mean);
      runner.parametersChanged();
    }

    @Override
    public void fetch() {}
  }
}
