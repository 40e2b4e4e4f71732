package org.evenmatch.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.files.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunPlanTest {
  private static final RunPlan PLAN =
      RunPlan.of("p", "", Match.UNITS, Images.of("glyphs")).withSeeds(3, 2);

  private static Training set(String... settings) {
    return PLAN.withSet(List.of(settings)).training(Training.DEFAULT);
  }

  @Test
  void settingsOverrideTheRecipeByTheNamesOfItsYaml() {
    Training training =
        set(
            "training.optimizer=sgd",
            "training.learning-rate=0.25",
            "training.schedule=linear",
            "training.epochs=7");

    assertThat(training).isEqualTo(new Training(Optimizer.SGD, 0.25, Schedule.LINEAR, 64, 7));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "learning-rate=1            | must be training.KEY=VALUE, but is 'learning-rate=1'",
        "training.epochs            | must be training.KEY=VALUE",
        "training.learning-rat=1    | did you mean 'learning-rate'",
        "training.learning-rate=big | learning-rate must be a number, but is 'big'",
        "training.learning-rate=11  | must be above 0 and at most 10, but is 11.0",
        "training.epochs=0          | epochs must be at least 1, but is 0",
        "training.epochs=2147483647 | epochs must be at most 100,000, but is 2147483647",
        "training.optimizer=lion    | must be one of sgd, nesterovs, adam, but is 'lion'",
        "training.batch={a: 1}      | batch must be a single value",
      })
  void aSettingThatCannotBeIsRefusedWithTheReason(String setting, String reason) {
    assertThatThrownBy(() -> set(setting))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void moreSeedsThanAnybodyWaitsForAreRefused() {
    assertThatThrownBy(() -> PLAN.withSeeds(1, Integer.MAX_VALUE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("seeds must be at most 10,000, but is 2147483647: give a smaller number");
  }

  @Test
  void isFlatInJsonAndReadAgain() throws Exception {
    String json = Json.line(PLAN.withProbes(List.of("shift")));

    assertThat(json).contains("\"dataset\":\"glyphs\"", "\"backend\":\"auto\"", "\"member\":null");
    assertThat(Json.parse(json, RunPlan.class)).isEqualTo(PLAN.withProbes(List.of("shift")));
  }

  @Test
  void readsTheOneMemberOfEarlierVersions() throws Exception {
    String json = Json.line(PLAN).replace("\"members\":[\"fc\",\"cnn\"]", "\"members\":null");

    RunPlan plan = Json.parse(json.replace("\"member\":null", "\"member\":\"cnn\""), RunPlan.class);

    assertThat(plan.members()).containsExactly(Kind.CNN);
    assertThat(Json.parse(json, RunPlan.class).members()).containsExactly(Kind.FC, Kind.CNN);
  }
}
