package org.evenmatch.training;

/** Hears how trainings go. */
@FunctionalInterface
public interface TrainingListener {
  /** Hears nothing. */
  TrainingListener NONE = event -> {};

  /** Something happened; called by the thread that trains, or that watches it. */
  void on(TrainingEvent event);
}
