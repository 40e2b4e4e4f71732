package org.evenmatch.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the results of a comparison with seeds 3 and 4. */
class ResultsCsvTest {
  private static final Path RESULTS = Path.of("src/test/resources/golden/runs/compare");

  @TempDir private Path folder;

  private JsonNode results;

  private ObjectNode first() throws IOException {
    results = new ObjectMapper().readTree(RESULTS.resolve("results.json").toFile());
    return (ObjectNode) results.at("/configurations/0");
  }

  private List<String> lines() throws IOException {
    Files.writeString(folder.resolve("results.json"), results.toString());
    return ResultsCsv.render(ResultsFile.read(folder)).lines().toList();
  }

  @Test
  void aSeedThatFailedHasARowOfItsOwn() throws IOException {
    ObjectNode fc = first();
    fc.put("status", "failed").put("error", "diverged");
    fc.putArray("failed_seeds").addObject().put("seed", 3).put("error", "diverged, at once");
    ((ArrayNode) fc.at("/accuracy/runs")).remove(0);

    List<String> lines = lines();

    assertThat(lines).hasSize(5);
    assertThat(lines.get(1))
        .isEqualTo(
            "lenet-fc,fc,cpu,float32,64,2,3,431164,430236,,,,,,93568.07171498414,failed,"
                + "\"diverged, at once\"");
    assertThat(lines.get(2)).startsWith("lenet-fc,fc,cpu,float32,64,2,4,").contains(",0.2735,");
    assertThat(lines.get(2)).endsWith(",ok,");
  }

  @Test
  void accuracyIsThatOfAllViewsOfAnImage() throws IOException {
    ArrayNode runs = (ArrayNode) first().at("/accuracy/runs");
    runs.removeAll().add(0.291).add(0.2835);

    assertThat(lines().get(1)).contains(",0.291,").doesNotContain("0.281");
    assertThat(lines().get(2)).contains(",0.2835,").doesNotContain("0.2735");
  }
}
