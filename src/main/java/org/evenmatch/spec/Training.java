package org.evenmatch.spec;

/**
 * How a network is trained unless a run says otherwise.
 *
 * @param optimizer how gradients become updates
 * @param learningRate the optimiser's step size, above 0 and at most 10
 * @param batch examples in a batch, at least 1
 * @param epochs passes over the training images, at least 1
 */
public record Training(Optimizer optimizer, double learningRate, int batch, int epochs) {

  /** Adam with learning rate 0.001, batches of 64, 5 epochs. */
  public static final Training DEFAULT = new Training(Optimizer.ADAM, 0.001, 64, 5);

  public Training {
    if (!(learningRate > 0 && learningRate <= 10)) {
      throw new InvalidInputException(
          "learning rate must be above 0 and at most 10, but is "
              + learningRate
              + ": 0.001 is a common start for adam");
    }
    Checks.positive("batch", batch);
    Checks.positive("epochs", epochs);
  }

  public Training withBatch(int newBatch) {
    return new Training(optimizer, learningRate, newBatch, epochs);
  }

  public Training withEpochs(int newEpochs) {
    return new Training(optimizer, learningRate, batch, newEpochs);
  }
}
