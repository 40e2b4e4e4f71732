package org.evenmatch.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainerSettingsTest {

  @ParameterizedTest
  @CsvSource({
    "0, 300_000, 2_000",
    "360, 300_000, 7_200",
    "60_000, 300_000, 300_000",
    "360, 5_000, 5_000",
    "360, 500, 2_000",
  })
  void checkpointsBetweenEpochsTakeATwentiethOfTheTimeUnlessMoreMayNotBeLost(
      String tookMillis, String everyMillis, String expectedMillis) {
    TrainerSettings settings = TrainerSettings.NONE.withJournal(Journal.NONE, millis(everyMillis));

    assertThat(settings.untilNextEpochsCheckpoint(millis(tookMillis)))
        .isEqualTo(millis(expectedMillis));
  }

  private static Duration millis(String digits) {
    return Duration.ofMillis(Long.parseLong(digits.replace("_", "")));
  }
}
