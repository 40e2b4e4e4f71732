package org.evenmatch.kernels;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.MultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/**
 * Parameters that shrink by a part of the learning rate at each step.
 *
 * @param from where they begin among the network's
 * @param count how many there are
 * @param updater whose learning rate it is
 * @param coefficient the part
 */
public record Decay(long from, long count, IUpdater updater, double coefficient) {

  /** Those of a network whose training is {@linkplain Supported supported}. */
  public static List<Decay> of(MultiLayerNetwork network) {
    List<Decay> decays = new ArrayList<>();
    MultiLayerUpdater updater = (MultiLayerUpdater) network.getUpdater(true);
    for (UpdaterBlock block : updater.getUpdaterBlocks()) {
      for (UpdaterBlock.ParamState part : block.getLayersAndVariablesInBlock()) {
        TrainingConfig layer = part.getLayer().getConfig();
        List<Regularization> found = layer.getRegularizationByParam(part.getParamName());
        if (found != null && !found.isEmpty()) {
          decays.add(
              new Decay(
                  part.getParamOffsetStart(),
                  (long) part.getParamOffsetEnd() - part.getParamOffsetStart(),
                  layer.getUpdaterByParam(part.getParamName()),
                  ((WeightDecay) found.get(0)).getCoeff().valueAt(0, 0)));
        }
      }
    }
    return decays;
  }

  /** What they lose at a step, as a part of themselves. */
  public double step(int iteration, int epoch) {
    return coefficient * updater.getLearningRate(iteration, epoch);
  }
}
