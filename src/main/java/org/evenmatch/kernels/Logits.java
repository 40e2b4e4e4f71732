package org.evenmatch.kernels;

/** What logits {@code [batch, classes]}, row by row, say of each example. */
public final class Logits {
  private Logits() {}

  /** The softmax of each row, {@code [batch, classes]}, row by row. */
  public static float[] probabilities(float[] logits, int classes) {
    float[] probabilities = new float[logits.length];
    for (int row = 0; row < logits.length; row += classes) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int i = row; i < row + classes; i++) {
        largest = Math.max(largest, logits[i]);
      }
      double sum = 0;
      for (int i = row; i < row + classes; i++) {
        sum += Math.exp(logits[i] - largest);
      }
      for (int i = row; i < row + classes; i++) {
        probabilities[i] = (float) (Math.exp(logits[i] - largest) / sum);
      }
    }
    return probabilities;
  }

  /** The class of the largest logit of each row. */
  public static int[] largest(float[] logits, int classes) {
    int[] largest = new int[logits.length / classes];
    for (int row = 0; row < largest.length; row++) {
      for (int i = 1; i < classes; i++) {
        if (logits[(row * classes) + i] > logits[(row * classes) + largest[row]]) {
          largest[row] = i;
        }
      }
    }
    return largest;
  }
}
