package org.evenmatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.evenmatch.process.BackendRuns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same run on two backends, of which the second is the first's, renamed. */
class BackendRunsTest {
  @TempDir private Path folder;

  @Test
  void areOneTableWithTheSpeedUpOneResultsFileAndOneReport() throws Exception {
    Path both = folder.resolve("both");
    Path cpu = both.resolve("cpu");
    assertThat(compare("--backend cpu --limit 6000 --epochs 2", cpu).code()).isZero();
    copyAs("cuda", cpu, both.resolve("cuda"));

    Cli cli = Cli.run("compare", "--resume", both.toString());

    assertThat(cli.code()).isZero();
    List<String> lines =
        cli.out().lines().filter(line -> line.contains("lenet-")).map(String::strip).toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).startsWith("lenet-fc").contains(" cpu ", "1.0x");
    assertThat(lines.get(1)).startsWith("lenet-fc").contains(" cuda ", "10.0x");
    assertThat(lines.get(2)).startsWith("lenet-cnn").contains(" cpu ");
    assertThat(lines.get(3)).startsWith("lenet-cnn").contains(" cuda ", "10.0x");
    List<String> names = new ArrayList<>();
    for (JsonNode c : read(both.resolve("results.json")).get("configurations")) {
      String model = c.get("models").get(0).asText();
      assertThat(both.resolve(model)).isRegularFile();
      names.add(c.get("name").asText() + " " + c.get("environment").get("backend").asText());
    }
    assertThat(names)
        .containsExactly("lenet-fc cpu", "lenet-cnn cpu", "lenet-fc cuda", "lenet-cnn cuda");
    assertThat(Files.readString(both.resolve("results.csv"))).contains(",cuda,");
    assertThat(Files.readString(both.resolve("report.html"))).contains("speed-up", "10.0x");

    Files.delete(both.resolve("report.html"));
    assertThat(Cli.run("report", both.toString()).code()).isZero();
    assertThat(Files.readString(both.resolve("report.html"))).contains("10.0x");

    Cli json = Cli.run("compare", "--json", "--resume", both.toString());
    assertThat(new ObjectMapper().readTree(json.out()).get("configurations")).hasSize(4);
  }

  @Test
  void finishedRunNeedsNoBackendAnyMore() throws Exception {
    Path run = folder.resolve("run");
    assertThat(compare("--limit 200 --epochs 1", run).code()).isZero();
    Path other = folder.resolve("other");
    copyAs("cuda", run, other);

    Cli cli = Cli.run("compare", "--resume", other.toString());

    assertThat(cli.code()).isZero();
    assertThat(cli.err()).contains("is finished: there is nothing left to be done");
  }

  @Test
  void aRunIsNotTakenForAnotherThatLiesBelowIt() throws Exception {
    Path run = folder.resolve("run");
    assertThat(compare("--limit 200 --epochs 1", run).code()).isZero();
    assertThat(BackendRuns.parts(run)).isEmpty();
    copyAs("cpu", run, run.resolve("cpu"));

    assertThat(BackendRuns.parts(run)).isEmpty();
    Files.delete(run.resolve("state/start.json"));
    assertThat(BackendRuns.parts(run)).containsExactly(run.resolve("cpu"));
  }

  @Test
  void unfinishedRunNeedsTheBackendThatItWasStartedWith() throws Exception {
    Path run = folder.resolve("run");
    assertThat(compare("--limit 200 --epochs 1", run).code()).isZero();
    Path other = folder.resolve("other");
    copyAs("cuda", run, other);
    Files.delete(other.resolve("state/finished"));

    Cli cli = Cli.run("compare", "--resume", other.toString());

    assertThat(cli.code()).isEqualTo(3);
    assertThat(cli.err()).startsWith("evenmatch: the backend 'cuda' cannot be had: ");
  }

  private static Cli compare(String options, Path out) {
    List<String> words = new ArrayList<>(List.of("compare", "--quiet", "--out", out.toString()));
    words.addAll(List.of(options.split(" ")));
    return Cli.run(words.toArray(String[]::new));
  }

  /** Copies a run as if it had been on {@code backend}, ten times as fast. */
  private static void copyAs(String backend, Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(
            file,
            Files.createDirectories(to.resolve(from.relativize(file)).getParent())
                .resolve(file.getFileName()),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
    for (String name : List.of("results.json", "state/start.json")) {
      Path file = to.resolve(name);
      JsonNode tree = read(file);
      for (JsonNode c : tree.path("configurations")) {
        for (String rate : List.of("train_samples_per_second", "inference_samples_per_second")) {
          if (c.path(rate).isObject()) {
            var node = (ObjectNode) c.get(rate);
            node.put("median", 10 * node.get("median").asDouble());
          }
        }
      }
      Files.writeString(
          file,
          new ObjectMapper()
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(tree)
              .replace("\"backend\" : \"cpu\"", "\"backend\" : \"" + backend + "\""));
    }
  }

  private static JsonNode read(Path file) throws IOException {
    return new ObjectMapper().readTree(Files.readString(file));
  }
}
