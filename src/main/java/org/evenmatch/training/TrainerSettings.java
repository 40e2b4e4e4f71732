package org.evenmatch.training;

import java.time.Duration;
import java.util.Set;
import org.evenmatch.spec.Probe;

/**
 * How trainings are accompanied.
 *
 * @param journal remembers what is finished and where the unfinished one stands
 * @param checkpointEvery how often an unfinished training is saved, besides between epochs
 * @param stop asks to stop
 * @param listener hears how it goes
 * @param probes experiments; those that need no training are done on every trained network of the
 *     comparison itself
 */
public record TrainerSettings(
    Journal journal,
    Duration checkpointEvery,
    StopRequest stop,
    TrainingListener listener,
    Set<Probe> probes) {

  /** Every five minutes. */
  public static final Duration CHECKPOINT_EVERY = Duration.ofMinutes(5);

  /** Nothing is saved, nothing heard, nothing examined. */
  public static final TrainerSettings NONE =
      new TrainerSettings(
          Journal.NONE, CHECKPOINT_EVERY, new StopRequest(), TrainingListener.NONE, Set.of());

  public TrainerSettings {
    probes = Set.copyOf(probes);
  }

  public TrainerSettings withListener(TrainingListener other) {
    return new TrainerSettings(journal, checkpointEvery, stop, other, probes);
  }

  public TrainerSettings withJournal(Journal other, Duration every) {
    return new TrainerSettings(other, every, stop, listener, probes);
  }

  public TrainerSettings withStop(StopRequest other) {
    return new TrainerSettings(journal, checkpointEvery, other, listener, probes);
  }

  public TrainerSettings withProbes(Set<Probe> others) {
    return new TrainerSettings(journal, checkpointEvery, stop, listener, others);
  }
}
