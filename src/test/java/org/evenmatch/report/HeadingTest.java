package org.evenmatch.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadingTest {
  private static final Path RESULTS =
      Path.of("src/test/resources/golden/runs/compare/results.json");

  @TempDir private Path folder;

  private String heading(String from, String to) throws Exception {
    String text = Files.readString(RESULTS);
    assertThat(text).contains(from);
    Results results =
        ResultsFile.read(Files.writeString(folder.resolve("results.json"), text.replace(from, to)));
    return Heading.of(results, results.dataset().orElseThrow());
  }

  @Test
  void countsSeedsThatFailedToo() throws Exception {
    String accuracy = "\"accuracy\" : {";

    assertThat(heading(accuracy, accuracy)).contains(", 2 seeds, ");
    assertThat(
            heading(
                accuracy,
                "\"failed_seeds\" : [ {\"seed\" : 9, \"error\" : \"diverged\"} ], " + accuracy))
        .contains(", 3 seeds, ");
  }

  @Test
  void namesTheGpuThatComputed() throws Exception {
    assertThat(heading("\"backend\" : \"cpu\"", "\"backend\" : \"cpu\"")).endsWith("seeds, cpu");
    assertThat(
            heading(
                "\"backend\" : \"cpu\",\n      \"device\" : \"AMD EPYC\"",
                "\"backend\" : \"cuda\",\n      \"device\" : \"NVIDIA H200\""))
        .endsWith("seeds, cuda (NVIDIA H200)");
  }
}
