package org.evenmatch.definition;

/** What the fully-connected member of a pair has in common with the convolutional one. */
public enum Match implements YamlName {
  /** A conv layer of F filters becomes a dense layer of F units. */
  UNITS,
  /** A conv layer becomes a dense layer with as many outputs as the conv layer's volume. */
  OUTPUTS,
  /** As many weight layers; hidden widths solved so that the parameters are as many. */
  PARAMETERS,
  /** As many weight layers; hidden widths solved so that the multiply-accumulates are as many. */
  COMPUTE
}
