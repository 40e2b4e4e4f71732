package org.evenmatch.spec;

/** An experiment beside the comparison itself: a claim about convolutions, put to the test. */
public enum Probe implements YamlName {
  /** Accuracy when the test images move by some pixels: translation. */
  SHIFT,
  /** Training again on images whose pixels one fixed permutation rearranges: locality. */
  PERMUTE,
  /** Accuracy against the number of training images. */
  DATA,
  /** Accuracy against parameters and multiply-accumulates, the pair scaled up and down. */
  BUDGET,
  /** Accuracy when Gaussian noise is added to the test images. */
  NOISE,
  /** Accuracy when a grey square hides a part of each test image. */
  OCCLUSION,
  /** Weights, connections, fan-in and reuse a layer under all four matching rules. */
  SHARING,
  /** Whether the probabilities that a network gives come true. */
  CALIBRATION;

  /** Whether it looks at a trained network only, so that a saved one can be examined too. */
  public boolean examinesOnly() {
    return this == SHIFT || this == NOISE || this == OCCLUSION || this == CALIBRATION;
  }
}
