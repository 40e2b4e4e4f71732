package org.evenmatch.definition;

/** How the weights of a convolution begin. */
public enum Weights implements YamlName {
  /** Normally distributed, as He et al., "Delving deep into rectifiers", 2015, propose. */
  HE,
  /**
   * The first filters give their input on, the others are uniformly distributed within one by the
   * root of the fan-in, which is how PyTorch's begin (Jordan, "94% on CIFAR-10 in 3.29 seconds on a
   * single GPU", 2024).
   */
  DIRAC,
  /**
   * Patches of the training images made white: the eigenvectors of their covariance, each divided
   * by the root of its eigenvalue, and their negatives. They are not trained; biases are.
   */
  WHITENING
}
