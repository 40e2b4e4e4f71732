package org.evenmatch.definition;

/** Which inputs the outputs of a dense layer are connected to. */
public enum Inputs {
  ALL,
  /** As many as a window there has inside the image, drawn at random for each output. */
  RANDOM
}
