package org.evenmatch.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.evenmatch.files.InvalidInputException;
import org.junit.jupiter.api.Test;

class TrainingTest {
  private static final Offset<Double> TINY = Offset.offset(1e-9);

  @Test
  void learningRatesFallByTheirSchedule() {
    Training linear = Training.DEFAULT.with("schedule", "linear");
    Training cosine = linear.with("schedule", "cosine");

    assertThat(rates(linear)).containsExactly(new double[] {1e-3, 0.75e-3, 0.5e-3, 0.25e-3}, TINY);
    // (1 + cos(k π ÷ 4)) ÷ 2 for k = 0 to 3.
    assertThat(rates(cosine))
        .containsExactly(new double[] {1e-3, 0.8535534e-3, 0.5e-3, 0.1464466e-3}, TINY);
    assertThat(rates(linear.with("final-rate", "0.2")))
        .containsExactly(new double[] {1e-3, 0.8e-3, 0.6e-3, 0.4e-3}, TINY);
    assertThat(rates(cosine.with("final-rate", "0.5")))
        .containsExactly(new double[] {1e-3, 0.9267767e-3, 0.75e-3, 0.5732233e-3}, TINY);
  }

  @Test
  void learningRatesRiseByEqualStepsWhileATrainingWarmsUp() {
    Training oneCycle =
        Training.DEFAULT
            .with("schedule", "linear")
            .with("warm-up", "0.5")
            .with("initial-rate", "0.2")
            .with("final-rate", "0.4");

    assertThat(rates(oneCycle)).containsExactly(new double[] {0.2e-3, 0.6e-3, 1e-3, 0.7e-3}, TINY);
    assertThat(rates(Training.DEFAULT.with("warm-up", "0.5")))
        .containsExactly(new double[] {0, 0.5e-3, 1e-3, 1e-3}, TINY);
  }

  /** Those of four steps. */
  private static double[] rates(Training training) {
    return IntStream.range(0, 4).mapToDouble(step -> training.learningRateAt(step / 4.0)).toArray();
  }

  @Test
  void theLastBatchOfAnEpochIsAStepToo() {
    assertThat(Training.DEFAULT.withBatch(64).withEpochs(3).steps(129)).isEqualTo(9);
  }

  @Test
  void zeroIsWhatItSays() {
    assertThat(Training.DEFAULT.with("momentum", "0").momentum()).isZero();
    assertThat(Training.DEFAULT.momentum()).isEqualTo(0.9);
    assertThatThrownBy(() -> Training.DEFAULT.with("output-scale", "0"))
        .hasMessageContaining("output scale must be above 0 and at most 1, but is 0.0");
    assertThatThrownBy(() -> Training.DEFAULT.with("validation", "0"))
        .hasMessageContaining("above 0 and below 1, or a whole number, but is 0.0");
  }

  @Test
  void refusesMoreStepsThanCanBeCounted() {
    Training longest = Training.DEFAULT.withBatch(1).withEpochs(50_000);

    assertThatCode(() -> longest.requireCountableSteps(40_000)).doesNotThrowAnyException();
    assertThatThrownBy(() -> longest.requireCountableSteps(60_000))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("50,000 epochs of 60,000 images by batches of 1 are 3,000,000,000");
  }

  @Test
  void refusesWhatNoTrainingCanHave() {
    assertThatThrownBy(() -> Training.DEFAULT.with("label-smoothing", "1"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("label smoothing must be 0 or more and below 1, but is 1.0");
    assertThatThrownBy(() -> Training.DEFAULT.with("weight-decay", "-0.1"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("weight decay must be 0 or more and below 1, but is -0.1");
    assertThatThrownBy(() -> Training.DEFAULT.with("mirror", "sideways"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("none, random, alternating");
  }

  @Test
  void batchesAreDividedEvenlyAmongGpus() {
    String refusal = "batch must be a multiple of the number of GPUs, but is 64 for 3: give 66";

    assertThatCode(() -> Training.DEFAULT.requireDivisibleAmong(4)).doesNotThrowAnyException();
    assertThatThrownBy(() -> Training.DEFAULT.requireDivisibleAmong(3))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(refusal);
    assertThatThrownBy(
            () ->
                new BenchPlan(
                    List.of("lenet"),
                    List.of(),
                    Optional.empty(),
                    List.of(96, 64),
                    List.of("cuda"),
                    List.of("float32"),
                    Optional.of(3),
                    Optional.empty(),
                    Kind.DEFAULT))
        .hasMessage(refusal);
  }
}
