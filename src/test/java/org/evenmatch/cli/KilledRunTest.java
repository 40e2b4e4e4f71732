package org.evenmatch.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run is killed in every way there is, and goes on. */
class KilledRunTest {
  /** A promise of any number; more of them with {@code -Devenmatch.kills=20}. */
  private static final int KILLS = Integer.getInteger("evenmatch.kills", 4);

  private static final String[] SEVERAL = {"--seeds", "2", "--limit", "2000"};
  private static final String[] FEWER = {"--limit", "2000"};
  private static final String[] ONE_LONG_EPOCH = {
    "--epochs", "1", "--batch", "1", "--limit", "4000"
  };
  private static final String PERMUTED = "permute-stateful-cnn-seed1";
  private static final String PAIR =
      """
      name: stateful
      input: {height: 28, width: 28, channels: 1}
      classes: 10
      match: units
      training: {optimizer: adam, learning-rate: 0.001, schedule: linear, batch: 16, epochs: 6}
      layers:
        - conv: {filters: 16, kernel: 5, activation: identity}
        - batch-norm: {activation: relu}
        - max-pool: {size: 2}
        - conv: {filters: 32, kernel: 5, activation: relu}
        - dropout: {rate: 0.3}
        - output
      """;

  @TempDir private Path folder;
  private Path out;
  private Path pair;

  @BeforeEach
  void writePair() throws IOException {
    out = folder.resolve("run");
    pair = folder.resolve("stateful.yaml");
    Files.writeString(pair, PAIR);
  }

  private Program start(Path target, String... more) throws IOException {
    return startSaving("100ms", List.of(), target, more);
  }

  private Program startSaving(String every, List<String> starter, Path target, String... more)
      throws IOException {
    List<String> words =
        List.of(
            "compare",
            "--pair",
            pair.toString(),
            "--dataset",
            "glyphs",
            "--threads",
            "1",
            "--checkpoint-every",
            every,
            "--out",
            target.toString());
    return Program.start(
        folder,
        starter,
        Map.of(),
        Stream.concat(words.stream(), Arrays.stream(more)).toArray(String[]::new));
  }

  private Program train(String... words) throws IOException {
    return Program.start(
        folder,
        Stream.concat(Stream.of("train", "--checkpoint-every", "100ms"), Arrays.stream(words))
            .toArray(String[]::new));
  }

  /** The trainings of the run that are over. */
  private List<String> finished() throws IOException {
    Path state = out.resolve("state");
    if (!Files.isDirectory(state)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(state)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("stateful-(fc|cnn)-seed\\d\\.json"))
          .map(name -> name.replace(".json", ""))
          .toList();
    }
  }

  private Program resume() throws IOException {
    return Program.start(folder, "compare", "--resume", out.toString());
  }

  /** The trained parameters and updater state of a saved network. */
  private static byte[] state(Path run, String model) throws IOException {
    try (ZipFile zip = new ZipFile(run.resolve("models").resolve(model).toFile())) {
      byte[] coefficients = zip.getInputStream(zip.getEntry("coefficients.bin")).readAllBytes();
      byte[] updater = zip.getInputStream(zip.getEntry("updaterState.bin")).readAllBytes();
      byte[] both = Arrays.copyOf(coefficients, coefficients.length + updater.length);
      System.arraycopy(updater, 0, both, coefficients.length, updater.length);
      return both;
    }
  }

  private static JsonNode results(Path run) throws IOException {
    return new ObjectMapper().readTree(run.resolve("results.json").toFile());
  }

  /** The results without the times and rates that no two runs share. */
  private static JsonNode timeless(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove(
          List.of(
              "seconds",
              "train_samples_per_second",
              "inference_samples_per_second",
              "throughput_ratio",
              "command"));
    }
    node.forEach(KilledRunTest::timeless);
    return node;
  }

  /**
   * Lives of random length: some end while the process still starts, none trains so long that the
   * run could be finished before the last kill, however fast the machine is.
   */
  @Test
  void givesTheSameBitsHoweverOftenItIsKilledAsARunThatWasNeverKilled() throws Exception {
    Path quiet = folder.resolve("quiet");
    Program never = start(quiet, SEVERAL);
    never.awaitErr("stateful-fc seed 1  epoch 1/6");
    long trainingSince = System.nanoTime();
    assertThat(never.end().code()).isZero();
    long millisTrained = (System.nanoTime() - trainingSince) / 1_000_000;

    Random random = new Random(7);
    Program program = start(out, SEVERAL);
    for (int kill = 0; kill < KILLS; kill++) {
      List<String> finished = finished();
      if (kill % 3 > 0) {
        program.awaitTraining(out);
      }
      assertThat(program.endsWithin(random.nextLong(millisTrained / KILLS + 1))).isFalse();
      program.kill();
      assertRepeatsNoneOf(finished, program.err());
      boolean begun = Files.exists(out.resolve("state/start.json"));
      program = begun ? resume() : start(out, SEVERAL);
    }
    List<String> finished = finished();
    Cli last = program.end();

    assertThat(last.code()).as(last.err()).isZero();
    assertRepeatsNoneOf(finished, last.err());
    List<String> models = models(quiet);
    assertThat(models).hasSize(4).isEqualTo(models(out));
    for (String model : models) {
      assertThat(Arrays.equals(state(out, model), state(quiet, model))).as(model).isTrue();
    }
    assertThat(timeless(results(out))).isEqualTo(timeless(results(quiet)));

    Cli again = resume().end();
    assertThat(again.code()).isZero();
    assertThat(again.err()).contains("is finished: there is nothing left to be done");
  }

  private static List<String> models(Path run) throws IOException {
    try (Stream<Path> files = Files.list(run.resolve("models"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static void assertRepeatsNoneOf(List<String> finished, String err) {
    for (String training : finished) {
      assertThat(err).doesNotContain(training.replace("-seed", " seed ") + " ");
    }
  }

  @Test
  void beginsAgainWhenKilledBeforeTheFirstCheckpoint() throws Exception {
    Program program = start(out, "--epochs", "2", "--limit", "3000");
    while (!Files.exists(out.resolve("state/start.json"))) {
      assertThat(program.endsWithin(5)).isFalse();
    }
    program.kill();

    Cli resumed = resume().end();

    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.err()).contains("stateful-fc seed 1  epoch 1/2");
    assertThat(results(out).at("/configurations/1/curve")).hasSize(2);
  }

  @Test
  void trainGoesOnAfterAKill() throws Exception {
    Program program =
        train(
            "--member",
            "cnn",
            "--pair",
            pair.toString(),
            "--limit",
            "2000",
            "--out",
            out.toString());
    program.awaitErr("epoch 2/6");
    program.kill();

    Cli resumed = Program.start(folder, "train", "--resume", out.toString()).end();

    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.err()).doesNotContain("epoch 1/6").contains("epoch 6/6");
    assertThat(results(out).at("/configurations/0/curve")).hasSize(6);
  }

  @Test
  void savesOnATerminationSignalAndGoesOn() throws Exception {
    Program program = startSaving("1h", List.of(), out, ONE_LONG_EPOCH);
    awaitTrainingOf("stateful-cnn-seed1", program);
    program.signal("TERM");

    assertSavedAndGoesOn(program.end());
  }

  @Test
  void savesOnControlCAndGoesOn() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/setsid")), "setsid makes a process group");
    // What a shell starts in the background ignores it, and what that starts as well.
    List<String> asInATerminal = List.of("setsid", "env", "--default-signal=INT");
    Program program = startSaving("1h", asInATerminal, out, ONE_LONG_EPOCH);
    awaitTrainingOf("stateful-cnn-seed1", program);
    // A terminal sends it to the program and to the process that trains.
    program.signalGroup("INT");

    assertSavedAndGoesOn(program.end());
  }

  private void awaitTrainingOf(String training, Program program) throws Exception {
    Path underWay = out.resolve("state/under-way");
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (!Files.exists(underWay) || !Files.readString(underWay).equals(training)) {
      assertThat(program.endsWithin(5)).as(program.err()).isFalse();
      assertThat(System.nanoTime()).as(program.err()).isLessThan(deadline);
    }
  }

  private List<String> checkpoints() throws IOException {
    try (Stream<Path> files = Files.list(out.resolve("state"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".checkpoint"))
          .toList();
    }
  }

  /** What was saved stands in the middle of the only epoch, which saves nothing before its end. */
  private void assertSavedAndGoesOn(Cli stopped) throws Exception {
    assertThat(stopped.code()).isEqualTo(130);
    assertThat(stopped.err())
        .contains("evenmatch: interrupted; what was finished is saved: go on with --resume " + out)
        .doesNotContain("stateful-cnn seed 1  epoch 1/1");
    assertThat(checkpoints()).singleElement().asString().startsWith("stateful-cnn-seed1.0");
    String saved = checkpoints().get(0);

    Cli resumed = resume().end();
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.err())
        .doesNotContain("stateful-fc")
        .contains("stateful-cnn seed 1  epoch 1/1");
    assertThat(Files.readString(out.resolve("evenmatch.log"))).contains("goes on from " + saved);
    assertThat(results(out).at("/configurations/1/curve")).hasSize(1);
  }

  @Test
  void refusesASecondProcessOnTheSameFolder() throws Exception {
    Program program = start(out);
    program.awaitErr("epoch 1/6");

    Cli second = resume().end();
    Cli third = start(out).end();

    assertThat(second.code()).isEqualTo(2);
    assertThat(second.err()).contains("another one is writing to " + out);
    assertThat(third.code()).isEqualTo(2);
    assertThat(third.err()).contains("must hold no run yet");
    program.kill();
  }

  @Test
  void goesOnWithTheOthersWhenATrainingCrashes() throws Exception {
    Program program = start(out, "--members", "cnn,local", "--limit", "1000");
    // Over several epochs, and not the last.
    awaitTrainingOf("stateful-local-seed1", program);
    program.signalWorker("SEGV");
    Cli cli = program.end();

    assertThat(cli.code()).isEqualTo(1);
    JsonNode configurations = results(out).get("configurations");
    assertThat(configurations.get(0).get("status").asText()).isEqualTo("failed");
    assertThat(configurations.get(0).get("error").asText()).startsWith("crashed: SIGSEGV");
    assertThat(configurations.get(1).get("status").asText()).isEqualTo("ok");
    assertThat(cli.err()).contains("stateful-local failed");
  }

  @Test
  void saysThatATrainingOfAnExperimentCrashed() throws Exception {
    Program program = start(out, "--probe", "permute", "--epochs", "1", "--limit", "2000");
    awaitTrainingOf(PERMUTED, program);
    program.signalWorker("SEGV");
    Cli cli = program.end();
    JsonNode failed = results(out);
    Cli again = resume().end();

    assertThat(cli.code()).isEqualTo(1);
    assertThat(cli.err()).contains("not everything was trained: " + PERMUTED + " failed");
    assertThat(cli.out()).contains(PERMUTED + " failed, so that its experiment has fewer seeds");
    assertThat(failed.at("/failures/0/training").asText()).isEqualTo(PERMUTED);
    assertThat(failed.at("/failures/0/reason").asText()).startsWith("crashed: SIGSEGV");
    assertThat(failed.at("/configurations/1/status").asText()).isEqualTo("ok");
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.out()).doesNotContain("failed");
  }

  @Test
  void saysThatATrainingWasKilledForWantOfMemoryAndTakesItUpAgainWhereItStood() throws Exception {
    Program program = start(out, FEWER);
    program.awaitErr("stateful-cnn seed 1  epoch 2/6");
    program.signalWorker("KILL");
    Cli cli = program.end();

    assertThat(cli.code()).isEqualTo(1);
    assertThat(results(out).at("/configurations/0/status").asText()).isEqualTo("ok");
    assertThat(results(out).at("/configurations/1/error").asText())
        .isEqualTo("its process was killed, as Linux does when memory runs out");

    Cli again = resume().end();

    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.err())
        .contains("stateful-cnn seed 1  epoch 6/6")
        .doesNotContain("epoch 1/6", "stateful-fc");
    assertThat(results(out).at("/configurations/1/curve")).hasSize(6);
    assertThat(results(out).at("/configurations/1/status").asText()).isEqualTo("ok");
  }

  @Test
  void endsTheWorkerWithItsParent() throws Exception {
    Program program = start(out, "--epochs", "2");
    program.awaitErr("epoch 1/2");
    ProcessHandle worker = program.worker();
    program.signal("KILL");
    assertThat(program.end().code()).isEqualTo(137);
    worker.onExit().get(30, TimeUnit.SECONDS);
  }
}
