package org.evenmatch.definition;

/** What is applied to each output of a layer. */
public enum Activation implements YamlName {
  IDENTITY,
  RELU,
  LEAKY_RELU,
  ELU,
  TANH,
  SIGMOID
}
