package org.evenmatch.definition;

import org.evenmatch.files.InvalidInputException;

/**
 * A training recipe: how a network is trained unless a run says otherwise. Each component is a key
 * of {@code training} in a pair's YAML, in lower case with hyphens, and of the option {@code
 * --set}.
 *
 * @param optimizer how gradients become updates
 * @param learningRate the optimiser's step size in the first epoch, above 0 and at most 10
 * @param schedule how the learning rate changes from epoch to epoch
 * @param batch examples in a batch, at least 1
 * @param epochs passes over the training images, 1 to 100,000
 * @param labelSmoothing the part of a label's probability that all classes share (Szegedy et al.,
 *     2016), 0 or more and below 1
 * @param mirror as in {@link Augmentation}
 * @param move as in {@link Augmentation}
 * @param border as in {@link Augmentation}
 * @param hide as in {@link Augmentation}
 * @param weightDecay what a step takes from each weight, times the learning rate, besides what the
 *     gradient does; biases and batch normalisation are spared (Loshchilov and Hutter, "Decoupled
 *     weight decay regularization", 2019; Deeplearning4j's WeightDecay). 0 or more and below 1
 */
public record Training(
    Optimizer optimizer,
    double learningRate,
    Schedule schedule,
    int batch,
    int epochs,
    double labelSmoothing,
    Mirror mirror,
    int move,
    Border border,
    int hide,
    double weightDecay) {
  /** Adam with the constant learning rate 0.001, batches of 64, 5 epochs. */
  public static final Training DEFAULT =
      new Training(Optimizer.ADAM, 0.001, Schedule.CONSTANT, 64, 5);

  /** More than anybody waits for. */
  public static final int MOST_EPOCHS = 100_000;

  public Training {
    if (!(learningRate > 0 && learningRate <= 10)) {
      throw new InvalidInputException(
          "learning rate must be above 0 and at most 10, but is "
              + learningRate
              + ": 0.001 is a common start for adam");
    }
    Checks.positive("batch", batch);
    Checks.between("epochs", epochs, MOST_EPOCHS);
    if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
      throw new InvalidInputException(
          "label smoothing must be 0 or more and below 1, but is "
              + labelSmoothing
              + ": 0.1 is common");
    }
    if (!(weightDecay >= 0 && weightDecay < 1)) {
      throw new InvalidInputException(
          "weight decay must be 0 or more and below 1, but is "
              + weightDecay
              + ": 0.0005 is common with nesterovs, 0.01 with adam");
    }
    // Absent where an earlier version wrote it.
    mirror = mirror == null ? Mirror.NONE : mirror;
    border = border == null ? Border.ZERO : border;
    new Augmentation(mirror, move, border, hide);
  }

  /** Plain labels and images. */
  public Training(
      Optimizer optimizer, double learningRate, Schedule schedule, int batch, int epochs) {
    this(optimizer, learningRate, schedule, batch, epochs, 0, Mirror.NONE, 0, Border.ZERO, 0, 0);
  }

  /** How training images are changed. */
  public Augmentation augmentation() {
    return new Augmentation(mirror, move, border, hide);
  }

  /**
   * The same with one component as text.
   *
   * @param key as in YAML: {@code learning-rate}
   * @param value as in YAML: {@code 0.01}
   * @throws InvalidInputException if there is no such key or it cannot have that value
   */
  public Training with(String key, String value) {
    return YamlRecord.with(this, "training", key, value);
  }

  public Training withBatch(int newBatch) {
    return copy(newBatch, epochs);
  }

  public Training withEpochs(int newEpochs) {
    return copy(batch, newEpochs);
  }

  private Training copy(int newBatch, int newEpochs) {
    return new Training(
        optimizer,
        learningRate,
        schedule,
        newBatch,
        newEpochs,
        labelSmoothing,
        mirror,
        move,
        border,
        hide,
        weightDecay);
  }

  /**
   * Refuses a batch that cannot be divided evenly.
   *
   * @param gpus the GPUs that it is divided among
   */
  public void requireDivisibleAmong(int gpus) {
    Checks.divisible(batch, gpus);
  }

  /** The learning rate of an epoch; 1 is the first. */
  public double learningRateIn(int epoch) {
    double done = (epoch - 1.0) / epochs;
    return switch (schedule) {
      case CONSTANT -> learningRate;
      case LINEAR -> learningRate * (epochs - epoch + 1) / epochs;
      case COSINE -> learningRate * (1 + Math.cos(Math.PI * done)) / 2;
    };
  }
}
