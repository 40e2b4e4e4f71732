package org.evenmatch.definition;

/** How the weights of a convolution begin. */
public enum Weights implements YamlName {
  /** Normally distributed, as He et al., "Delving deep into rectifiers", 2015, propose. */
  HE,
  /** The first filters give their input on, the others are as He et al. propose. */
  DIRAC,
  /**
   * Patches of the training images made white: the eigenvectors of their covariance, each divided
   * by the root of its eigenvalue, and their negatives. They are not trained; biases are.
   */
  WHITENING
}
