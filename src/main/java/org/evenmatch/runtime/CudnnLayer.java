package org.evenmatch.runtime;

/** What computes a layer by cuDNN, unless it leaves that to Deeplearning4j. */
public interface CudnnLayer {

  /** Whether it has computed a gradient, and not left that to Deeplearning4j. */
  boolean hasComputedGradient();
}
