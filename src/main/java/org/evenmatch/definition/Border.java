package org.evenmatch.definition;

/** What stands where a moved image has left nothing. */
public enum Border implements YamlName {
  /** Black. */
  ZERO,
  /** The image again, mirrored at its edge. */
  MIRRORED
}
