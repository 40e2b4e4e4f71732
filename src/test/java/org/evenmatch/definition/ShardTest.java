package org.evenmatch.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evenmatch.files.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTest {
  @Test
  void allSharesTogetherAreEverythingOnce() {
    List<Integer> all = IntStream.range(0, 11).boxed().toList();

    assertThat(new Shard(1, 3).of(all)).containsExactly(0, 5, 7, 9);
    // Of members that take turns each share has both.
    assertThat(new Shard(1, 2).of(List.of("fc", "cnn", "fc", "cnn"))).containsExactly("fc", "cnn");
    assertThat(
            Stream.of(new Shard(1, 3), new Shard(2, 3), new Shard(3, 3))
                .flatMap(shard -> shard.of(all).stream()))
        .containsExactlyInAnyOrderElementsOf(all);
    assertThat(Shard.WHOLE.of(all)).isEqualTo(all);
  }

  @Test
  void takesItsNumberFromSlurmOrKubernetes() {
    assertThat(Shard.parse("2/8", Map.of())).isEqualTo(new Shard(2, 8));
    assertThat(Shard.parse("auto/8", Map.of("JOB_COMPLETION_INDEX", "0")))
        .isEqualTo(new Shard(1, 8));
    assertThat(
            Shard.parse(
                "auto/8", Map.of("SLURM_ARRAY_TASK_ID", "12", "SLURM_ARRAY_TASK_MIN", "10")))
        .isEqualTo(new Shard(3, 8));
    assertThat(
            Shard.parse(
                "auto",
                Map.of(
                    "SLURM_ARRAY_TASK_ID",
                    "4",
                    "SLURM_ARRAY_TASK_MIN",
                    "0",
                    "SLURM_ARRAY_TASK_MAX",
                    "6",
                    "SLURM_ARRAY_TASK_STEP",
                    "2",
                    "SLURM_ARRAY_TASK_COUNT",
                    "4")))
        .isEqualTo(new Shard(3, 4));
    // One element submitted again is not the whole plan.
    for (String text : List.of("auto", "auto/8")) {
      assertThatThrownBy(
              () ->
                  Shard.parse(
                      text,
                      Map.of(
                          "SLURM_ARRAY_TASK_ID",
                          "5",
                          "SLURM_ARRAY_TASK_MIN",
                          "5",
                          "SLURM_ARRAY_TASK_MAX",
                          "5",
                          "SLURM_ARRAY_TASK_COUNT",
                          "1")))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("write which, as in 5/8");
    }
    assertThatThrownBy(() -> Shard.parse("auto", Map.of("JOB_COMPLETION_INDEX", "0")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("write auto/8");
    assertThatThrownBy(() -> Shard.parse("auto/8", Map.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0/3", "4/3", "1/0", "1", "a/b", "-1/3", "1/3/5", ""})
  void refusesWhatIsNoShare(String text) {
    assertThatThrownBy(() -> Shard.parse(text, Map.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a shard must be");
  }
}
