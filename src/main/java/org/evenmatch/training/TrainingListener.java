package org.evenmatch.training;

import java.util.List;

/** Hears how a training goes. */
public interface TrainingListener {

  /** Hears nothing. */
  TrainingListener NONE = new TrainingListener() {};

  /**
   * A run of several trainings begins.
   *
   * @param tasks all of them, in order; those that were finished before among them
   */
  default void planned(List<TrainingTask> tasks) {}

  /** A training begins, or goes on. */
  default void started(TrainingTask task, int batchesPerEpoch) {}

  /** Something about the training that a user should know. */
  default void notice(String text) {}

  /**
   * A batch is done; on a GPU, several may be.
   *
   * @param epoch 1 for the first
   * @param batch the last one done, 1 for the first of the epoch
   * @param loss mean loss over what was done since this was last called
   * @param examplesPerSecond mean since the start of the epoch
   */
  default void batchDone(int epoch, int batch, double loss, double examplesPerSecond) {}

  /** An epoch is done and evaluated. */
  default void epochDone(EpochResult result) {}

  /** The training ended, well or not. */
  default void finished(TrainingRun run) {}
}
