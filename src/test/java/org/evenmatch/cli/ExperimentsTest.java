package org.evenmatch.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One small run with every experiment, and what is made of it. */
class ExperimentsTest {
  private static final List<String> EXPERIMENTS =
      List.of(
          "sharing",
          "sparse",
          "relax",
          "shift",
          "equivariance",
          "rotation",
          "scale",
          "permute",
          "augment",
          "data",
          "budget",
          "noise",
          "occlusion",
          "calibration");

  @TempDir private static Path folder;
  private static Path run;
  private static Cli printed;
  private static JsonNode results;

  @BeforeAll
  static void compare() throws Exception {
    run = folder.resolve("run");
    Path pair = folder.resolve("small.yaml");
    Files.writeString(
        pair,
        """
        name: small
        input: {height: 28, width: 28, channels: 1}
        classes: 10
        match: parameters
        training: {optimizer: adam, learning-rate: 0.002, batch: 32, epochs: 1}
        layers:
          - conv: {filters: 8, kernel: 5, activation: relu}
          - max-pool: {size: 2}
          - output
        """);
    printed =
        Program.start(
                folder,
                "compare",
                "--pair",
                pair.toString(),
                "--limit",
                "400",
                "--seeds",
                "2",
                "--threads",
                "1",
                "--probe",
                "shift,equivariance,rotation,scale,permute,augment,data,budget,noise,occlusion,sharing,sparse,relax,calibration",
                "--out",
                run.toString())
            .end();
    assertThat(printed.code()).as(printed.err()).isZero();
    results = new ObjectMapper().readTree(run.resolve("results.json").toFile());
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void announcesHowManyTrainingsThereAre() {
    // 4 of the comparison; 4 permuted; 2 kinds of changed images × 4; 2 sizes × 2 ways × 4; 4
    // scales × 4.
    assertThat(printed.err())
        .contains("evenmatch: 56 trainings: 4 of the comparison, 52 of experiments");
  }

  @Test
  void writesASectionForEveryExperiment() {
    assertThat(names(results.get("probes"))).containsExactlyInAnyOrderElementsOf(EXPERIMENTS);
  }

  @Test
  void findsTheAccuracyOfTheComparisonWhereNothingIsDisturbed() {
    for (String probe : List.of("shift", "rotation", "scale", "noise", "occlusion")) {
      JsonNode levels = results.at("/probes/" + probe);
      for (int member = 0; member < 2; member++) {
        assertThat(levels.at("/members/" + member + "/accuracy/0/mean").asDouble())
            .as(probe)
            .isCloseTo(
                results.at("/configurations/" + member + "/accuracy/mean").asDouble(),
                within(1e-12));
      }
      assertThat(levels.get("differences")).hasSameSizeAs(levels.get("levels"));
    }
    assertThat(results.at("/probes/shift/levels")).hasSize(9);
    assertThat(results.at("/probes/data/levels").toString()).isEqualTo("[100,300,400]");
  }

  @Test
  void scalesThePairADecadeEachWayUnderItsRule() {
    JsonNode points = results.at("/probes/budget/points");

    assertThat(points).hasSize(10);
    double smallest = Double.MAX_VALUE;
    double largest = 0;
    for (JsonNode point : points) {
      smallest = Math.min(smallest, point.get("parameters").asDouble());
      largest = Math.max(largest, point.get("parameters").asDouble());
      assertThat(point.at("/accuracy/runs")).hasSize(2);
    }
    assertThat(largest / smallest).isGreaterThan(80);
    for (int i = 0; i < 5; i++) {
      double ratio =
          points.at("/" + i + "/parameters").asDouble()
              / points.at("/" + (i + 5) + "/parameters").asDouble();
      assertThat(ratio).isBetween(0.9, 1.1);
    }
  }

  @Test
  void printsATableAndASentenceForEach() {
    assertThat(printed.out())
        .contains(
            "Does a moved image keep its label?",
            "Does a turned image keep its label?",
            "Does an image of another size keep its label?",
            "Do moved training images replace shared weights?",
            "Does it matter which pixels are neighbours?",
            "What is the built-in assumption worth in examples?",
            "Where does the fully-connected network catch up?",
            "Does noise hurt?",
            "Does hiding a part hurt?",
            "What do shared weights and few connections save?",
            "Is a network right as often as it is sure?",
            "Trained on rearranged pixels, the fully-connected network ")
        .doesNotContain("\u001b");
  }

  private static Cli evaluate(String probes) {
    return Cli.run(
        "evaluate",
        run.resolve("models/small-cnn-seed1.zip").toString(),
        "--dataset",
        "glyphs",
        "--probe",
        probes,
        "--quiet");
  }

  @Test
  void evaluateExaminesASavedNetwork() {
    Cli cli = evaluate("shift,equivariance,rotation,scale,noise,occlusion,calibration");

    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.out())
        .contains(
            "Does a moved image keep its label?", "Is a network right as often as it is sure?");
  }

  @Test
  void evaluateRefusesAnExperimentThatNeedsTraining() {
    Cli cli = evaluate("permute");

    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err().lines()).hasSize(1);
    assertThat(cli.err()).contains("permute");
  }

  @Test
  void rerunGivesTheSameNumbers() throws IOException {
    Path once = folder.resolve("once");
    Path again = folder.resolve("again");
    Cli first =
        Cli.run(
            "compare",
            "--pair",
            folder.resolve("small.yaml").toString(),
            "--limit",
            "200",
            "--threads",
            "1",
            "--probe",
            "shift,permute,calibration",
            "--quiet",
            "--out",
            once.toString());
    Cli second =
        Cli.run(
            "rerun", once.resolve("results.json").toString(), "--quiet", "--out", again.toString());

    assertThat(first.code()).as(first.err()).isZero();
    assertThat(second.code()).as(second.err()).isZero();
    JsonNode before = new ObjectMapper().readTree(once.resolve("results.json").toFile());
    JsonNode after = new ObjectMapper().readTree(again.resolve("results.json").toFile());
    assertThat(names(before.get("probes"))).hasSize(3);
    assertThat(after.get("probes")).isEqualTo(before.get("probes"));
    assertThat(after.at("/configurations/1/accuracy"))
        .isEqualTo(before.at("/configurations/1/accuracy"));
    for (String model : List.of("models/small-fc-seed1.zip", "models/small-cnn-seed1.zip")) {
      assertThat(coefficients(again.resolve(model))).isEqualTo(coefficients(once.resolve(model)));
    }
  }

  private static byte[] coefficients(Path model) throws IOException {
    try (ZipFile zip = new ZipFile(model.toFile())) {
      return zip.getInputStream(zip.getEntry("coefficients.bin")).readAllBytes();
    }
  }

  @Test
  void reportAsMarkdownHasEveryExperiment() {
    Cli cli = Cli.run("report", run.toString(), "--format", "md");

    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.out())
        .contains("| pixels | small-fc | small-cnn |", "Where does the fully-connected network");
  }

  @Test
  void reportInABrowserIsWholeAtEveryWidth() throws Exception {
    for (int width : new int[] {360, 1_440}) {
      Browser.Page page = Browser.open(run.resolve("report.html"), width, folder);

      assertThat(page.errors()).isEmpty();
      assertThat(page.fetched()).isEmpty();
      assertThat(page.overflowing()).isEmpty();
      assertThat(page.emptyCharts()).isEmpty();
      assertThat(page.sections())
          .containsExactly(
              "question0",
              "pair0",
              "cost0",
              "learning0",
              "accuracy0",
              "confusion0",
              "weights0",
              "examples0",
              "sharing0",
              "sparse0",
              "relax0",
              "shift0",
              "equivariance0",
              "rotation0",
              "scale0",
              "permute0",
              "augment0",
              "data0",
              "budget0",
              "noise0",
              "occlusion0",
              "calibration0",
              "made0");
    }
    assertThat(Files.size(run.resolve("report.html"))).isLessThan(3_000_000);
  }

  @Test
  void reportOfManyClassesHasHeatMaps() throws Exception {
    ObjectNode many = results.deepCopy();
    ArrayNode names = ((ObjectNode) many.get("dataset")).putArray("class_names");
    IntStream.range(0, 30).forEach(i -> names.add("class " + i));
    for (JsonNode configuration : many.get("configurations")) {
      ArrayNode rows = ((ObjectNode) configuration).putArray("confusion");
      for (int i = 0; i < 30; i++) {
        ArrayNode row = rows.addArray();
        for (int j = 0; j < 30; j++) {
          row.add(i == j ? 9 : (i + j) % 7 == 0 ? 1 : 0);
        }
      }
    }
    Path out = Files.createDirectories(folder.resolve("many"));
    Files.writeString(out.resolve("results.json"), many.toString());

    assertThat(Cli.run("report", out.toString()).code()).isZero();

    Browser.Page page = Browser.open(out.resolve("report.html"), 360, folder);
    assertThat(page.errors()).isEmpty();
    assertThat(page.overflowing()).isEmpty();
    assertThat(page.emptyCharts()).isEmpty();
    assertThat(Files.readString(out.resolve("report.html")))
        .contains("run0-confusion-small-cnn", "taken for")
        .doesNotContain("<table class=\"confusion\">");
  }

  @Test
  void theBrowserTestNoticesWhatIsWrong() throws Exception {
    Path broken = folder.resolve("broken.html");
    Files.writeString(
        broken,
        Files.readString(run.resolve("report.html"))
            .replaceFirst("<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "")
            .replace(
                "<main id=\"main\">", "<main id=\"main\"><div style=\"width:2000px\">wide</div>")
            .replace(
                "</main>\n<script",
                "</main><img src=\"http://127.0.0.1:9/x.png\"><script>undefinedThing()</script>\n<script"));

    Browser.Page page = Browser.open(broken, 1_440, folder);

    assertThat(page.errors()).isNotEmpty();
    assertThat(page.fetched()).containsExactly("http://127.0.0.1:9/x.png");
    assertThat(page.overflowing()).isNotEmpty();
  }

  @Test
  void reportPutsSeveralRunsSideBySide() throws Exception {
    Path out = folder.resolve("both");
    Cli cli = Cli.run("report", run.toString(), run.toString(), "--out", out.toString());

    assertThat(cli.code()).as(cli.err()).isZero();
    Browser.Page page = Browser.open(out.resolve("report.html"), 1_440, folder);
    assertThat(page.errors()).isEmpty();
    assertThat(page.overflowing()).isEmpty();
    assertThat(page.emptyCharts()).isEmpty();
    assertThat(page.sections()).contains("side-by-side-heading", "question0", "question1");
  }
}
