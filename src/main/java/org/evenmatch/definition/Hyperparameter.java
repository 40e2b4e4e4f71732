package org.evenmatch.definition;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.evenmatch.files.InvalidInputException;

/**
 * What a search may choose for a network, with the values that it tries; the given one is first.
 */
public enum Hyperparameter implements YamlName {
  /** The learning rate: the given one, a third, three times, a tenth and ten times of it. */
  LEARNING_RATE {
    @Override
    public List<Double> candidates(NetworkSpec network) {
      double given = network.training().learningRate();
      return multiples(given, 1, 1 / 3.0, 3, 0.1, 10).filter(rate -> rate <= 10).toList();
    }

    @Override
    public NetworkSpec set(NetworkSpec network, double value) {
      return with(network, "learning-rate", value);
    }
  },
  /**
   * The decay of weights: the given one, none, a third and three times of it; if none was given,
   * three that are common for the optimiser.
   */
  WEIGHT_DECAY {
    @Override
    public List<Double> candidates(NetworkSpec network) {
      double given = network.training().weightDecay();
      if (given > 0) {
        return multiples(given, 1, 0, 1 / 3.0, 3).filter(decay -> decay < 1).toList();
      }
      boolean adam = network.training().optimizer() == Optimizer.ADAM;
      return multiples(adam ? 0.01 : 0.001, 0, 0.1, 1, 10).toList();
    }

    @Override
    public NetworkSpec set(NetworkSpec network, double value) {
      return with(network, "weight-decay", value);
    }
  },
  /** A factor for the rates of all dropout layers: as given, none, half and one and a half. */
  DROPOUT {
    @Override
    public List<Double> candidates(NetworkSpec network) {
      if (network.layers().stream().noneMatch(LayerSpec.Dropout.class::isInstance)) {
        throw new InvalidInputException(
            "to tune dropout a network must have a dropout layer, but '"
                + network.name()
                + "' has none: add one, or leave dropout out");
      }
      return List.of(1.0, 0.0, 0.5, 1.5);
    }

    @Override
    public NetworkSpec set(NetworkSpec network, double value) {
      List<LayerSpec> layers = new ArrayList<>();
      for (LayerSpec layer : network.layers()) {
        if (!(layer instanceof LayerSpec.Dropout dropout)) {
          layers.add(layer);
        } else if (value > 0) {
          double rate = Math.min(MOST_DROPOUT, value * dropout.rate());
          layers.add(new LayerSpec.Dropout(dropout.name(), rate));
        }
      }
      return new NetworkSpec(
          network.name(), network.kind(), network.image(), layers, network.training());
    }
  };

  private static final double MOST_DROPOUT = 0.9;

  /**
   * The values to try, each once.
   *
   * @throws InvalidInputException if {@code network} has nothing of the kind
   */
  public abstract List<Double> candidates(NetworkSpec network);

  /** {@code network} with one of the candidates. */
  public abstract NetworkSpec set(NetworkSpec network, double value);

  private static NetworkSpec with(NetworkSpec network, String key, double value) {
    return network.withTraining(network.training().with(key, Double.toString(value)));
  }

  /** Rounded to three significant digits, so that numbers stay readable. */
  private static Stream<Double> multiples(double value, double... factors) {
    return DoubleStream.of(factors)
        .mapToObj(factor -> new BigDecimal(value * factor).round(new MathContext(3)).doubleValue())
        .distinct();
  }
}
