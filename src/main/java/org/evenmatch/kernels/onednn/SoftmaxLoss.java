package org.evenmatch.kernels.onednn;

import org.bytedeco.javacpp.FloatPointer;
import org.evenmatch.kernels.Logits;

/**
 * Softmax and cross-entropy over logits {@code [batch, classes]}, on the few values that there are.
 */
public final class SoftmaxLoss {
  /** The smallest probability whose logarithm is taken, as Deeplearning4j clips it. */
  private static final double SMALLEST = 1e-10;

  private final int batch;
  private final int classes;
  private final FloatPointer logitValues;
  private final FloatPointer gradientValues;
  private final Tensor gradient;
  private final float[] logits;
  private final float[] labels;

  public SoftmaxLoss(Tensor logits) {
    this.batch = (int) logits.dimensions()[0];
    this.classes = (int) logits.dimensions()[1];
    this.logitValues = logits.values();
    this.gradient = Tensor.plain(logits.oneDnn(), batch, classes);
    this.gradientValues = gradient.values();
    this.logits = new float[batch * classes];
    this.labels = new float[batch * classes];
  }

  /** The gradient of the mean loss by the logits, after {@link #compute}. */
  public Tensor gradient() {
    return gradient;
  }

  /**
   * Computes the mean loss and its gradient.
   *
   * @param probabilities labels {@code [batch, classes]}, row by row; each row adds up to 1
   */
  public double compute(FloatPointer probabilities) {
    logitValues.get(logits, 0, logits.length);
    probabilities.get(labels, 0, labels.length);
    double loss = 0;
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
        double probability = Math.exp(logits[i] - largest) / sum;
        if (labels[i] != 0) {
          // Not Math.max: a probability that is not a number must stay visible in the loss.
          loss -= labels[i] * Math.log(probability < SMALLEST ? SMALLEST : probability);
        }
        logits[i] = (float) ((probability - labels[i]) / batch);
      }
    }
    gradientValues.put(logits, 0, logits.length);
    return loss / batch;
  }

  /** The softmax of each row, {@code [batch, classes]}, row by row. */
  public float[] probabilities() {
    logitValues.get(logits, 0, logits.length);
    return Logits.probabilities(logits, classes);
  }

  /** The class of the largest logit of each row. */
  public int[] classes() {
    logitValues.get(logits, 0, logits.length);
    return Logits.largest(logits, classes);
  }
}
