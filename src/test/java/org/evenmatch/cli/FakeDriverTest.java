package org.evenmatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program on a machine whose NVIDIA driver is a script. */
class FakeDriverTest {
  private static final String K40 = "echo '0, GPU-a, 580.65.06, 11441, Tesla K40c, 3.5'";
  private static final String L4 = "echo '0, GPU-a, 535.104.05, 23034, NVIDIA L4, 8.9'";
  private static final String OLD_H200 = "echo '0, GPU-a, 535.104.05, 143771, NVIDIA H200, 9.0'";
  private static final String H200 = "echo '0, GPU-a, 580.65.06, 143771, NVIDIA H200, 9.0'";
  private static final String UNSUPPORTED =
      "the compute capability of Tesla K40c (3.5) is not supported: there are kernels for 7.5 and"
          + " later, machine code for 3.7 to 8.9, PTX for 9.0 and later";

  @TempDir private Path folder;

  @Test
  void cudaThatCannotBeHadEndsWithItsReasonBeforeAnythingIsStarted() throws Exception {
    Path out = folder.resolve("out");

    for (String command :
        new String[] {
          "compare --backend cuda",
          "compare --backend cpu,cuda",
          "train --member cnn --backend cuda",
          "bench --backend cpu,cuda"
        }) {
      Cli cli = run(K40, command + " --out " + out);

      assertThat(cli.code()).isEqualTo(3);
      assertThat(cli.err()).isEqualTo(refusal(UNSUPPORTED));
      assertThat(cli.out()).isEmpty();
      assertThat(out).doesNotExist();
    }
  }

  @Test
  void autoTakesTheProcessorAndSaysWhyNotTheGpu() throws Exception {
    Path out = folder.resolve("out");

    Cli cli = run(K40, "compare --limit 200 --epochs 1 --out " + out);

    assertThat(cli.code()).isZero();
    assertThat(cli.err()).contains("evenmatch: using cpu: cuda cannot be used: " + UNSUPPORTED);
    assertThat(Files.readString(out.resolve("results.json"))).contains("\"Tesla K40c\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"compare", "train --member cnn --backend cuda", "bench --backend auto"})
  void moreGpusThanThereAreEndWithTheReason(String command) throws Exception {
    Path out = folder.resolve("out");

    Cli cli = run(L4, command + " --gpus 2 --out " + out);

    assertThat(cli.code()).isEqualTo(3);
    assertThat(cli.err())
        .isEqualTo(
            refusal(
                "2 GPUs of one compute capability were asked for, and of NVIDIA L4 (8.9) there is"
                    + " no more than 1"));
    assertThat(out).doesNotExist();
  }

  @Test
  void doctorShowsDriverAndGpus() throws Exception {
    Cli cli = run(K40, "doctor");

    assertThat(cli.code()).isZero();
    assertThat(cli.out())
        .contains("driver     NVIDIA 580.65.06\n")
        .contains("gpu        Tesla K40c, compute capability 3.5, 11441 MiB\n")
        .contains("backend    cpu: cuda cannot be used: " + UNSUPPORTED + "\n");
  }

  @Test
  void processorAskedForIsTakenWithoutANotice() throws Exception {
    Path out = folder.resolve("out");

    Cli cli = run(L4, "train --member fc --backend cpu --limit 200 --epochs 1 --out " + out);

    assertThat(cli.code()).isZero();
    assertThat(cli.err()).doesNotContain("cuda");
  }

  @Test
  void jarsThatAreNotThereAndCannotBeFetchedAreNamedWithTheCommandThatFetchesThem()
      throws Exception {
    String missing =
        "the jars of ND4J's CUDA 11.6 build are not there and could not be fetched"
            + " ('scripts/fetch-cuda 11.6' in Evenmatch's sources fetches them)";

    assertThat(run(L4, "compare --backend cuda").err()).isEqualTo(refusal(missing));

    script(folder.resolve("home/scripts/fetch-cuda"), "echo \"no network for $1\" >&2; exit 1");
    Cli cli = runAtHome(L4, "compare --backend cuda");
    assertThat(cli.code()).isEqualTo(3);
    assertThat(cli.err()).isEqualTo("no network for 11.6\n" + refusal(missing));
  }

  @Test
  void fetchesTheBuildForTheGpuAndTriesItBeforeItIsUsed() throws Exception {
    // What is fetched here is the class path of the processor: it has no CUDA.
    script(
        folder.resolve("home/scripts/fetch-cuda"),
        "mkdir -p " + folder + "/home/target/cuda-$1",
        "echo $1 >> " + folder + "/fetched",
        "echo '"
            + System.getProperty("java.class.path")
            + "' > "
            + folder
            + "/home/target/cuda-$1/classpath.txt");
    String problem = "ND4J's CUDA 11.2 build is not on the class path";

    Cli before = runAtHome(OLD_H200, "doctor");
    Cli cuda = runAtHome(OLD_H200, "train --member fc --backend cuda");
    Cli auto = runAtHome(OLD_H200, "doctor");

    assertThat(Files.readString(folder.resolve("fetched"))).isEqualTo("11.2\n11.2\n");
    assertThat(before.out())
        .contains(
            "backend    cpu: cuda cannot be used: the jars of ND4J's CUDA 11.2 build are not there"
                + " yet: '--backend cuda' fetches them, 2.4 GB\n");
    assertThat(cuda.code()).isEqualTo(3);
    assertThat(cuda.err()).isEqualTo(refusal(problem));
    assertThat(auto.code()).isZero();
    assertThat(auto.out()).contains("backend    cpu: cuda cannot be used: " + problem + "\n");
  }

  @Test
  void cuda13ThatIsNotInstalledIsSaidBeforeAnythingIsTrained() throws Exception {
    Cli asked = run(H200, "compare --backend cuda --out " + folder.resolve("out"));
    Cli auto = run(H200, "doctor");

    assertThat(asked.code()).isEqualTo(3);
    assertThat(asked.err())
        .startsWith("evenmatch: the backend 'cuda' cannot be had: CUDA 13 cannot be started (")
        .contains("CUDA 13 and cuDNN 9 must be installed")
        .hasLineCount(1);
    assertThat(folder.resolve("out")).doesNotExist();
    assertThat(auto.code()).isZero();
    assertThat(auto.out())
        .contains("backend    cpu: cuda cannot be used: CUDA 13 cannot be started");
  }

  @Test
  void installedJarsAreNotFetched() throws Exception {
    Files.createDirectories(folder.resolve("home/lib-cuda-11.6"));
    Files.createDirectories(folder.resolve("home/lib"));
    script(folder.resolve("home/scripts/fetch-cuda"), "echo fetching >&2; exit 1");

    Cli cli = runAtHome(L4, "train --member fc --backend cuda");

    assertThat(cli.code()).isEqualTo(3);
    assertThat(cli.err())
        .isEqualTo(
            refusal(
                "the process that tried it ended with exit code 1 (Error: Could not find or load"
                    + " main class org.evenmatch.cli.Main)"));
  }

  private static String refusal(String reason) {
    return "evenmatch: the backend 'cuda' cannot be had: " + reason + ": use the backend 'cpu'\n";
  }

  private Cli run(String driver, String words) throws IOException, InterruptedException {
    return run(driver, List.of(), words);
  }

  private Cli runAtHome(String driver, String words) throws IOException, InterruptedException {
    return run(driver, List.of("-Devenmatch.home=" + folder.resolve("home")), words);
  }

  private Cli run(String driver, List<String> options, String words)
      throws IOException, InterruptedException {
    Path bin = folder.resolve("bin");
    script(bin.resolve("nvidia-smi"), driver);
    Map<String, String> environment = Map.of("PATH", bin + ":" + System.getenv("PATH"));
    return Program.start(folder, List.of(), options, environment, words.split(" ")).end();
  }

  private static void script(Path file, String... lines) throws IOException {
    Files.createDirectories(file.getParent());
    List<String> all = new ArrayList<>(List.of("#!/bin/sh"));
    all.addAll(List.of(lines));
    Files.write(file, all);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
