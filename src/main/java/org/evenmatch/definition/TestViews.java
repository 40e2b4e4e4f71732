package org.evenmatch.definition;

/** The views of a test image of whose logits the mean is taken. */
public enum TestViews implements YamlName {
  /** The image as it is. */
  NONE(1),
  /** The image and its mirror image. */
  MIRRORED(2),
  /**
   * Those two, with half of the weight, and both moved by one pixel up and left, and down and
   * right, mirrored at the edge (Jordan, "94% on CIFAR-10 in 3.29 seconds on a single GPU", 2024).
   */
  MOVED(6);

  private final int count;

  TestViews(int count) {
    this.count = count;
  }

  /** How many views there are of each image. */
  public int count() {
    return count;
  }
}
