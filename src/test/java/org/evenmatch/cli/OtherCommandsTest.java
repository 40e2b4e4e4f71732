package org.evenmatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.evenmatch.data.Files28;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train}, {@code evaluate}, {@code datasets}, {@code report} and {@code doctor}. */
class OtherCommandsTest {
  @TempDir private Path folder;
  private String data;

  @BeforeEach
  void makeData() throws IOException {
    data = Files28.mnist(Files.createDirectory(folder.resolve("data"))).toString();
  }

  private Path train(String member, String... more) {
    Path out = folder.resolve(member);
    List<String> words =
        new ArrayList<>(
            List.of(
                "train",
                "--member",
                member,
                "--pair",
                "lenet",
                "--dataset",
                "mnist",
                "--data-dir",
                data,
                "--epochs",
                "1",
                "--quiet",
                "--out",
                out.toString()));
    words.addAll(List.of(more));
    Cli cli = Cli.run(words.toArray(String[]::new));
    assertThat(cli.code()).as(cli.err()).isZero();
    return out;
  }

  @Test
  void trainTrainsOneMemberAndEvaluateFindsTheSameAccuracy() throws IOException {
    for (String member : new String[] {"fc", "cnn"}) {
      boolean views = member.equals("cnn");
      Path out = train(member, views ? "--tta" : "--verbose");
      JsonNode results = new ObjectMapper().readTree(out.resolve("results.json").toFile());
      assertThat(results.get("configurations")).hasSize(1);
      assertThat(results.get("comparison").isNull()).isTrue();

      Cli cli =
          Cli.run(
              "evaluate",
              out.resolve("models/lenet-" + member + "-seed1.zip").toString(),
              "--dataset",
              "mnist",
              "--data-dir",
              data,
              views ? "--tta" : "--verbose",
              "--json");

      assertThat(cli.code()).as(cli.err()).isZero();
      JsonNode evaluation = new ObjectMapper().readTree(cli.out());
      assertThat(evaluation.get("test_views").asText()).isEqualTo(views ? "moved" : "none");
      assertThat(evaluation.get("accuracy").asDouble())
          .isEqualTo(results.at("/configurations/0/accuracy/mean").asDouble());
      assertThat(evaluation.get("confusion")).hasSize(10);
    }
  }

  @Test
  void evaluateRefusesWhatIsNoNetwork() throws IOException {
    Path file = folder.resolve("model.zip");
    Files.writeString(file, "no zip");

    Cli cli = Cli.run("evaluate", file.toString());

    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err()).contains(file + " is not a zip archive").doesNotContain("\tat ");
    assertThat(Cli.run("evaluate", folder.resolve("none.zip").toString()).code()).isEqualTo(2);
  }

  @Test
  void reportIsRebuiltFromResultsAlone() throws IOException {
    Path out = train("cnn");
    Files.delete(out.resolve("report.html"));

    Cli html = Cli.run("report", out.toString());
    Cli markdown = Cli.run("report", "--format", "md", out.toString());

    assertThat(html.code()).as(html.err()).isZero();
    assertThat(Files.readString(out.resolve("report.html")))
        .contains("How they learn</h2>", "lenet-cnn", "echarts");
    assertThat(markdown.out())
        .contains("| network | parameters |", "| --- | ---: |", "| lenet-cnn | 431,080 |");
    assertThat(Cli.run("report", folder.toString()).code()).isEqualTo(2);
  }

  @Test
  void datasetsListsAndVerifies() {
    Cli list = Cli.run("datasets", "list");
    Cli verify = Cli.run("datasets", "verify", "mnist", "--data-dir", data);
    Cli missing = Cli.run("datasets", "verify", "cifar-10", "--data-dir", data);

    assertThat(list.out()).contains("glyphs", "shapes", "mnist", "fashion-mnist", "cifar-10");
    assertThat(verify.code()).isZero();
    assertThat(verify.out()).startsWith("mnist: 20 training and 10 test images of 28×28×1");
    assertThat(missing.code()).isEqualTo(2);
    assertThat(missing.err()).contains("cifar-10-binary.tar.gz is not in").hasLineCount(1);
  }

  @Test
  void doctorShowsWhatWillBeUsedAndWhy() {
    Cli cli = Cli.run("doctor");

    assertThat(cli.code()).isZero();
    assertThat(cli.out())
        .contains("processor", "native", "kernels", "blas", "threads")
        .contains("OMP_NUM_THREADS=");
  }

  @Test
  void helpAndVersionAreEverywhere() {
    assertThat(Cli.run("--version").out()).matches("evenmatch \\d+\\.\\d+\\.\\d+\\R");
    for (String command :
        List.of(
            "compare",
            "count",
            "train",
            "evaluate",
            "bench",
            "datasets",
            "datasets list",
            "datasets fetch",
            "datasets verify",
            "report",
            "rerun",
            "sweep",
            "doctor")) {
      Cli help = Cli.run((command + " --help").split(" "));
      assertThat(help.code()).as(command).isZero();
      assertThat(help.out()).startsWith("Usage: evenmatch " + command);
      assertThat(Cli.run((command + " --version").split(" ")).out())
          .as(command)
          .startsWith("evenmatch ");
    }
    assertThat(Cli.run().out()).startsWith("Usage: evenmatch");
    assertThat(Cli.run("comapre").code()).isEqualTo(2);
  }

  @Test
  void lostOutputIsAFailure() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "count",
                "--json")
            .redirectOutput(new File("/dev/full"))
            .start();
    String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(said)
        .isEqualTo("evenmatch: the output could not be written: make sure that there is room\n");
  }

  @Test
  void foreignResultsDoNotCommandTheTerminal() throws IOException {
    Path results = folder.resolve("results.json");
    Files.writeString(
        results,
        Files.readString(Path.of("src/test/resources/golden/runs/one/results.json"))
            .replace("\"glyphs\"", "\"gl\\u001b[2Jyphs\""));

    Cli cli = Cli.run("report", "--format", "md", results.toString());

    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.out()).contains("gl\uFFFD[2Jyphs").doesNotContain("\u001b");
  }

  @Test
  void foreignResultsRunNoScriptInTheReport() throws Exception {
    Path results = folder.resolve("results.json");
    String script = "</script><script>document.title='taken'</script><img src=x onerror=alert(1)>";
    Files.writeString(
        results,
        Files.readString(Path.of("src/test/resources/golden/runs/one/results.json"))
            .replace("lenet-cnn", script));

    assertThat(Cli.run("report", results.toString()).code()).isZero();

    String html = Files.readString(folder.resolve("report.html"));
    assertThat(html).doesNotContain(script).contains("script-src &#39;sha256-");
    assertThat(html.substring(html.indexOf("<body>"))).doesNotContain("<script>document");
  }

  @Test
  void aFolderThatHoldsWhatARunWouldOverwriteIsRefused() throws IOException {
    for (String name : new String[] {"report.html", "results.csv", "models", "evenmatch.log"}) {
      Path out = Files.createDirectories(folder.resolve("own-" + name));
      Path own = Files.writeString(out.resolve(name), "mine");

      Cli cli = Cli.run("compare", "--limit", "100", "--epochs", "1", "--out", out.toString());

      assertThat(cli.code()).isEqualTo(2);
      assertThat(cli.err()).contains("has a " + name + ": choose another");
      assertThat(own).hasContent("mine");
      assertThat(out).isDirectoryContaining("glob:**" + name);
    }
  }

  @Test
  void twoRunsThatBeginInOneSecondHaveFoldersOfTheirOwn() throws IOException {
    Path first = RunOptions.out(null, "collision");
    Path second = RunOptions.out(null, "collision");
    try {
      assertThat(first).isDirectory().isNotEqualTo(second);
      assertThat(second).isDirectory();
    } finally {
      Files.delete(first);
      Files.delete(second);
    }
  }

  @Test
  void verboseSaysWhereAnErrorComesFrom() {
    Cli brief = Cli.run("count", "--pair", "nothing");
    Cli verbose = Cli.run("count", "--pair", "nothing", "--verbose");

    assertThat(brief.err()).hasLineCount(1);
    assertThat(verbose.code()).isEqualTo(2);
    assertThat(verbose.err()).contains("\tat org.evenmatch.").contains(brief.err());
  }

  @Test
  void rerunFindsFilesThatWereMoved() throws IOException {
    Path out = train("fc", "--threads", "1");
    Path moved = folder.resolve("moved");
    Files.move(Path.of(data), moved);
    String results = out.resolve("results.json").toString();

    Cli lost = Cli.run("rerun", results, "--out", folder.resolve("lost").toString());
    Cli found =
        Cli.run(
            "rerun",
            results,
            "--data-dir",
            moved.toString(),
            "--quiet",
            "--out",
            folder.resolve("again").toString());

    assertThat(lost.code()).isEqualTo(2);
    assertThat(found.code()).as(found.err()).isZero();
    assertThat(found.err()).isEmpty();
    assertThat(
            new ObjectMapper()
                .readTree(folder.resolve("again/results.json").toFile())
                .at("/configurations/0/accuracy"))
        .isEqualTo(
            new ObjectMapper()
                .readTree(out.resolve("results.json").toFile())
                .at("/configurations/0/accuracy"));
  }
}
