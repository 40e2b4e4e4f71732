package org.evenmatch.definition;

import org.evenmatch.files.InvalidInputException;

/**
 * A training recipe: how a network is trained unless a run says otherwise. Each component is a key
 * of {@code training} in a pair's YAML, in lower case with hyphens, and of the option {@code
 * --set}.
 *
 * @param optimizer how gradients become updates
 * @param learningRate the optimiser's largest step size, above 0 and at most 10
 * @param momentum of {@code nesterovs}: how much of the last update the next one keeps, 0 or more
 *     and below 1; 0.9 unless said
 * @param schedule how the learning rate changes from step to step, after the warm-up
 * @param warmUp the part of all steps in which the learning rate rises by equal steps; with the
 *     schedule {@code linear} this is the one-cycle policy (Smith, "Super-convergence", 2018)
 * @param initialRate where the warm-up begins, as a part of the learning rate
 * @param finalRate where a falling schedule ends, as a part of the learning rate
 * @param batch examples in a batch, at least 1
 * @param epochs passes over the training images, 1 to 100,000
 * @param averaging of which weights the mean is taken
 * @param keep of which epoch the parameters are kept
 * @param validation with {@code keep} {@code best}, the training images that are set aside to judge
 *     epochs by: a part of them, below 1, or a number; 0.1 unless said
 * @param patience with {@code keep} {@code best}, the epochs without a better one after which the
 *     training ends (early stopping, Prechelt, 1998); 0 for never
 * @param outputScale what the output layer's logits are multiplied by, above 0 and at most 1. It is
 *     done without a layer, by weights that begin that much smaller and learn that much slower
 * @param weightDecay what a step takes from each weight, times the learning rate, besides what the
 *     gradient does; biases and batch normalisation are spared, but for its shifts where it has no
 *     scales (Loshchilov and Hutter, "Decoupled weight decay regularization", 2019;
 *     Deeplearning4j's WeightDecay). 0 or more and below 1
 * @param gradientClip the largest L2 norm of a layer's gradient, weights and biases together; a
 *     larger one is scaled down to it (Pascanu et al., "On the difficulty of training recurrent
 *     neural networks", 2013; Deeplearning4j's ClipL2PerLayer). Batch normalisation is spared. 0
 *     for none
 * @param labelSmoothing the part of a label's probability that all classes share (Szegedy et al.,
 *     2016), 0 or more and below 1
 * @param mirror as in {@link Augmentation}
 * @param move as in {@link Augmentation}
 * @param border as in {@link Augmentation}
 * @param rotate as in {@link Augmentation}
 * @param zoom as in {@link Augmentation}
 * @param deform as in {@link Augmentation}
 * @param hide as in {@link Augmentation}
 * @param testViews of which views of a test image the logits' mean is taken
 */
public record Training(
    Optimizer optimizer,
    double learningRate,
    Double momentum,
    Schedule schedule,
    double warmUp,
    double initialRate,
    double finalRate,
    int batch,
    int epochs,
    Averaging averaging,
    Keep keep,
    Double validation,
    int patience,
    Double outputScale,
    double weightDecay,
    double gradientClip,
    double labelSmoothing,
    Mirror mirror,
    int move,
    Border border,
    double rotate,
    double zoom,
    double deform,
    int hide,
    TestViews testViews) {
  /** Adam with the constant learning rate 0.001, batches of 64, 5 epochs. */
  public static final Training DEFAULT =
      new Training(Optimizer.ADAM, 0.001, Schedule.CONSTANT, 64, 5);

  /** More than anybody waits for. */
  public static final int MOST_EPOCHS = 100_000;

  private static final double MOMENTUM = 0.9;
  private static final double VALIDATION = 0.1;

  public Training {
    // Absent where an earlier version wrote it.
    momentum = momentum == null ? MOMENTUM : momentum;
    averaging = averaging == null ? Averaging.NONE : averaging;
    keep = keep == null ? Keep.LAST : keep;
    validation = validation == null ? VALIDATION : validation;
    outputScale = outputScale == null ? Double.valueOf(1) : outputScale;
    mirror = mirror == null ? Mirror.NONE : mirror;
    border = border == null ? Border.ZERO : border;
    testViews = testViews == null ? TestViews.NONE : testViews;
    require(
        learningRate > 0 && learningRate <= 10,
        "learning rate must be above 0 and at most 10",
        learningRate,
        "0.001 is a common start for adam");
    requirePart("momentum", momentum, "0.9 is common");
    requirePart("warm-up", warmUp, "0.2 is a part of all steps that is common");
    require(
        initialRate >= 0 && initialRate <= 1,
        "initial rate must be a part of the learning rate, 0 to 1",
        initialRate,
        "0.1 is common");
    require(
        finalRate >= 0 && finalRate <= 1,
        "final rate must be a part of the learning rate, 0 to 1",
        finalRate,
        "0 is common");
    Checks.positive("batch", batch);
    Checks.between("epochs", epochs, MOST_EPOCHS);
    require(
        outputScale > 0 && outputScale <= 1,
        "output scale must be above 0 and at most 1",
        outputScale,
        "1 leaves the logits as they are");
    require(
        validation > 0
            && (validation < 1 || validation == Math.rint(validation))
            && validation < Integer.MAX_VALUE,
        "validation must be a part of the training images, above 0 and below 1, or a whole number",
        validation,
        "0.1 is common");
    require(patience >= 0, "patience must be 0 epochs or more", patience, "0 waits for ever");
    requirePart("weight decay", weightDecay, "0.0005 is common with nesterovs, 0.01 with adam");
    require(
        gradientClip >= 0 && Double.isFinite(gradientClip),
        "gradient clip must be 0 or more",
        gradientClip,
        "1 is common, 0 clips none");
    requirePart("label smoothing", labelSmoothing, "0.1 is common");
    new Augmentation(mirror, move, border, rotate, zoom, deform, hide);
  }

  /** Plain labels and images. */
  public Training(
      Optimizer optimizer, double learningRate, Schedule schedule, int batch, int epochs) {
    this(
        optimizer,
        learningRate,
        MOMENTUM,
        schedule,
        0,
        0,
        0,
        batch,
        epochs,
        Averaging.NONE,
        Keep.LAST,
        VALIDATION,
        0,
        1.0,
        0,
        0,
        0,
        Mirror.NONE,
        0,
        Border.ZERO,
        0,
        0,
        0,
        0,
        TestViews.NONE);
  }

  private static void requirePart(String what, double value, String fix) {
    require(value >= 0 && value < 1, what + " must be 0 or more and below 1", value, fix);
  }

  private static void require(boolean holds, String rule, double value, String fix) {
    if (!holds) {
      throw new InvalidInputException(rule + ", but is " + value + ": " + fix);
    }
  }

  /** How training images are changed. */
  public Augmentation augmentation() {
    return new Augmentation(mirror, move, border, rotate, zoom, deform, hide);
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

  public Training withBatch(int examples) {
    return YamlRecord.with(this, "batch", examples);
  }

  public Training withEpochs(int count) {
    return YamlRecord.with(this, "epochs", count);
  }

  /** The same on training images as they are. */
  public Training withPlainImages() {
    return with("mirror", Mirror.NONE.yamlName())
        .with("move", "0")
        .with("rotate", "0")
        .with("zoom", "0")
        .with("deform", "0")
        .with("hide", "0");
  }

  /**
   * Refuses a batch that cannot be divided evenly.
   *
   * @param gpus the GPUs that it is divided among
   */
  public void requireDivisibleAmong(int gpus) {
    Checks.divisible(batch, gpus);
  }

  /** How many of {@code examples} training images are set aside to judge epochs by. */
  public int validationImages(int examples) {
    if (keep == Keep.LAST) {
      return 0;
    }
    return (int) Math.round(validation < 1 ? validation * examples : validation);
  }

  /** The steps of a whole training on {@code examples} images, less those that are set aside. */
  public int steps(int examples) {
    return Math.toIntExact(longSteps(examples));
  }

  private long longSteps(int examples) {
    long trainedOn = Math.max(0, examples - validationImages(examples));
    return epochs * ((trainedOn + batch - 1) / batch);
  }

  /** Refuses more steps on {@code examples} images than Deeplearning4j counts. */
  public void requireCountableSteps(int examples) {
    long all = longSteps(examples);
    if (all > Integer.MAX_VALUE) {
      throw new InvalidInputException(
          String.format(
              "a training must have at most %,d steps, but %,d epochs of %,d images by batches of"
                  + " %,d are %,d: make fewer epochs or larger batches",
              Integer.MAX_VALUE, epochs, examples, batch, all));
    }
  }

  /**
   * The learning rate of a step.
   *
   * @param done the part of all steps that was done before it, 0 or more and below 1
   */
  public double learningRateAt(double done) {
    if (done < warmUp) {
      return learningRate * (initialRate + ((1 - initialRate) * done / warmUp));
    }
    double fallen = (done - warmUp) / (1 - warmUp);
    return switch (schedule) {
      case CONSTANT -> learningRate;
      case LINEAR -> learningRate * (1 - ((1 - finalRate) * fallen));
      case COSINE ->
          learningRate * (finalRate + ((1 - finalRate) * (1 + Math.cos(Math.PI * fallen)) / 2));
    };
  }

  /** Whether every step has the same learning rate. */
  public boolean isConstant() {
    return schedule == Schedule.CONSTANT && warmUp == 0;
  }
}
