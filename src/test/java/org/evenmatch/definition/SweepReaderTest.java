package org.evenmatch.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.evenmatch.Pairs;
import org.evenmatch.definition.SweepPlan.Task;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.files.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepReaderTest {
  private static SweepPlan read(String... lines) {
    return SweepReader.parse(
        "plan.yaml", String.join("\n", lines), Pairs::definition, name -> name);
  }

  @Test
  void everyPlaceOfTheGridWithEverySeedIsATaskInAnOrderThatStays() throws Exception {
    SweepPlan plan =
        read(
            "pair: [lenet, mnist-mlp]",
            "dataset: mnist",
            "match: [units, parameters]",
            "limit: [1000, all]",
            "members: [cnn, fc]",
            "seeds: 2");

    List<Task> tasks = plan.tasks();

    assertThat(tasks).hasSize(32);
    assertThat(tasks.stream().map(Task::name)).doesNotHaveDuplicates();
    assertThat(tasks.get(0).name()).isEqualTo("lenet-mnist-units-n1000-fc-seed1");
    assertThat(tasks.get(31).name()).isEqualTo("mnist-mlp-mnist-parameters-cnn-seed2");
    assertThat(tasks.get(31).cell().limit()).isEmpty();
    assertThat(plan.members()).containsExactly(Kind.FC, Kind.CNN);
    RunPlan run = plan.run(tasks.get(3), Computing.AUTO, 300);
    assertThat(run.members()).containsExactly(Kind.CNN);
    assertThat(run.seed()).isEqualTo(2);
    assertThat(run.seeds()).isEqualTo(1);
    assertThat(run.images().limit()).contains(1000);
    assertThat(Json.parse(Json.pretty(plan), SweepPlan.class)).isEqualTo(plan);
  }

  @Test
  void whatIsLeftOutIsThePairsOwn() {
    SweepPlan plan = read("pair: lenet", "dataset: glyphs");

    assertThat(plan.tasks()).hasSize(2);
    assertThat(plan.tasks().get(0).cell())
        .isEqualTo(
            new SweepPlan.Cell(
                "lenet",
                "glyphs",
                Pairs.load("lenet").spec().match(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
    assertThat(plan.members()).isEqualTo(Kind.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "limits: [3]         | plan.yaml:3: unknown key 'limits' in a sweep: did you mean 'limit'?",
        "limit: []           | plan.yaml:3: 'limit' must have a value at least, but its list is empty",
        "limit: [10, ten]    | plan.yaml:3: limit must be a whole number",
        "limit: [10, 0]      | plan.yaml:3: limit must be at least 1",
        "epochs: [2, 2]      | plan.yaml:1: epochs of a sweep must differ",
        "match: [sizes]      | plan.yaml:3: match must be one of units, outputs, parameters, compute, but is 'sizes'",
        "seeds: 100000       | plan.yaml:1: seeds must be at most 10,000, but is 100000",
      })
  void refusesWithLineAndFix(String line, String message) {
    assertThatThrownBy(() -> read("pair: lenet", "dataset: glyphs", line))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void refusesAnUnknownPairWhereItStands() {
    assertThatThrownBy(() -> read("dataset: glyphs", "pair:", "  - lenet", "  - lenett"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("plan.yaml:4: unknown pair 'lenett'")
        .hasMessageContaining("did you mean 'lenet'?");
    assertThatThrownBy(() -> read("pair: lenet"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("dataset: glyphs");
  }
}
