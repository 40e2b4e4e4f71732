package org.evenmatch.definition;

/** Of which weights, as they change in training, the mean is taken; every measurement is of it. */
public enum Averaging implements YamlName {
  /** Of none: the last ones count. */
  NONE,
  /**
   * Slow weights follow the trained ones, and at every fifth step both become the slow ones (Zhang
   * et al., "Lookahead optimizer", 2019). What the slow ones keep of themselves grows with the cube
   * of the part of the training that is done, to 0.95⁵ (Jordan, "94% on CIFAR-10 in 3.29 seconds on
   * a single GPU", 2024).
   */
  LOOKAHEAD,
  /**
   * An exponential mean that at every fifth step keeps (1 + n) ÷ (10 + n) of itself, for the n-th
   * time, and at most 0.999⁵ (Tarvainen and Valpola, "Mean teachers", 2017). Training goes on as
   * without it.
   */
  EXPONENTIAL
}
