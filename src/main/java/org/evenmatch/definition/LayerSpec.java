package org.evenmatch.definition;

import org.evenmatch.files.InvalidInputException;

/**
 * One layer of a network, with the rule by which it turns an input shape into an output shape.
 *
 * <p>Every layer has a name that is unique in its network.
 */
public sealed interface LayerSpec {

  String name();

  /** The type as reports write it: {@code conv}, {@code max-pool}, {@code dense} and so on. */
  String type();

  /**
   * The shape of one example after this layer.
   *
   * @throws InvalidInputException if this layer cannot follow such an input
   */
  Shape outputShape(Shape input);

  /** Whether the layer has weights that connect its inputs to its outputs. */
  default boolean hasWeights() {
    return !(this instanceof Pool || this instanceof BatchNorm || this instanceof Dropout);
  }

  /**
   * A convolution: {@code [h, w, c] → [h', w', filters]}, one bias a filter.
   *
   * @param filters number of filters, at least 1
   * @param weights how they begin
   */
  record Conv(String name, int filters, Window window, Activation activation, Weights weights)
      implements LayerSpec {
    public Conv {
      Checks.named("layer name", name);
      Checks.positive("filters of layer '" + name + "'", filters);
    }

    /** With weights as usual. */
    public Conv(String name, int filters, Window window, Activation activation) {
      this(name, filters, window, activation, Weights.HE);
    }

    /** Whether its filters are made of training images, and not trained. */
    public boolean whitens() {
      return weights == Weights.WHITENING;
    }

    @Override
    public String type() {
      return "conv";
    }

    @Override
    public Shape outputShape(Shape input) {
      int whitened = 2 * window.height() * window.width() * input.channels();
      if (whitens() && filters != whitened) {
        throw new InvalidInputException(
            String.format(
                "whitening takes two filters for each value of a window, %,d here, but layer '%s'"
                    + " has %,d: write 'filters: %d'",
                whitened, name, filters, whitened));
      }
      return window.slideOver(name, input, filters);
    }
  }

  /**
   * A locally connected layer (LeCun, "Generalization and network design strategies", 1989): a
   * convolution's connections, with weights of its own at each place; one bias a filter, as
   * Deeplearning4j has it: {@code [n, n, c] → [n', n', filters]}.
   *
   * <p>Images and windows are square, because Deeplearning4j's {@code LocallyConnected2D} gives its
   * maps transposed, and those that are not square in disorder.
   *
   * @param filters number of filters at each place, at least 1
   */
  record Local(String name, int filters, Window window, Activation activation)
      implements LayerSpec {
    public Local {
      Checks.named("layer name", name);
      Checks.positive("filters of layer '" + name + "'", filters);
      if (activation == Activation.LEAKY_RELU) {
        throw new InvalidInputException(
            "a locally connected layer must have another activation than leaky-relu, because"
                + " Deeplearning4j computes it there as relu, but layer '"
                + name
                + "' has it: leave that member out, or choose relu");
      }
    }

    @Override
    public String type() {
      return "local";
    }

    @Override
    public Shape outputShape(Shape input) {
      window.requireSquare(name, input);
      return window.slideOver(name, input, filters);
    }
  }

  /**
   * A dense layer in a convolution's place: its outputs stand where the convolution's would, one
   * bias each: {@code [h, w, c] → [h', w', filters]}.
   *
   * @param window of the convolution
   * @param inputs which an output sees
   */
  record Unrolled(String name, int filters, Window window, Activation activation, Inputs inputs)
      implements LayerSpec {
    /** What a Java array holds. */
    private static final int MOST_WEIGHTS = Integer.MAX_VALUE - 8;

    public Unrolled {
      Checks.named("layer name", name);
      Checks.positive("filters of layer '" + name + "'", filters);
    }

    @Override
    public String type() {
      return "dense";
    }

    @Override
    public Shape outputShape(Shape input) {
      Shape output = window.slideOver(name, input, filters);
      long weights = Math.multiplyExact(input.volume(), output.volume());
      if (weights > MOST_WEIGHTS) {
        throw new InvalidInputException(
            String.format(
                "a layer that is unrolled must have at most %,d weights, but '%s' would have %,d:"
                    + " choose a smaller pair",
                MOST_WEIGHTS, name, weights));
      }
      return output;
    }
  }

  /**
   * The maximum or the mean of each window, channel by channel: {@code [h, w, c] → [h', w', c]}.
   */
  record Pool(String name, boolean max, Window window) implements LayerSpec {
    public Pool {
      Checks.named("layer name", name);
    }

    @Override
    public String type() {
      return max ? "max-pool" : "avg-pool";
    }

    @Override
    public Shape outputShape(Shape input) {
      return window.slideOver(name, input, input.channels());
    }
  }

  /**
   * Batch normalisation (Ioffe and Szegedy, 2015), per channel of an image or per unit of a vector,
   * followed by an activation.
   *
   * @param scaled whether what is normalised is scaled, and not only shifted
   * @param rate how many times the learning rate its shifts, and its scales, if it has them, learn
   *     at, above 0 and at most 100
   * @param decay what running means and variances keep of themselves at a step, 0 or more and below
   *     1
   */
  record BatchNorm(String name, Activation activation, boolean scaled, double rate, double decay)
      implements LayerSpec {
    /** Deeplearning4j's. */
    public static final double USUAL_DECAY = 0.9;

    public BatchNorm {
      Checks.named("layer name", name);
      if (!(rate > 0 && rate <= 100)) {
        throw new InvalidInputException(
            String.format(
                "the rate of layer '%s' is how many times the learning rate its shifts and scales"
                    + " learn at, above 0 and at most 100, but is %s: 1 is usual",
                name, rate));
      }
      if (!(decay >= 0 && decay < 1)) {
        throw new InvalidInputException(
            String.format(
                "the decay of layer '%s' is what its running statistics keep of themselves at a"
                    + " step, 0 or more and below 1, but is %s: %s is usual",
                name, decay, USUAL_DECAY));
      }
    }

    /** Scaled, with the learning rate of all. */
    public BatchNorm(String name, Activation activation) {
      this(name, activation, true, 1, USUAL_DECAY);
    }

    /** Values a channel that are trained. */
    public int parametersPerChannel() {
      return scaled ? 2 : 1;
    }

    @Override
    public String type() {
      return "batch-norm";
    }

    @Override
    public Shape outputShape(Shape input) {
      return input;
    }
  }

  /**
   * Dropout (Srivastava et al., 2014).
   *
   * @param rate probability that a value is dropped in training, above 0 and below 1
   */
  record Dropout(String name, double rate) implements LayerSpec {
    public Dropout {
      Checks.named("layer name", name);
      if (!(rate > 0 && rate < 1)) {
        throw new InvalidInputException(
            "the dropout rate of layer '"
                + name
                + "' is the probability of dropping a value, above 0 and below 1, but is "
                + rate
                + ": 0.5 is common before an output, 0.25 after a conv block");
      }
    }

    @Override
    public String type() {
      return "dropout";
    }

    @Override
    public Shape outputShape(Shape input) {
      return input;
    }
  }

  /** A fully-connected layer: every input to every unit, one bias a unit; flattens an image. */
  record Dense(String name, int units, Activation activation) implements LayerSpec {
    public Dense {
      Checks.named("layer name", name);
      Checks.positive("units of layer '" + name + "'", units);
    }

    @Override
    public String type() {
      return "dense";
    }

    @Override
    public Shape outputShape(Shape input) {
      input.flattened();
      return Shape.vector(units);
    }
  }

  /** The last layer: dense to one unit a class, softmax and cross-entropy. */
  record Output(String name, int classes) implements LayerSpec {
    public Output {
      Checks.named("layer name", name);
      if (classes < 2) {
        throw new InvalidInputException(
            "classes must be at least 2, but is " + classes + ": count the labels of the dataset");
      }
    }

    @Override
    public String type() {
      return "output";
    }

    @Override
    public Shape outputShape(Shape input) {
      input.flattened();
      return Shape.vector(classes);
    }
  }
}
