package org.evenmatch.definition;

/** Of which epoch the parameters are kept. */
public enum Keep implements YamlName {
  /** Of the last. */
  LAST,
  /** Of the first of those that are best on training images which were set aside for that. */
  BEST
}
