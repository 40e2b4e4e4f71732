package org.evenmatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Readers are given what Jazzer makes up, starting from the kept corpus: a number of inputs here, a
 * long run with {@code -Devenmatch.fuzz.seconds=600}, which also adds to the corpus.
 *
 * <p>A find is anything but a refusal in words, more than 30 s for one input, or more memory than
 * the process is given; it is left in {@code target/fuzz}.
 */
class FuzzingTest {
  private static final Path CORPUS = Path.of("src/test/fuzz");
  private static final Path FINDS = Path.of("target/fuzz");
  private static final Pattern DONE = Pattern.compile("Done (\\d+) runs");
  private static final Optional<Integer> SECONDS =
      Optional.ofNullable(Integer.getInteger("evenmatch.fuzz.seconds"));
  private static final int RUNS = 200;
  private static final long MOST_MINUTES = 5;
  private static final long MOST_MEBIBYTES = 2_500;

  @TempDir private Path scratch;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data.IdxFuzz",
        "data.CifarFuzz",
        "data.ImageFolderFuzz",
        "data.DatasetYamlFuzz",
        "match.PairYamlFuzz",
        "network.SavedNetworkFuzz",
        "training.CheckpointFuzz",
        "report.ResultsFuzz"
      })
  void refusesInWordsWhateverItIsGiven(String target) throws IOException, InterruptedException {
    String name = target.substring(target.indexOf('.') + 1);
    Path kept = CORPUS.resolve(name);
    Path grown = SECONDS.isPresent() ? kept : Files.createDirectory(scratch.resolve("corpus"));
    Path finds = Files.createDirectories(FINDS.resolve(name));
    Path log = scratch.resolve("log");
    Process jazzer =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx400m",
                    "-Djava.awt.headless=true",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "com.code_intelligence.jazzer.Jazzer",
                    "--target_class=org.evenmatch." + target,
                    "--instrumentation_includes=org.evenmatch.**",
                    "--reproducer_path=" + finds,
                    "-artifact_prefix=" + finds + "/",
                    SECONDS.map(seconds -> "-max_total_time=" + seconds).orElse("-runs=" + RUNS),
                    // The same inputs in every build.
                    "-seed=" + SECONDS.map(seconds -> 0).orElse(1),
                    "-max_len=32768",
                    "-timeout=30",
                    "-rss_limit_mb=" + (MOST_MEBIBYTES + ownPeakMebibytes()),
                    grown.toString(),
                    kept.toString()))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(jazzer.waitFor(SECONDS.orElse(0) + 60 * MOST_MINUTES, TimeUnit.SECONDS))
        .as("ends")
        .isTrue();

    String said = Files.readString(log);
    assertThat(jazzer.exitValue()).as(said).isZero();
    Matcher runs = DONE.matcher(said);
    assertThat(runs.find()).as(said).isTrue();
    assertThat(Integer.parseInt(runs.group(1))).isGreaterThanOrEqualTo(RUNS);
  }

  /** Linux has a process inherit the peak of the one that started it. */
  private static long ownPeakMebibytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
        .findFirst()
        .orElse(0);
  }
}
