package org.evenmatch.definition;

/** How the learning rate changes from epoch to epoch. */
public enum Schedule implements YamlName {
  /** The same in every epoch. */
  CONSTANT,
  /** Falls by equal steps: of n epochs the first has the whole rate, the last an n-th of it. */
  LINEAR
}
