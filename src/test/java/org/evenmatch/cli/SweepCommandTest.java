package org.evenmatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.evenmatch.data.Files28;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepCommandTest {
  private static final String[] PLAN = {
    "pair: lenet",
    "dataset: glyphs",
    "match: [parameters, units]",
    "limit: [64, 96]",
    "epochs: 1",
    "batch: 32"
  };

  @TempDir private static Path shared;
  @TempDir private Path folder;
  private Path plan;

  /** A sweep that several tests look at. */
  @BeforeAll
  static void sweep() throws IOException {
    Path plan = Files.writeString(shared.resolve("plan.yaml"), String.join("\n", PLAN));
    Cli cli =
        Cli.run(
            "sweep",
            plan.toString(),
            "--threads",
            "1",
            "--jobs",
            "2",
            "--out",
            shared.resolve("whole").toString());
    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.err())
        .contains("lenet-cnn   glyphs  parameters      96       1     32      1    0.0")
        .contains("8 trainings, less than 1 TFLOP")
        .contains("8 of 8: lenet-glyphs-");
    assertThat(cli.out())
        .contains("Test accuracy by training images")
        .contains("is ahead of the fully-connected network by matching rule and training images");
  }

  @BeforeEach
  void writePlan() throws IOException {
    plan = plan(PLAN);
  }

  private Path plan(String... lines) throws IOException {
    return Files.writeString(folder.resolve("plan.yaml"), String.join("\n", lines));
  }

  private Cli sweep(Path out, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of("sweep", plan.toString(), "--threads", "1", "--out", out.toString()));
    words.addAll(List.of(more));
    return Cli.run(words.toArray(String[]::new));
  }

  private static JsonNode json(Path run) throws IOException {
    return new ObjectMapper().readTree(run.resolve("results.json").toFile());
  }

  /** Task, member and accuracy of each row. */
  private static List<String> rows(Path run) throws IOException {
    List<String> rows = new ArrayList<>();
    for (JsonNode row : json(run).get("rows")) {
      JsonNode member = row.get("configuration");
      rows.add(
          row.get("task").asText()
              + " "
              + member.get("kind").asText()
              + " "
              + member.at("/accuracy/runs/0").asDouble());
    }
    return rows;
  }

  @Test
  void shardsGiveTheAccuraciesOfOneRunAndReportPutsThemTogether() throws Exception {
    Path whole = shared.resolve("whole");
    assertThat(rows(whole)).hasSize(8);
    assertThat(whole.resolve("results.csv")).content().hasLineCount(9).startsWith("task,pair,");
    assertThat(whole.resolve("report.html"))
        .content()
        .contains("Test accuracy by training images")
        .contains("\"tasks/lenet-glyphs-units-n96-e1-b32-cnn-seed1/report.html\"");

    List<Path> shards = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      shards.add(folder.resolve("shard" + i));
      assertThat(sweep(shards.get(i - 1), "--shard", i + "/3", "--jobs", "2").code()).isZero();
    }
    Path merged = folder.resolve("merged");
    Cli report =
        Cli.run(
            Stream.concat(
                    Stream.of("report"),
                    Stream.concat(
                        Stream.of(shards.get(1), shards.get(2), shards.get(0)).map(Path::toString),
                        Stream.of("--out", merged.toString())))
                .toArray(String[]::new));
    assertThat(report.code()).as(report.err()).isZero();
    assertThat(rows(merged)).isEqualTo(rows(whole));
    assertThat(tableOf(merged)).isEqualTo(tableOf(whole));
    for (JsonNode row : json(merged).get("rows")) {
      assertThat(merged.resolve(row.get("folder").asText()).resolve("report.html")).exists();
    }

    assertThat(Cli.run("report", merged.resolve("results.json").toString()).code()).isZero();
    assertRefused("was given too", "sweep", "--resume", whole.toString(), "--jobs", "1");
    assertRefused(
        "is one of them",
        "report",
        shards.get(0).toString(),
        shards.get(1).toString(),
        "--out",
        shards.get(0).toString());
    assertRefused(
        "whose report it would overwrite",
        "report",
        shards.get(0).toString(),
        shards.get(1).toString(),
        "--out",
        whole.toString());
    assertRefused(
        "whose report it would overwrite",
        "report",
        shards.get(0).toString(),
        "--out",
        merged.toString());
    String typo = folder.resolve("shard4").toString();
    assertRefused(typo, "report", shards.get(0).toString(), typo);
    Path below = shards.get(0).resolve("two");
    Cli two =
        Cli.run(
            "report",
            shards.get(0).resolve("results.json").toString(),
            shards.get(1).toString(),
            "--out",
            below.toString());
    assertThat(two.code()).as(two.err()).isZero();
    assertThat(json(below).at("/rows/0/folder").asText()).startsWith("../");
    assertRefused("describes a sweep", "rerun", merged.toString());
    Cli some = Cli.run("report", shards.get(0).toString(), "--format", "md");
    assertThat(some.out())
        .contains("lenet-cnn")
        .contains("64")
        .contains("shards that are not here: 2/3, 3/3");
    // On its machine the datasets' files would lie elsewhere.
    Path results = shards.get(1).resolve("results.json");
    String written = Files.readString(results);
    assertThat(written).contains("\"data_dir\" : null");
    Files.writeString(
        results, written.replace("\"data_dir\" : null", "\"data_dir\" : \"/somewhere/else\""));
    String there = folder.resolve("elsewhere").toString();
    for (int[] order : new int[][] {{0, 1}, {1, 0}}) {
      Cli elsewhere =
          Cli.run(
              "report",
              shards.get(order[0]).toString(),
              shards.get(order[1]).toString(),
              "--out",
              there);
      assertThat(elsewhere.code()).as(elsewhere.err()).isZero();
    }
    assertThat(Cli.run("report", there, "--format", "md").out())
        .contains("shards that are not here: 3/3");
    Cli twice = Cli.run("report", shards.get(0).toString(), shards.get(0).toString());
    assertThat(twice.code()).isEqualTo(2);
    assertThat(twice.err()).contains("each stand once");

    plan("pair: lenet", "dataset: glyphs", "limit: [64, 200]", "epochs: 1", "batch: 32");
    Path other = folder.resolve("other");
    assertThat(sweep(other, "--shard", "1/4").code()).isZero();
    Cli refused = Cli.run("report", shards.get(1).toString(), other.toString());
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("differs from that in").hasLineCount(1);
  }

  private static void assertRefused(String reason, String... words) {
    Cli cli = Cli.run(words);

    assertThat(cli.code()).as(cli.err()).isEqualTo(2);
    assertThat(cli.err()).contains(reason).hasLineCount(1);
  }

  @Test
  void sparkGivesTheAccuraciesOfThisMachineThoughAWorkerIsKilled() throws Exception {
    Path out = folder.resolve("spark");
    try (StandaloneSpark spark = new StandaloneSpark(folder, 2)) {
      Program program =
          Program.start(
              folder,
              List.of(),
              List.of("-Devenmatch.home=" + Path.of("").toAbsolutePath()),
              Map.of("SPARK_LOCAL_IP", StandaloneSpark.LOOPBACK),
              "sweep",
              plan.toString(),
              "--master",
              spark.master(),
              "--out",
              out.toString());
      program.awaitErr("4 of 8");
      spark.killWorker(1);
      Cli cli = program.end();

      assertThat(cli.code()).as(cli.err()).isZero();
      assertThat(cli.err())
          .contains("evenmatch: executor 1 on 127.0.0.1 has 1 cores")
          .contains("is lost: worker lost")
          .contains("Spark starts again what executor")
          .contains("8 of 8");
    }
    assertThat(rows(out)).isEqualTo(rows(shared.resolve("whole")));
    assertThat(tableOf(out)).isEqualTo(tableOf(shared.resolve("whole")));
    assertThat(out.resolve("tasks/lenet-glyphs-units-n96-e1-b32-cnn-seed1/models"))
        .isNotEmptyDirectory();
  }

  /** Spark within its own driver: what is sent, what fails, and what a second run finds. */
  @Test
  void sparkGetsTheFilesOfDatasetsAndTriesAFailedTrainingOnceMore() throws Exception {
    Path data = Files28.mnist(Files.createDirectory(folder.resolve("data")));
    // As it lies where somebody has unpacked it.
    Path packed = data.resolve("train-images-idx3-ubyte.gz");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
      Files.copy(in, data.resolve("train-images-idx3-ubyte"));
    }
    Files.delete(packed);
    plan(
        "pair: lenet",
        "dataset: mnist",
        "data-dir: " + data,
        "members: fc",
        "epochs: [1, 5]",
        "set: [training.optimizer=sgd, training.learning-rate=10, training.batch=8]");
    Path out = folder.resolve("local");
    String[] words = {"sweep", plan.toString(), "--master", "local[1]", "--out", out.toString()};
    List<String> home = List.of("-Devenmatch.home=" + Path.of("").toAbsolutePath());
    Map<String, String> loopback =
        Map.of("SPARK_LOCAL_IP", StandaloneSpark.LOOPBACK, "JAVA_TOOL_OPTIONS", "-Dheard=true");

    Cli cli = Program.start(folder, List.of(), home, loopback, words).end();

    assertThat(cli.code()).as(cli.err()).isEqualTo(1);
    assertThat(cli.err())
        .contains("fc-seed1 failed on localhost with exit code 1 and is tried once more")
        .contains("2 of 2")
        .contains("fc-seed1  failed: diverged: the loss was NaN");
    assertThat(out.resolve("tasks/lenet-mnist-parameters-e5-fc-seed1/results.json")).exists();
    String[] resume = {"sweep", "--resume", out.toString()};
    Cli again = Program.start(folder, List.of(), home, loopback, resume).end();
    assertThat(again.err()).contains("2 of 2").doesNotContain("Spark shows");
  }

  /** The rows of Markdown's table but for throughput, which nobody can repeat. */
  private static List<String> tableOf(Path run) {
    return Cli.run("report", run.toString(), "--format", "md")
        .out()
        .lines()
        .filter(line -> line.startsWith("| lenet-"))
        .map(line -> line.replaceFirst("[^|]*\\|$", ""))
        .toList();
  }

  @Test
  void goesOnWithoutRepeatingWhatIsDone() throws Exception {
    Path out = shared.resolve("whole");
    List<String> before = rows(out);
    Path first = out.resolve("tasks/lenet-glyphs-parameters-n64-e1-b32-fc-seed1/results.json");
    Path second = out.resolve("tasks/lenet-glyphs-parameters-n96-e1-b32-cnn-seed1");
    FileTime written = Files.getLastModifiedTime(first);
    // As if it had been interrupted in its second task, before that was begun in earnest.
    deleteAll(second);
    Files.createDirectories(second.resolve("state"));
    Files.delete(out.resolve("results.json"));

    Cli cli = Cli.run("sweep", "--resume", out.toString());

    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(rows(out)).isEqualTo(before);
    assertThat(Files.getLastModifiedTime(first)).isEqualTo(written);
    assertThat(sweep(out).err()).contains("must hold no run yet");
  }

  @Test
  void interruptedSavesWhatItHasAndGoesOnFromThere() throws Exception {
    plan("pair: lenet", "dataset: glyphs", "limit: 1000", "epochs: 20");
    Path out = folder.resolve("out");
    Program program =
        Program.start(
            folder,
            "sweep",
            plan.toString(),
            "--threads",
            "1",
            "--jobs",
            "2",
            "--out",
            out.toString());
    program.awaitErr("2 trainings");
    for (String member : List.of("fc", "cnn")) {
      Path task = out.resolve("tasks/lenet-glyphs-parameters-n1000-e20-" + member + "-seed1");
      while (!program.endsWithin(10) && !Files.exists(task.resolve("state/under-way"))) {
        // It begins soon.
      }
    }
    // Not INT, which what runs in the background may ignore.
    program.signal("TERM");
    Cli cli = program.end();

    assertThat(cli.code()).isEqualTo(130);
    assertThat(cli.err()).contains("go on with --resume " + out);
    Path cnn = out.resolve("tasks/lenet-glyphs-parameters-n1000-e20-cnn-seed1");
    assertThat(checkpoints(cnn)).isNotEmpty();
    assertThat(Cli.run("compare", "--out", out.toString()).err())
        .contains("has a state/sweep.json");

    Cli resumed = Cli.run("sweep", "--resume", out.toString());
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(rows(out)).hasSize(2);
    assertThat(cnn.resolve("evenmatch.log")).content().contains("goes on from lenet-cnn-seed1.");
  }

  private static List<String> checkpoints(Path task) throws IOException {
    try (Stream<Path> files = Files.list(task.resolve("state"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".checkpoint"))
          .toList();
    }
  }

  @Test
  void aTaskWhoseProcessDiesIsTriedOnceMoreAndOneThatDivergedIsNot() throws Exception {
    plan("pair: lenet", "dataset: glyphs", "members: cnn", "limit: 1000", "epochs: 16");
    Path out = folder.resolve("killed");
    Program program =
        Program.start(folder, "sweep", plan.toString(), "--threads", "1", "--out", out.toString());
    Path task = out.resolve("tasks/lenet-glyphs-parameters-n1000-e16-cnn-seed1");
    program.awaitTraining(task);
    program.signalWorker("KILL");
    Cli cli = program.end();

    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.err()).contains("lenet-cnn-seed1 failed: its process was killed");
    assertThat(rows(out)).hasSize(1);

    plan(
        "pair: lenet",
        "dataset: glyphs",
        "members: fc",
        "limit: 200",
        "epochs: 5",
        "set: [training.optimizer=sgd, training.learning-rate=10, training.batch=8]");
    Path diverged = folder.resolve("diverged");
    assertThat(sweep(diverged).code()).isEqualTo(1);
    assertThat(diverged.resolve("tasks/lenet-glyphs-parameters-n200-e5-fc-seed1/evenmatch.log"))
        .content()
        .containsOnlyOnce("lenet-fc-seed1 failed");
  }

  private static void deleteAll(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void aPlanThatCannotBeDoneIsRefusedBeforeAnythingRuns() throws Exception {
    plan("pair: [lenet, cifar-small]", "dataset: glyphs");
    Path out = folder.resolve("out");

    Cli cli = sweep(out);

    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err())
        .contains("task cifar-small-glyphs-parameters-fc-seed1: the pair's images must be the")
        .doesNotContain("trainings in");
    assertThat(out).doesNotExist();
    assertThat(Cli.run("sweep").err()).contains("name a YAML file with pair and dataset");
    assertThat(sweep(out, "--master", "sparc://here").err())
        .contains("spark://HOST:PORT")
        .contains("'sparc://here'");
    assertThat(sweep(out, "--master", "yarn", "--jobs", "2").err()).contains("--jobs is for");
    assertThat(sweep(out, "--spark", "spark.executor.cores=2").err()).contains("leave them out");
    assertThat(sweep(out, "--master", "yarn", "--spark", "cores=2").err())
        .contains("spark.executor.memory=2g");
    assertThat(Cli.run("sweep", "--resume", folder.toString()).err())
        .contains("must hold state/sweep.json");
  }

  @Test
  void optionsAreAPlan() throws Exception {
    Path out = folder.resolve("options");

    Cli cli =
        Cli.run(
            "sweep",
            "--pair",
            "lenet",
            "--dataset",
            "glyphs",
            "--match",
            "parameters",
            "--limit",
            "128",
            "--epochs",
            "1",
            "--batch",
            "32,64",
            "--seeds",
            "1",
            "--seed",
            "1",
            "--members",
            "fc",
            "--set",
            "training.momentum=0.5",
            "--threads",
            "1",
            "--jobs",
            "2",
            "--out",
            out.toString());

    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.err())
        .contains("2 trainings, ")
        .contains("lenet-glyphs-parameters-n128-e1-b32-fc-seed1")
        .contains("lenet-glyphs-parameters-n128-e1-b64-fc-seed1");
  }

  @Test
  void aPlanInOptionsIsRefusedAsOneInAFileIs() {
    assertThat(Cli.run("sweep", "--pair", "lenet").err()).contains("dataset: glyphs");
    assertThat(Cli.run("sweep", "--pair", "lenet", "--dataset", "glyphs", "--limit", "10,").err())
        .contains("the plan in options")
        .contains("limit must be a whole number");
    assertThat(Cli.run("sweep", plan.toString(), "--seeds", "2").err())
        .contains("in a file or in options, but has both");
    assertThat(Cli.run("sweep", "--resume", folder.toString(), "--seeds", "2").err())
        .contains("--seeds was given too");
  }

  @Test
  void whatIsRefusedLeavesNoFolderBehind() {
    Path runs = Path.of("runs");
    List<String> before = names(runs);

    // 28×28 images for a pair of 32×32.
    Cli sweep = Cli.run("sweep", "--pair", "cifar-small", "--dataset", "glyphs");

    assertThat(sweep.code()).as(sweep.err()).isEqualTo(2);
    assertThat(names(runs)).isEqualTo(before);
  }

  /** Those of sweeps, which other tests do not make there. */
  private static List<String> names(Path folder) {
    String[] all = folder.toFile().list((in, name) -> name.contains("-sweep"));
    return all == null ? List.of() : Stream.of(all).sorted().toList();
  }
}
