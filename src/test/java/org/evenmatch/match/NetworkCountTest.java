package org.evenmatch.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.evenmatch.definition.Activation;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.Padding;
import org.evenmatch.definition.Shape;
import org.evenmatch.definition.Training;
import org.evenmatch.definition.Weights;
import org.evenmatch.definition.Window;
import org.evenmatch.files.InvalidInputException;
import org.junit.jupiter.api.Test;

class NetworkCountTest {
  private static NetworkSpec network(Kind kind, Shape image, LayerSpec... layers) {
    return new NetworkSpec("n", kind, image, List.of(layers), Training.DEFAULT);
  }

  private static LayerSpec.Conv conv(int filters, int kernel, int stride, Padding padding) {
    return new LayerSpec.Conv(
        "c", filters, Window.square(kernel, stride, padding), Activation.RELU);
  }

  @Test
  void whiteningFiltersAreKeptAndNotTrained() {
    LayerSpec.Conv white =
        new LayerSpec.Conv(
            "c", 24, Window.square(2, 1, Padding.VALID), Activation.GELU, Weights.WHITENING);

    LayerCount layer =
        NetworkCount.of(network(Kind.CNN, Shape.image(32, 32, 3), white)).layers().get(0);

    assertThat(layer.weights()).isZero();
    assertThat(layer.buffers()).isEqualTo(24 * 2 * 2 * 3);
    assertThat(layer.biases()).isEqualTo(24);
    assertThat(layer.macs()).isEqualTo(31 * 31 * 24 * 12);
    assertThat(layer.weightReuse()).isEmpty();
  }

  @Test
  void countsAConvolutionByHand() {
    NetworkCount count =
        NetworkCount.of(network(Kind.CNN, Shape.image(32, 32, 3), conv(6, 5, 1, Padding.VALID)));

    LayerCount layer = count.layers().get(0);
    assertThat(layer.output()).isEqualTo(Shape.image(28, 28, 6));
    assertThat(layer.weights()).isEqualTo(450);
    assertThat(layer.biases()).isEqualTo(6);
    assertThat(layer.fanIn()).hasValue(75);
    assertThat(layer.connections()).isEqualTo(4_704L * 75);
    assertThat(layer.macs()).isEqualTo(352_800);
    assertThat(layer.weightReuse()).hasValue(784);
    assertThat(layer.activationBytes()).isEqualTo(18_816);
  }

  @Test
  void countsStrideAndSamePadding() {
    NetworkCount count =
        NetworkCount.of(network(Kind.CNN, Shape.image(7, 9, 2), conv(3, 3, 2, Padding.SAME)));

    assertThat(count.layers().get(0).output()).isEqualTo(Shape.image(4, 5, 3));
    assertThat(count.macs()).isEqualTo(4 * 5 * 3 * 18);
  }

  @Test
  void countsBatchNormalisationAsTwoTrainedAndTwoKeptValuesAChannel() {
    NetworkCount count =
        NetworkCount.of(
            network(Kind.CNN, Shape.image(4, 4, 5), new LayerSpec.BatchNorm("b", Activation.RELU)));

    assertThat(count.parameters()).isEqualTo(10);
    assertThat(count.buffers()).isEqualTo(10);
    assertThat(count.macs()).isZero();
    assertThat(count.layers().get(0).fanIn()).isEmpty();
    assertThat(count.layers().get(0).weightReuse()).isEmpty();
  }

  @Test
  void countsScalesThatAreNotLearnedAsKept() {
    LayerSpec norm = new LayerSpec.BatchNorm("b", Activation.RELU, false, 64, 0.6);
    NetworkCount count = NetworkCount.of(network(Kind.CNN, Shape.image(4, 4, 5), norm));

    assertThat(count.weights()).isZero();
    assertThat(count.parameters()).isEqualTo(5);
    assertThat(count.buffers()).isEqualTo(15);
  }

  @Test
  void countsBeyondTwoToTheThirtyOne() {
    NetworkCount count =
        NetworkCount.of(
            network(
                Kind.FC,
                Shape.image(1_000, 1_000, 3),
                new LayerSpec.Dense("d", 2_000_000, Activation.RELU)));

    assertThat(count.weights()).isEqualTo(6_000_000_000_000L);
    assertThat(count.parameters()).isEqualTo(6_000_002_000_000L);
    assertThat(TrainingMemory.of(count, 1).totalBytes()).isGreaterThan(96_000_000_000_000L);
  }

  @Test
  void refusesCountsBeyondTwoToTheSixtyThree() {
    NetworkSpec huge =
        network(
            Kind.FC,
            Shape.image(20_000, 20_000, 5),
            new LayerSpec.Dense("d1", 2_000_000_000, Activation.RELU),
            new LayerSpec.Dense("d2", 2_000_000_000, Activation.RELU),
            new LayerSpec.Dense("d3", 2_000_000_000, Activation.RELU));

    assertThatThrownBy(() -> NetworkCount.of(huge))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("2^63");
  }

  @Test
  void estimatesTrainingMemoryByHand() {
    NetworkCount count =
        NetworkCount.of(
            network(
                Kind.FC,
                Shape.image(10, 10, 1),
                new LayerSpec.Dense("d", 20, Activation.RELU),
                new LayerSpec.Output("o", 10)));

    TrainingMemory memory = TrainingMemory.of(count, 8);

    long parameters = (100 * 20) + 20 + (20 * 10) + 10;
    assertThat(memory.parameterBytes()).isEqualTo(4 * parameters);
    assertThat(memory.gradientBytes()).isEqualTo(4 * parameters);
    assertThat(memory.optimizerBytes()).isEqualTo(8 * parameters);
    assertThat(memory.activationBytes()).isEqualTo(8 * 4 * (100 + (2 * 30)));
    assertThat(memory.totalBytes()).isEqualTo((16 * parameters) + (8 * 4 * 160));
  }
}
