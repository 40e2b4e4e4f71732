package org.evenmatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {
  @TempDir private Path folder;

  @Test
  void measuresEveryCombinationInAProcessOfItsOwn() throws IOException {
    Path out = folder.resolve("bench");

    Cli cli = Cli.run("bench", "--pair", "lenet", "--batch", "16", "--out", out.toString());

    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.out()).contains("lenet-fc", "lenet-cnn", "data/fwd/bwd/opt");
    assertThat(cli.err()).contains("lenet-cnn batch 16 float32: ");
    assertThat(Files.readAllLines(out.resolve("results.csv"))).hasSize(3);
    JsonNode rows =
        new ObjectMapper().readTree(out.resolve("results.json").toFile()).get("configurations");
    assertThat(rows).hasSize(2);
    for (JsonNode row : rows) {
      assertThat(row.get("status").asText()).isEqualTo("ok");
      double min = row.at("/train_samples_per_second/min").asDouble();
      double median = row.at("/train_samples_per_second/median").asDouble();
      assertThat(min).isPositive();
      assertThat(row.at("/train_samples_per_second/max").asDouble()).isGreaterThanOrEqualTo(median);
      assertThat(median).isGreaterThanOrEqualTo(min);
      assertThat(row.at("/steps/p99_millis").asDouble())
          .isGreaterThanOrEqualTo(row.at("/steps/p50_millis").asDouble());
      double shares = 0;
      for (String part : List.of("data", "forward", "backward", "optimizer")) {
        shares += row.at("/steps/" + part + "_share").asDouble();
      }
      assertThat(shares).isBetween(0.5, 1.0);
      assertThat(row.get("peak_resident_bytes").asLong()).isGreaterThan(100L << 20);
      assertThat(row.at("/environment/backend").asText()).isEqualTo("cpu");
    }
  }

  @Test
  void aRowWhoseProcessDiesSaysSoAndTheOthersGoOn() throws IOException {
    Path out = folder.resolve("bench");

    Cli cli =
        Cli.run(
            "bench",
            "--row-java-option",
            "-XX:NoSuchOption",
            "--batch",
            "4",
            "--json",
            "--out",
            out.toString());

    assertThat(cli.code()).isEqualTo(1);
    JsonNode rows = new ObjectMapper().readTree(cli.out()).get("configurations");
    assertThat(rows).hasSize(2);
    for (JsonNode row : rows) {
      assertThat(row.get("status").asText()).isEqualTo("failed");
      assertThat(row.get("error").asText()).startsWith("exit code 1: ");
      assertThat(row.get("train_samples_per_second").isNull()).isTrue();
    }
    assertThat(Files.readAllLines(out.resolve("results.csv"))).hasSize(3);
  }

  @Test
  void goesOnWithPairsAsTheyWereDefined() throws IOException {
    String tiny =
        """
        name: tiny
        input: {height: 8, width: 8, channels: 1}
        classes: 2
        match: units
        layers:
          - dense: {units: %d}
          - output
        """;
    Path pair = Files.writeString(folder.resolve("tiny.yaml"), tiny.formatted(5));
    Path out = folder.resolve("bench");
    String[] failing = {"--row-java-option", "-XX:NoSuchOption"};
    Cli first =
        Cli.run(
            "bench",
            "--pair",
            pair.toString(),
            "--members",
            "fc",
            "--batch",
            "4,8",
            failing[0],
            failing[1],
            "--out",
            out.toString());
    assertThat(first.code()).as(first.err()).isEqualTo(1);
    ObjectNode results =
        (ObjectNode) new ObjectMapper().readTree(out.resolve("results.json").toFile());
    ((ArrayNode) results.get("configurations")).remove(1);
    Files.writeString(out.resolve("results.json"), results.toString());
    Files.writeString(pair, tiny.formatted(50));

    Cli resumed = Cli.run("bench", "--resume", out.toString(), failing[0], failing[1]);

    assertThat(resumed.code()).as(resumed.err()).isEqualTo(1);
    assertThat(rows(out)).hasSize(2);
    assertThat(rows(out).get(1).get("batch").asInt()).isEqualTo(8);
    assertThat(rows(out).get(1).get("parameters").asInt()).isEqualTo(64 * 5 + 5 + 5 * 2 + 2);
  }

  @Test
  void aRowWithoutMemoryIsTriedAtHalfTheBatch() throws IOException {
    Cli cli =
        Cli.run(
            "bench",
            "--row-java-option",
            "-Xmx6m",
            "--batch",
            "2",
            "--json",
            "--out",
            folder.resolve("bench").toString());

    assertThat(cli.code()).isEqualTo(1);
    JsonNode row = new ObjectMapper().readTree(cli.out()).at("/configurations/0");
    assertThat(row.get("batch").asInt()).isEqualTo(2);
    assertThat(row.get("error").asText())
        .startsWith("out of memory at batch 2; at 1: out of memory: ");
  }

  @Test
  void refusesWhatCannotBeMeasuredBeforeAnythingStarts() {
    Cli counting = Cli.run("bench", "--pair", "lenet,filter-6x6");
    Cli batch = Cli.run("bench", "--batch", "64,0");
    Cli precision = Cli.run("bench", "--precision", "float32,int4");

    assertThat(counting.code()).isEqualTo(2);
    assertThat(counting.err()).contains("'filter-6x6' has none and is for counting only");
    assertThat(batch.code()).isEqualTo(2);
    assertThat(batch.err()).contains("batch must be at least 1, but is 0");
    assertThat(precision.code()).isEqualTo(2);
    assertThat(precision.err()).contains("but is 'int4'");
  }

  @Test
  void goesOnAfterAKillWithoutMeasuringARowAgain() throws Exception {
    Path out = folder.resolve("bench");
    Program program =
        Program.start(
            folder, "bench", "--pair", "lenet", "--batch", "8,16", "--out", out.toString());
    program.awaitErr("lenet-cnn batch 8 float32: ");
    ProcessHandle row = program.awaitWorker();
    program.signal("KILL");
    assertThat(program.end().code()).isEqualTo(137);
    // The row under way does not outlive the benchmark.
    row.onExit().get(30, TimeUnit.SECONDS);
    JsonNode before = rows(out);

    Cli resumed = Cli.run("bench", "--resume", out.toString());
    Cli again = Cli.run("bench", "--resume", out.toString());

    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.err()).doesNotContain("lenet-fc batch 8 ", "lenet-cnn batch 8 ");
    assertThat(rows(out)).hasSize(4);
    assertThat(before).hasSizeGreaterThanOrEqualTo(2);
    for (int i = 0; i < before.size(); i++) {
      assertThat(rows(out).get(i)).isEqualTo(before.get(i));
    }
    assertThat(Files.readAllLines(out.resolve("results.csv"))).hasSize(5);
    assertThat(again.code()).isZero();
    assertThat(again.err()).contains("the benchmark in " + out + " is finished");
  }

  private static JsonNode rows(Path out) throws IOException {
    return new ObjectMapper().readTree(out.resolve("results.json").toFile()).get("configurations");
  }
}
