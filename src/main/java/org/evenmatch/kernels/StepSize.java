package org.evenmatch.kernels;

import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;

/** How far an optimiser goes at a step. */
public final class StepSize {
  private StepSize() {}

  /** The learning rate, with both of Adam's bias corrections in one factor. */
  public static double of(IUpdater updater, int iteration, int epoch) {
    double rate = updater.getLearningRate(iteration, epoch);
    int step = iteration + 1;
    return updater instanceof Adam adam
        ? rate
            * (Math.sqrt(1 - Math.pow(adam.getBeta2(), step))
                / (1 - Math.pow(adam.getBeta1(), step)))
        : rate;
  }
}
