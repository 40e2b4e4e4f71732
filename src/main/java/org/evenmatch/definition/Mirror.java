package org.evenmatch.definition;

/** Whether training images are seen left to right too. */
public enum Mirror implements YamlName {
  NONE,
  /** Every image with probability ½, drawn anew in every epoch. */
  RANDOM,
  /**
   * Every image in every second epoch, half of the images in the first (Jordan, "94 % on CIFAR-10
   * in 3.29 seconds on a single GPU", 2024): no image is seen the same way twice before the other.
   */
  ALTERNATING
}
