package org.evenmatch.kernels.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be said of the kernels without a GPU. */
class KernelsTest {
  private static final Pattern KERNEL = Pattern.compile("extern \"C\" __global__ void (\\w+)\\(");
  private static final Pattern LAUNCH =
      Pattern.compile("(?:Launch\\s*\\.\\w+|parts\\s*\\.launch)\\([^;]*?\"(\\w+)\"");

  @TempDir private Path folder;

  private static Set<String> names(Pattern pattern, String text) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  @Test
  void everyKernelThatIsAskedForIsThere() throws IOException {
    StringBuilder sources = new StringBuilder();
    try (Stream<Path> files = Files.list(Path.of("src/main/java/org/evenmatch/kernels/gpu"))) {
      for (Path file : files.toList()) {
        sources.append(Files.readString(file));
      }
    }
    Set<String> asked = names(LAUNCH, sources.toString());

    assertThat(asked).hasSizeGreaterThan(10);
    assertThat(names(KERNEL, Kernels.source())).containsAll(asked);
  }

  @Test
  void compileForTheOldestGpuAndForHopper() throws Exception {
    assumeTrue(hasCompiler(), "CUDA's compiler 'nvcc' is not there");
    Path source = Files.writeString(folder.resolve("kernels.cu"), Kernels.source());
    for (String architecture : List.of("sm_75", "sm_90")) {
      Path said = folder.resolve("said");
      Process process =
          new ProcessBuilder(
                  "nvcc",
                  "-arch=" + architecture,
                  "-cubin",
                  "-o",
                  folder.resolve("kernels.cubin").toString(),
                  source.toString())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      assertThat(process.waitFor()).as(() -> read(said)).isZero();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static boolean hasCompiler() throws InterruptedException {
    try {
      return new ProcessBuilder("nvcc", "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
