package org.evenmatch.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JacksonException;
import java.util.List;
import java.util.Optional;
import org.evenmatch.files.Json;
import org.evenmatch.kernels.ChosenAlgorithm;
import org.junit.jupiter.api.Test;

class TrainingStateTest {
  private static final TrainingState STATE =
      new TrainingState(
          3,
          2,
          0.5,
          128,
          1_000,
          2_000,
          List.of(new EpochResult(1, 1, 0.7, 0.6, 0.5, 0.1)),
          List.of(100.0),
          List.of(),
          List.of(new ChosenAlgorithm("forward of a layer", "6/3")),
          Optional.of(new BestEpoch.Mark(1, 0.4)));

  @Test
  void isReadAsItWasWritten() throws JacksonException {
    assertThat(Json.parse(Json.pretty(STATE), TrainingState.class)).isEqualTo(STATE);
  }

  @Test
  void needsNoAlgorithmsSinceEarlierVersionsWroteNone() throws JacksonException {
    String earlier = Json.pretty(STATE).replaceFirst("\"algorithms\" : \\[[^]]*\\],", "");

    assertThat(earlier).doesNotContain("algorithms");
    assertThat(Json.parse(earlier, TrainingState.class).algorithms()).isEmpty();
  }
}
