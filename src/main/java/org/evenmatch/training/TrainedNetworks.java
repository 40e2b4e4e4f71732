package org.evenmatch.training;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.definition.NetworkSpec;

/** The networks of a comparison that are trained. */
@FunctionalInterface
public interface TrainedNetworks {
  /** There are none. */
  TrainedNetworks NONE =
      (network, seed) -> {
        throw new IllegalStateException(network.name() + " is not among the trained networks");
      };

  /**
   * A copy of the network that was trained with {@code seed}.
   *
   * @throws RuntimeException if there is none
   */
  MultiLayerNetwork of(NetworkSpec network, long seed);
}
