package org.evenmatch.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.evenmatch.files.InvalidInputException;
import org.junit.jupiter.api.Test;

class HyperparameterTest {
  private static final NetworkSpec NETWORK =
      new NetworkSpec(
          "net",
          Kind.FC,
          Shape.image(2, 2, 1),
          List.of(
              new LayerSpec.Dropout("dropout1", 0.2),
              new LayerSpec.Dense("dense1", 3, Activation.RELU),
              new LayerSpec.Dropout("dropout2", 0.8),
              new LayerSpec.Output("output", 2)),
          Training.DEFAULT.with("learning-rate", "0.003"));

  private static List<Double> candidates(Hyperparameter what, String key, String value) {
    return what.candidates(NETWORK.withTraining(NETWORK.training().with(key, value)));
  }

  @Test
  void learningRatesAreTriedAroundTheGivenOneWhichIsFirst() {
    assertThat(Hyperparameter.LEARNING_RATE.candidates(NETWORK))
        .containsExactly(0.003, 0.001, 0.009, 0.0003, 0.03);
    assertThat(candidates(Hyperparameter.LEARNING_RATE, "learning-rate", "5"))
        .containsExactly(5.0, 1.67, 0.5);
    assertThat(Hyperparameter.LEARNING_RATE.set(NETWORK, 0.009).training().learningRate())
        .isEqualTo(0.009);
  }

  @Test
  void decaysAreTriedAroundTheGivenOneOrAmongCommonOnes() {
    assertThat(Hyperparameter.WEIGHT_DECAY.candidates(NETWORK))
        .containsExactly(0.0, 0.001, 0.01, 0.1);
    assertThat(candidates(Hyperparameter.WEIGHT_DECAY, "optimizer", "sgd"))
        .containsExactly(0.0, 0.0001, 0.001, 0.01);
    assertThat(candidates(Hyperparameter.WEIGHT_DECAY, "weight-decay", "0.06"))
        .containsExactly(0.06, 0.0, 0.02, 0.18);
    assertThat(Hyperparameter.WEIGHT_DECAY.set(NETWORK, 0.1).training().weightDecay())
        .isEqualTo(0.1);
  }

  @Test
  void dropoutIsScaledInAllLayersOrLeftOut() {
    assertThat(Hyperparameter.DROPOUT.candidates(NETWORK)).containsExactly(1.0, 0.0, 0.5, 1.5);
    assertThat(Hyperparameter.DROPOUT.set(NETWORK, 1.5).layers())
        .contains(new LayerSpec.Dropout("dropout1", 0.2 * 1.5))
        .contains(new LayerSpec.Dropout("dropout2", 0.9));
    NetworkSpec without = Hyperparameter.DROPOUT.set(NETWORK, 0);
    assertThat(without.layers()).hasSize(2);
    assertThatThrownBy(() -> Hyperparameter.DROPOUT.candidates(without))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must have a dropout layer, but 'net' has none");
  }
}
