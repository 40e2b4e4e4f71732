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
import java.util.Map;
import java.util.stream.Stream;
import org.evenmatch.files.Json;
import org.evenmatch.report.ResultTables;
import org.evenmatch.report.Results;
import org.evenmatch.report.ResultsCsv;
import org.evenmatch.report.ResultsFile;
import org.evenmatch.report.TextStyle;
import org.evenmatch.run.RunReports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What Evenmatch 0.1.0 wrote and printed, as it was, renders to the letter and runs again; but for
 * sentences that said more than its numbers can carry: who holds up better, from two intervals, and
 * of one network that it was not compared; and runs on several backends are shown one by one. Pair
 * {@code cifar-vgg} had another optimiser then, whose training takes more memory.
 */
class EarlierVersionTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final Path RUNS = GOLDEN.resolve("runs");

  @TempDir private Path folder;

  private static String text(Path file) throws IOException {
    return Files.readString(file);
  }

  private static JsonNode tree(String json) throws IOException {
    return new ObjectMapper().readTree(json);
  }

  /** Without the last line, which names the report. */
  private static String printed(String run) throws IOException {
    String all = text(RUNS.resolve(run).resolve("printed.txt"));
    return all.substring(0, all.stripTrailing().lastIndexOf('\n') + 1);
  }

  private Path copy(String run) throws IOException {
    Path from = RUNS.resolve(run);
    Path to = folder.resolve(run);
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file));
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
    return to;
  }

  /** Fields may be added, never renamed, removed or changed. */
  private static void assertHolds(JsonNode now, JsonNode then, String path) {
    if (then.isObject()) {
      for (Map.Entry<String, JsonNode> field : then.properties()) {
        assertHolds(now.path(field.getKey()), field.getValue(), path + "/" + field.getKey());
      }
    } else if (then.isArray()) {
      assertThat(now.size()).as(path).isEqualTo(then.size());
      for (int i = 0; i < then.size(); i++) {
        assertHolds(now.get(i), then.get(i), path + "/" + i);
      }
    } else if (then.isNumber()) {
      assertThat(now.asDouble(Double.NaN)).as(path).isEqualTo(then.asDouble());
    } else {
      assertThat(now).as(path).isEqualTo(then);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"compare", "one", "train", "both"})
  void runsRenderAsTheyDid(String run) throws IOException {
    Path results = RUNS.resolve(run);

    Cli cli = Cli.run("report", "--format", "md", results.toString());

    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.out()).isEqualTo(text(results.resolve("report.md")));
    assertThat(Json.pretty(ResultsFile.read(results))).contains("\"schema\" : 1");
    ResultsCsv.write(ResultsFile.read(results), folder);
    assertThat(folder.resolve("results.csv"))
        .hasSameTextualContentAs(results.resolve("results.csv"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"compare", "one", "train"})
  void runsPrintAsTheyDid(String run) throws IOException {
    Results results = ResultsFile.read(RUNS.resolve(run));

    assertThat(RunReports.text(results, TextStyle.PLAIN)).isEqualTo(printed(run));
  }

  @Test
  void runsOnTwoBackendsPrintAsTheyDid() throws IOException {
    List<Results> runs =
        Stream.of("both/cpu", "both/cuda").map(RUNS::resolve).map(ResultsFile::read).toList();

    assertThat(ResultTables.backends(runs).asText() + "\n").isEqualTo(printed("both"));
  }

  @Test
  void benchmarkPrintsAsItDidAndHasAReportToo() throws IOException {
    Path run = copy("bench");
    Results results = ResultsFile.read(run);

    assertThat(ResultTables.benchmark(results.configurations()).asText() + "\n")
        .isEqualTo(printed("bench"));
    ResultsCsv.write(results, folder);
    assertThat(folder.resolve("results.csv")).hasSameTextualContentAs(run.resolve("results.csv"));
    assertThat(Cli.run("report", "--format", "md", run.toString()).out())
        .contains("| lenet-cnn |", "Throughput of lenet-fc, lenet-cnn");
    assertThat(Cli.run("report", run.toString()).code()).isZero();
    assertThat(text(run.resolve("report.html"))).contains("Examples a second");
  }

  @ParameterizedTest
  @ValueSource(strings = {"compare", "one", "train", "bench", "both"})
  void resultsLoseNothing(String run) throws IOException {
    Results read = ResultsFile.read(RUNS.resolve(run));

    assertHolds(tree(Json.pretty(read)), tree(text(RUNS.resolve(run).resolve("results.json"))), "");
  }

  @Test
  void picturesOfTwoMembersAreShownStill() throws IOException {
    Path run = copy("compare");

    assertThat(Cli.run("report", run.toString()).code()).isZero();

    assertThat(text(run.resolve("report.html")))
        .contains("Right only by the convolutional network", "<br>CNN: ", "<br>FC: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lenet",
        "cifar-small",
        "cifar-vgg",
        "first-layer-10x10",
        "first-layer-32x32",
        "filter-6x6"
      })
  void countsAreTheSame(String pair) throws IOException {
    // With its layers of then, where the shipped one has others.
    Path then = GOLDEN.resolve("count/" + pair + ".yaml");
    String counted = Files.exists(then) ? then.toString() : pair;

    assertThat(Cli.run("count", "--pair", counted).out())
        .isEqualTo(text(GOLDEN.resolve("count/count-" + pair + ".txt")));
    assertHolds(
        tree(Cli.run("count", "--pair", counted, "--json").out()),
        tree(text(GOLDEN.resolve("count/count-" + pair + ".json"))),
        "");
  }

  @Test
  void trainingRunsAgainOnTheSameImages() throws IOException {
    Path again = folder.resolve("again");

    Cli cli =
        Cli.run("rerun", RUNS.resolve("train").toString(), "--quiet", "--out", again.toString());

    assertThat(cli.code()).as(cli.err()).isZero();
    JsonNode now = tree(text(again.resolve("results.json")));
    JsonNode then = tree(text(RUNS.resolve("train/results.json")));
    assertThat(now.get("dataset")).isEqualTo(then.get("dataset"));
    assertThat(now.at("/configurations/0/curve")).hasSize(2);
    assertThat(now.at("/recipe/member").asText()).isEqualTo("cnn");
    assertThat(now.at("/configurations/0/accuracy/mean").asDouble())
        .isBetween(0.5 * then.at("/configurations/0/accuracy/mean").asDouble(), 1.0);
  }

  @Test
  void benchmarkRunsAgain() throws IOException {
    ObjectNode results = (ObjectNode) tree(text(RUNS.resolve("bench/results.json")));
    ((ArrayNode) results.at("/benchmark/batches")).removeAll().add(8);
    Path file = folder.resolve("results.json");
    Files.writeString(file, results.toString());

    Cli cli =
        Cli.run("rerun", file.toString(), "--quiet", "--out", folder.resolve("again").toString());

    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(tree(text(folder.resolve("again/results.json"))).get("configurations")).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"compare", "bench"})
  void interruptedRunIsRefusedInWords(String run) throws IOException {
    Path copy = copy(run);

    Cli cli = Cli.run(run, "--resume", copy.toString());

    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err())
        .isEqualTo(
            "evenmatch: "
                + copy
                + " was begun by another version of Evenmatch, whose state this one cannot go on"
                + " from: go on with that version, or start anew in another folder\n");
  }
}
