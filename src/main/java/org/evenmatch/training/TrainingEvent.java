package org.evenmatch.training;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Optional;

/** What happens in a run; a line of JSON between processes. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
  @JsonSubTypes.Type(value = TrainingEvent.Planned.class, name = "planned"),
  @JsonSubTypes.Type(value = TrainingEvent.Started.class, name = "started"),
  @JsonSubTypes.Type(value = TrainingEvent.Notice.class, name = "notice"),
  @JsonSubTypes.Type(value = TrainingEvent.Stepped.class, name = "stepped"),
  @JsonSubTypes.Type(value = TrainingEvent.EpochDone.class, name = "epoch-done"),
  @JsonSubTypes.Type(value = TrainingEvent.Finished.class, name = "finished"),
  @JsonSubTypes.Type(value = TrainingEvent.Ended.class, name = "ended"),
})
public sealed interface TrainingEvent {
  /**
   * One training of a run.
   *
   * @param id its name in the run
   * @param network the name of its network
   * @param epochs passes over the training images
   * @param steps all training steps that it takes
   * @param purpose what it is for
   */
  record Task(String id, String network, int epochs, long steps, Purpose purpose) {}

  /**
   * A run of several trainings begins.
   *
   * @param tasks all of them, in order; those that were finished before among them
   */
  record Planned(List<Task> tasks) implements TrainingEvent {}

  /**
   * A training begins, or goes on.
   *
   * @param id of its task
   * @param batchesPerEpoch how many steps an epoch has
   * @param stepsDone how many were done before, where it goes on
   */
  record Started(String id, int batchesPerEpoch, long stepsDone) implements TrainingEvent {}

  /** Something about a training that a user should know. */
  record Notice(String text) implements TrainingEvent {}

  /**
   * A batch is done, or several.
   *
   * @param epoch 1 for the first
   * @param batch the last one done, 1 for the first of the epoch
   * @param loss mean loss over what was done since the last such event
   * @param examplesPerSecond mean since the start of the epoch
   */
  record Stepped(int epoch, int batch, double loss, double examplesPerSecond)
      implements TrainingEvent {}

  /** An epoch is done and evaluated. */
  record EpochDone(EpochResult result) implements TrainingEvent {}

  /**
   * A training ended.
   *
   * @param id of its task
   * @param failure why it ended early, if it did
   */
  record Finished(String id, Optional<String> failure) implements TrainingEvent {}

  /** The process that trained has ended, well or not. */
  record Ended() implements TrainingEvent {}
}
