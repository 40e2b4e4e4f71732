package org.evenmatch.training;

/** What a training is for. */
public enum Purpose {
  /** The comparison itself: accuracy is measured after every epoch, and throughput at the end. */
  COMPARISON,
  /** An experiment: only what the trained network achieves is measured. */
  EXPERIMENT,
  /** A search for a recipe: the same, on validation images. */
  SEARCH
}
