package org.evenmatch.training;

import org.evenmatch.spec.NetworkSpec;

/** Hears how a training goes. */
public interface TrainingListener {

  /** Hears nothing. */
  TrainingListener NONE = new TrainingListener() {};

  /** A training begins. */
  default void started(NetworkSpec network, long seed, int epochs, int batchesPerEpoch) {}

  /** Something about the training that a user should know. */
  default void notice(String text) {}

  /**
   * A batch is done.
   *
   * @param epoch 1 for the first
   * @param batch 1 for the first of the epoch
   * @param loss mean loss over the batch
   * @param examplesPerSecond mean since the start of the epoch
   */
  default void batchDone(int epoch, int batch, double loss, double examplesPerSecond) {}

  /** An epoch is done and evaluated. */
  default void epochDone(EpochResult result) {}

  /** The training ended, well or not. */
  default void finished(TrainingRun run) {}
}
