package org.evenmatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program on a machine whose NVIDIA driver is a script. */
class FakeDriverTest {
  private static final String H200 = "echo '0, GPU-a, 580.65.06, 143771, NVIDIA H200, 9.0'";
  private static final String UNSUPPORTED =
      "the compute capability of NVIDIA H200 (9.0) is not supported: the engine's CUDA 11.6 build"
          + " has machine code for 3.7 to 8.9";

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
      Cli cli = run(H200, command + " --out " + out);

      assertThat(cli.code()).isEqualTo(3);
      assertThat(cli.err())
          .isEqualTo(
              "evenmatch: the backend 'cuda' cannot be had: "
                  + UNSUPPORTED
                  + ": use the backend 'cpu'\n");
      assertThat(cli.out()).isEmpty();
      assertThat(out).doesNotExist();
    }
  }

  @Test
  void autoTakesTheProcessorAndSaysWhyNotTheGpu() throws Exception {
    Path out = folder.resolve("out");

    Cli cli = run(H200, "compare --limit 200 --epochs 1 --out " + out);

    assertThat(cli.code()).isZero();
    assertThat(cli.err()).contains("evenmatch: using cpu: cuda cannot be used: " + UNSUPPORTED);
    assertThat(Files.readString(out.resolve("results.json"))).contains("\"NVIDIA H200\"");
  }

  @Test
  void doctorShowsDriverAndGpus() throws Exception {
    Cli cli = run(H200, "doctor");

    assertThat(cli.code()).isZero();
    assertThat(cli.out())
        .contains("driver     NVIDIA 580.65.06\n")
        .contains("gpu        NVIDIA H200, compute capability 9.0, 143771 MiB\n")
        .contains("backend    cpu: cuda cannot be used: " + UNSUPPORTED + "\n");
  }

  @Test
  void processorAskedForIsTakenWithoutANotice() throws Exception {
    Path out = folder.resolve("out");

    Cli cli = run(H200, "train --member fc --backend cpu --limit 200 --epochs 1 --out " + out);

    assertThat(cli.code()).isZero();
    assertThat(cli.err()).doesNotContain("cuda");
  }

  private Cli run(String script, String words) throws IOException, InterruptedException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path smi = bin.resolve("nvidia-smi");
    Files.writeString(smi, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(smi, PosixFilePermissions.fromString("rwxr-xr-x"));
    String path = bin + ":" + System.getenv("PATH");
    return Program.start(folder, Map.of("PATH", path), words.split(" ")).end();
  }
}
