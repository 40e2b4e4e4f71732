package org.evenmatch.definition;

/** What is applied to each output of a layer. */
public enum Activation implements YamlName {
  IDENTITY,
  RELU,
  LEAKY_RELU,
  ELU,
  /**
   * x·σ(1.702 x), the approximation by Hendrycks and Gimpel, "Gaussian error linear units", 2016,
   * that Deeplearning4j computes.
   */
  GELU,
  TANH,
  SIGMOID
}
