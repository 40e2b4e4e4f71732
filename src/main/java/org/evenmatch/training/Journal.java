package org.evenmatch.training;

import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.network.KeptParameters;

/** Remembers what trainings gave and where the unfinished one stands. */
public interface Journal {

  /** Remembers nothing. */
  Journal NONE = new Journal() {};

  /** What {@code task} gave, if it was finished before. */
  default Optional<TrainingRun> finished(TrainingTask task) {
    return Optional.empty();
  }

  /** Notes that {@code task} is under way. */
  default void begin(TrainingTask task) {}

  /**
   * Brings a network back to where {@code task} was last saved.
   *
   * @param network newly built for the task; changed only if something is returned
   * @param kept what the training keeps besides; changed with the network
   */
  default Optional<TrainingState> resume(
      TrainingTask task, MultiLayerNetwork network, KeptParameters kept) {
    return Optional.empty();
  }

  /** Saves where {@code task} stands. */
  default void checkpoint(
      TrainingTask task, MultiLayerNetwork network, KeptParameters kept, TrainingState state) {}

  /** Notes that {@code task} came to nothing for a reason that may be gone another time. */
  default void fail(TrainingTask task, String reason) {}

  /** Remembers what {@code task} gave. */
  default void finish(TrainingTask task, TrainingRun run) {}
}
