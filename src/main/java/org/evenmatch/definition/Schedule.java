package org.evenmatch.definition;

/** How the learning rate changes from epoch to epoch. */
public enum Schedule implements YamlName {
  /** The same in every epoch. */
  CONSTANT,
  /** Falls by equal steps: of n epochs the first has the whole rate, the last an n-th of it. */
  LINEAR,
  /**
   * Falls along half a cosine (Loshchilov and Hutter, "SGDR", 2017): of n epochs the first has the
   * whole rate, and the one after the last would have 0.
   */
  COSINE
}
