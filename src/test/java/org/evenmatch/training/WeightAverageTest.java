package org.evenmatch.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.definition.Averaging;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.Shape;
import org.evenmatch.definition.Training;
import org.evenmatch.kernels.BuiltInRunner;
import org.evenmatch.network.Networks;
import org.junit.jupiter.api.Test;

class WeightAverageTest {
  private final MultiLayerNetwork network =
      Networks.build(
          new NetworkSpec(
              "tiny",
              Kind.FC,
              Shape.image(1, 2, 1),
              List.of(new LayerSpec.Output("output", 2)),
              Training.DEFAULT),
          1);
  private final BuiltInRunner runner = new BuiltInRunner(network);

  /** As if a step had set every parameter to {@code value}. */
  private void step(WeightAverage average, double value) {
    network.params().assign(value);
    network.setIterationCount(network.getIterationCount() + 1);
    average.stepped(runner);
  }

  private double parameter() {
    return network.params().getDouble(0);
  }

  @Test
  void exponentialMeansFollowEveryFifthStepAndLeaveTrainingAlone() {
    network.params().assign(1.0);
    WeightAverage average = new WeightAverage(Averaging.EXPONENTIAL, network, 100);
    for (int step = 1; step <= 10; step++) {
      step(average, step);
    }

    // After step 5: 2/11 of 1 and 9/11 of 5; after step 10: 3/12 of that and 9/12 of 10.
    double first = (2 * 1 + 9 * 5) / 11.0;
    double second = (3 * first + 9 * 10) / 12;
    double seen = average.during(runner, this::parameter);

    assertThat(seen).isCloseTo(second, within(1e-5));
    assertThat(parameter()).isEqualTo(10);
    average.finish(runner);
    assertThat(parameter()).isCloseTo(second, within(1e-5));
    assertThat(WeightAverage.kept(Averaging.EXPONENTIAL, 1_000_000, 1_000_000))
        .isCloseTo(0.995009990004999, within(1e-12));
  }

  @Test
  void lookaheadPutsTheMeanInPlaceOfTheWeights() {
    network.params().assign(1.0);
    WeightAverage average = new WeightAverage(Averaging.LOOKAHEAD, network, 10);
    for (int step = 1; step <= 4; step++) {
      step(average, step);
    }
    assertThat(parameter()).isEqualTo(4);

    step(average, 5);

    // 0.95⁵ ÷ 8 of the 1 at the beginning stays.
    double kept = 0.7737809375 / 8;
    assertThat(parameter()).isCloseTo(kept + ((1 - kept) * 5), within(1e-5));
  }

  @Test
  void noneCostsNothingAndChangesNothing() {
    WeightAverage average = new WeightAverage(Averaging.NONE, network, 10);
    for (int step = 1; step <= 5; step++) {
      step(average, step);
    }
    average.finish(runner);

    assertThat(average.values()).isEmpty();
    assertThat(parameter()).isEqualTo(5);
  }
}
