package org.evenmatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evenmatch.data.Files28;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that goes on never says what is not so. */
class ResumedRunTest {
  @TempDir private static Path shared;
  private static Path begun;
  private static Path data;

  @TempDir private Path folder;
  private Path out;

  /** A run of which the second training is still to be done. */
  @BeforeAll
  static void interrupt() throws IOException {
    data = Files28.mnist(Files.createDirectory(shared.resolve("data")));
    begun = shared.resolve("begun");
    Cli cli =
        Cli.run(
            "compare",
            "--dataset",
            "mnist",
            "--data-dir",
            data.toString(),
            "--epochs",
            "1",
            "--threads",
            "1",
            "--quiet",
            "--out",
            begun.toString());
    assertThat(cli.code()).as(cli.err()).isZero();
    Files.delete(begun.resolve("state/finished"));
    Files.delete(begun.resolve("state/lenet-cnn-seed1.json"));
  }

  @BeforeEach
  void copy() throws IOException {
    Files28.mnist(data);
    out = folder.resolve("out");
    try (Stream<Path> files = Files.walk(begun)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = out.resolve(begun.relativize(file));
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }

  private Cli resume() {
    return Cli.run("compare", "--resume", out.toString());
  }

  private JsonNode read(String file) throws IOException {
    return new ObjectMapper().readTree(out.resolve(file).toFile());
  }

  @Test
  void goesOnWithTheSameImages() throws IOException {
    Cli cli = resume();

    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.err()).contains("lenet-cnn seed 1").doesNotContain("lenet-fc seed 1");
    assertThat(Cli.run("compare", "--resume", out.toString(), "--quiet").err()).isEmpty();
    assertThat(read("results.json").at("/configurations/0/environments")).isEmpty();
    assertThat(Files.readString(out.resolve("report.html"))).contains("bit for bit");
  }

  @Test
  void refusesOtherImages() throws IOException {
    Files.write(
        data.resolve("train-labels-idx1-ubyte.gz"),
        Files28.gzip(Files28.labels(IntStream.range(0, 20).map(i -> (i + 1) % 10).toArray())));

    Cli cli = resume();

    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err())
        .contains("the images must be those that the run was begun with, but mnist has the digest");
    assertThat(out.resolve("state/lenet-cnn-seed1.json")).doesNotExist();
  }

  @Test
  void saysWhatComputedEachTrainingAndThatAMixtureDoesNotRepeat() throws IOException {
    Path file = out.resolve("state/lenet-fc-seed1.json");
    ObjectNode trained = (ObjectNode) read("state/lenet-fc-seed1.json");
    ((ObjectNode) trained.at("/engines/0")).put("threads", 7);
    Files.writeString(file, trained.toString());

    Cli cli = resume();

    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(read("results.json").at("/configurations/0/environment/threads").asInt())
        .isEqualTo(7);
    assertThat(read("results.json").at("/configurations/1/environment/threads").asInt())
        .isEqualTo(1);
    assertThat(Files.readString(out.resolve("report.html")))
        .contains("No: the run was interrupted and went on otherwise", "with 7 threads, then by")
        .doesNotContain("bit for bit");
  }

  @Test
  void whereTheProcessOfATrainingDiedItIsTakenUpAgain() throws IOException {
    Files.writeString(out.resolve("state/lenet-cnn-seed1.failed"), "its process was killed");
    Files.writeString(out.resolve("state/finished"), "");

    Cli cli = resume();

    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(read("results.json").at("/configurations/1/status").asText()).isEqualTo("ok");
  }

  @Test
  void refusesALogThatIsALink() throws IOException {
    Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "mine");
    Files.delete(out.resolve("evenmatch.log"));
    Files.createSymbolicLink(out.resolve("evenmatch.log"), elsewhere);

    Cli cli = resume();

    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err()).contains("evenmatch.log must be a file of the run, but is a link");
    assertThat(elsewhere).hasContent("mine");
  }
}
