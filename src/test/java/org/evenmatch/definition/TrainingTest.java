package org.evenmatch.definition;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.evenmatch.files.InvalidInputException;
import org.junit.jupiter.api.Test;

class TrainingTest {
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
                    Optional.empty()))
        .hasMessage(refusal);
  }
}
