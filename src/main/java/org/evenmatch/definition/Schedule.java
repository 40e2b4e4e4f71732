package org.evenmatch.definition;

/** How the learning rate changes from step to step. */
public enum Schedule implements YamlName {
  /** The same at every step. */
  CONSTANT,
  /** Falls by equal steps to the final rate, which the step after the last would have. */
  LINEAR,
  /** Falls along half a cosine (Loshchilov and Hutter, "SGDR", 2017) to the final rate. */
  COSINE
}
