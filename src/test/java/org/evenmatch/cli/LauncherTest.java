package org.evenmatch.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/evenmatch}, as a user starts it. */
class LauncherTest {
  private static final Path LAUNCHER = Path.of("scripts/evenmatch");
  private static final long MOST_SECONDS = 300;

  @TempDir private Path folder;

  @BeforeEach
  void needsAShell() {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no bash to run " + LAUNCHER);
  }

  private Process start(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of(LAUNCHER.toAbsolutePath().toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(folder.resolve("out.txt").toFile())
            .redirectError(folder.resolve("err.txt").toFile());
    // The tests' own: a user lets the program choose.
    builder.environment().remove("OMP_NUM_THREADS");
    return builder.start();
  }

  private Cli run(String... words) throws IOException, InterruptedException {
    Process process = start(words);
    assertThat(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)).isTrue();
    return new Cli(
        process.exitValue(),
        Files.readString(folder.resolve("out.txt")),
        Files.readString(folder.resolve("err.txt")));
  }

  @Test
  void doesTheMainJobWithNoOptions() throws IOException, InterruptedException {
    Cli cli = run("compare");

    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.out()).contains("the convolutional network is ahead on glyphs");
    try (var runs = Files.list(folder.resolve("runs"))) {
      Path run = runs.findFirst().orElseThrow();
      assertThat(run.getFileName().toString()).endsWith("-compare");
      JsonNode results = new ObjectMapper().readTree(run.resolve("results.json").toFile());
      assertThat(results.at("/configurations/0/accuracy/mean").asDouble()).isGreaterThan(0.8);
      assertThat(results.at("/configurations/1/accuracy/mean").asDouble()).isGreaterThan(0.98);
      assertThat(results.at("/comparison/accuracy_difference/low").asDouble()).isPositive();
    }
  }

  /** As on macOS before 12.3, whose readlink follows no links and which has no flock. */
  @Test
  void startsThroughLinksWithoutGnusTools() throws IOException, InterruptedException {
    Path tools = Files.createDirectory(folder.resolve("tools"));
    tool(tools, "readlink", "[ \"$1\" != -f ] || exit 1\nexec /usr/bin/readlink \"$@\"");
    tool(tools, "flock", "exit 127");
    Path first = folder.resolve("first");
    Files.createSymbolicLink(first, LAUNCHER.toAbsolutePath());
    Path second = Files.createDirectory(folder.resolve("below")).resolve("second");
    Files.createSymbolicLink(second, Path.of("../first"));
    ProcessBuilder version =
        new ProcessBuilder(second.toString(), "--version")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said.txt").toFile())
            .directory(folder.toFile());
    version.environment().merge("PATH", tools.toString(), (path, ours) -> ours + ":" + path);

    int code = version.start().waitFor();

    assertThat(Files.readString(folder.resolve("said.txt"))).startsWith("evenmatch ");
    assertThat(code).isZero();
  }

  private static void tool(Path folder, String name, String script) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + script + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  @Test
  void passesExitCodesThrough() throws IOException, InterruptedException {
    assertThat(run("--version").code()).isZero();
    assertThat(run("compare", "--epochs", "-1").code()).isEqualTo(2);
    assertThat(run("count", "--pair", "nothing-like-it").err()).hasLineCount(1);
  }

  @Test
  void countsWithoutLoadingANativeLibrary() throws IOException, InterruptedException {
    ProcessBuilder logged =
        new ProcessBuilder(LAUNCHER.toAbsolutePath().toString(), "count")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("loaded.txt").toFile())
            .directory(folder.toFile());
    logged.environment().put("EVENMATCH_JAVA_OPTS", "-Xlog:class+load");
    logged.start().waitFor();
    assertThat(Files.readString(folder.resolve("loaded.txt")))
        .contains("org.evenmatch.match.NetworkCount")
        .doesNotContain("org.bytedeco.javacpp.Loader", "org.nd4j.linalg.factory.Nd4j");
  }

  @Test
  void leavesAloneWhatTheUserHasSet() throws IOException, InterruptedException {
    ProcessBuilder doctor =
        new ProcessBuilder(LAUNCHER.toAbsolutePath().toString(), "doctor")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("doctor.txt").toFile())
            .directory(folder.toFile());
    doctor.environment().put("OMP_NUM_THREADS", "1");
    doctor.environment().put("OPENBLAS_THREAD_TIMEOUT", "9");
    doctor.environment().put("EVENMATCH_JAVA_OPTS", "-Dorg.bytedeco.javacpp.maxBytes=3g");

    assertThat(doctor.start().waitFor()).isZero();

    assertThat(Files.readString(folder.resolve("doctor.txt")))
        .contains("threads    1\n")
        .contains("OMP_NUM_THREADS=1  (set by you")
        .contains("OPENBLAS_THREAD_TIMEOUT=9  (set by you")
        .contains("org.bytedeco.javacpp.maxBytes=3g  (set by you")
        .contains("OPENBLAS_NUM_THREADS=1  (chosen");
  }

  @Test
  void readsNamesOfAnyLanguageWhereTheLocaleHasNone() throws IOException, InterruptedException {
    for (String name : List.of("größe", "名前")) {
      Path images = Files.createDirectories(folder.resolve("images").resolve(name));
      ImageIO.write(
          new BufferedImage(2, 3, BufferedImage.TYPE_BYTE_GRAY),
          "png",
          images.resolve("ä.png").toFile());
    }
    ProcessBuilder compare =
        new ProcessBuilder(LAUNCHER.toAbsolutePath().toString(), "compare", "--dataset", "images")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said.txt").toFile())
            .directory(folder.toFile());
    compare.environment().put("LC_ALL", "C");

    assertThat(compare.start().waitFor()).isEqualTo(2);

    assertThat(Files.readString(folder.resolve("said.txt"))).contains("and images has 3×2×1");
  }

  @Test
  void takesTheCollectorThatTheUserChooses() throws IOException, InterruptedException {
    ProcessBuilder compare =
        new ProcessBuilder(
                LAUNCHER.toAbsolutePath().toString(),
                "compare",
                "--limit",
                "200",
                "--epochs",
                "1",
                "--json")
            .redirectOutput(folder.resolve("out.txt").toFile())
            .redirectError(folder.resolve("err.txt").toFile())
            .directory(folder.toFile());
    compare.environment().put("EVENMATCH_JAVA_OPTS", "-XX:+UseSerialGC");

    int code = compare.start().waitFor();

    assertThat(code).as(Files.readString(folder.resolve("err.txt"))).isZero();
    JsonNode printed = new ObjectMapper().readTree(folder.resolve("out.txt").toFile());
    assertThat(printed.get("configurations")).hasSize(2);
  }

  @Test
  void endsWith130WhenInterruptedAndKeepsWhatWasFinished()
      throws IOException, InterruptedException {
    Process process = start("compare", "--seeds", "1000", "--epochs", "1", "--out", "night");
    Path results = folder.resolve("night/results.json");
    for (int i = 0; i < MOST_SECONDS * 10 && !Files.exists(results); i++) {
      Thread.sleep(100);
    }
    process.destroy();

    assertThat(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(130);
    assertThat(Files.readString(folder.resolve("err.txt"))).contains("interrupted");
    JsonNode saved = new ObjectMapper().readTree(results.toFile());
    assertThat(saved.at("/configurations/0/status").asText()).isEqualTo("ok");
  }
}
