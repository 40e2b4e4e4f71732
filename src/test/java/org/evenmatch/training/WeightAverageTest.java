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
import org.evenmatch.kernels.InertRunner;
import org.evenmatch.kernels.ParameterMean;
import org.evenmatch.network.Networks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;

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
    assertThat(WeightAverage.kept(Averaging.EXPONENTIAL, 1_000_000, 1_000_000, 5))
        .isCloseTo(0.995009990004999, within(1e-12));
  }

  /** With one every fifth step, the mean of four would be what the network began with. */
  @ParameterizedTest
  @CsvSource({"EXPONENTIAL, 9.95505", "LOOKAHEAD, 9.99396"})
  void theShortestTrainingsAreAveragedAtEveryStep(Averaging kind, double expected) {
    network.params().assign(1.0);
    WeightAverage average = new WeightAverage(kind, network, 4);
    for (int step = 1; step <= 4; step++) {
      step(average, 10);
    }
    average.finish(runner);

    // Of the 1 at the beginning 2/11 · 3/12 · 4/13 · 5/14 of 9 are missing, or 0.95⁴ · (4!/4⁴)³.
    assertThat(parameter()).isCloseTo(expected, within(1e-4));
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

  /**
   * Has parameters and a mean of its own, as a GPU does, and the network others until it is told.
   */
  private static final class Device extends InertRunner {
    final MultiLayerNetwork network;
    final INDArray own;

    @Override
    public ParameterMean meanOf(MultiLayerNetwork sameNetwork, INDArray mean) {
      INDArray there = mean.dup();
      return new ParameterMean() {
        @Override
        public void follow(double kept) {
          there.muli(kept).addi(own.mul(1 - kept));
        }

        @Override
        public void adopt() {
          own.assign(there);
        }

        @Override
        public void fetch() {
          mean.assign(there);
        }
      };
    }

    Device(MultiLayerNetwork network) {
      this.network = network;
      this.own = network.params().dup();
    }

    @Override
    public void updateNetwork() {
      network.params().assign(own);
    }

    @Override
    public void parametersChanged() {
      own.assign(network.params());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Averaging.class,
      names = {"EXPONENTIAL", "LOOKAHEAD"})
  void aDeviceWithParametersOfItsOwnHasTheMeanToo(Averaging kind) {
    network.params().assign(1.0);
    Device device = new Device(network);
    WeightAverage average = new WeightAverage(kind, network, 10);
    for (int step = 1; step <= 5; step++) {
      device.own.assign(step);
      network.setIterationCount(step);
      average.stepped(device);
    }
    // Each of these is the first to ask for it in its turn.
    INDArray values = average.values().orElseThrow();
    double mean = values.getDouble(0);
    double trained = device.own.getDouble(0);

    assertThat(mean).isBetween(3.0, 5.0);
    assertThat(trained).isEqualTo(kind == Averaging.LOOKAHEAD ? mean : 5);
    values.assign(-1);
    double seen = average.during(device, () -> device.own.getDouble(0));
    assertThat(seen).isEqualTo(mean);
    assertThat(device.own.getDouble(0)).isEqualTo(trained);
    values.assign(-1);
    average.finish(device);
    assertThat(device.own.getDouble(0)).isEqualTo(mean);
    assertThat(parameter()).isEqualTo(mean);
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
