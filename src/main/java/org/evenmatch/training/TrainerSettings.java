package org.evenmatch.training;

import java.time.Duration;
import java.util.List;

/**
 * How trainings are accompanied.
 *
 * @param journal remembers what is finished and where the unfinished one stands
 * @param checkpointEvery how often an unfinished training is saved at least; between epochs it is
 *     more often
 * @param stop asks to stop
 * @param listener hears how it goes
 * @param measurements what is measured on trained networks
 * @param trained networks that a training may begin with
 */
public record TrainerSettings(
    Journal journal,
    Duration checkpointEvery,
    StopRequest stop,
    TrainingListener listener,
    List<Measurement> measurements,
    TrainedNetworks trained) {
  /** Every five minutes. */
  public static final Duration CHECKPOINT_EVERY = Duration.ofMinutes(5);

  /** A checkpoint costs little after that long… */
  private static final Duration LEAST_APART = Duration.ofSeconds(2);

  /** … and after so many times as long as it takes. */
  private static final int TIMES_APART = 20;

  /** Nothing is saved, nothing heard, nothing measured. */
  public static final TrainerSettings NONE =
      new TrainerSettings(
          Journal.NONE,
          CHECKPOINT_EVERY,
          new StopRequest(),
          TrainingListener.NONE,
          List.of(),
          TrainedNetworks.NONE);

  public TrainerSettings {
    measurements = List.copyOf(measurements);
  }

  /** How long after a checkpoint that {@code took} so long the end of an epoch is saved again. */
  Duration untilNextEpochsCheckpoint(Duration took) {
    Duration cheap = took.multipliedBy(TIMES_APART);
    Duration bounded = cheap.compareTo(checkpointEvery) < 0 ? cheap : checkpointEvery;
    return bounded.compareTo(LEAST_APART) < 0 ? LEAST_APART : bounded;
  }

  public TrainerSettings withListener(TrainingListener other) {
    return new TrainerSettings(journal, checkpointEvery, stop, other, measurements, trained);
  }

  public TrainerSettings withJournal(Journal other, Duration every) {
    return new TrainerSettings(other, every, stop, listener, measurements, trained);
  }

  public TrainerSettings withStop(StopRequest other) {
    return new TrainerSettings(journal, checkpointEvery, other, listener, measurements, trained);
  }

  public TrainerSettings withMeasurements(List<? extends Measurement> others) {
    return new TrainerSettings(
        journal, checkpointEvery, stop, listener, List.copyOf(others), trained);
  }

  public TrainerSettings withTrained(TrainedNetworks others) {
    return new TrainerSettings(journal, checkpointEvery, stop, listener, measurements, others);
  }
}
