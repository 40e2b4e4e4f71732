package org.evenmatch.network;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Parameters that a training keeps beside the network's own, each {@code [1, parameters]}.
 *
 * @param average the mean of weights, if one is taken
 * @param best those of the best epoch so far, if it is looked for
 */
public record KeptParameters(Optional<INDArray> average, Optional<INDArray> best) {
  /** None. */
  public static final KeptParameters NONE = new KeptParameters(Optional.empty(), Optional.empty());
}
