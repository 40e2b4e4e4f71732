package org.evenmatch.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerdictTest {
  private static final Path RESULTS =
      Path.of("src/test/resources/golden/runs/compare/results.json");

  @TempDir private Path folder;

  /** The verdict on the kept results with a change. */
  private String verdict(Consumer<ObjectNode> change) throws IOException {
    ObjectNode results = (ObjectNode) new ObjectMapper().readTree(RESULTS.toFile());
    change.accept(results);
    Path file = Files.writeString(folder.resolve("results.json"), results.toString());
    return Verdict.of(ResultsFile.read(file));
  }

  private static ObjectNode comparison(ObjectNode results) {
    return (ObjectNode) results.get("comparison");
  }

  @Test
  void saysOverHowManySeedsItIs() throws IOException {
    // As an earlier version had it.
    assertThat(verdict(results -> {})).contains(", over 2 seeds).");
    assertThat(
            verdict(
                results ->
                    comparison(results)
                        .put("interval_over", Results.ComparisonInfo.SEEDS_AND_IMAGES)))
        .contains(", over 2 seeds and the test images).");
  }

  @Test
  void countsOnlySeedsThatBothHave() throws IOException {
    assertThat(verdict(results -> ((ArrayNode) comparison(results).get("mcnemar_p")).remove(1)))
        .contains("over the test images of the one seed that both have");
    assertThat(
            verdict(
                results -> {
                  ArrayNode runs = (ArrayNode) results.at("/configurations/0/accuracy").get("runs");
                  runs.add(0.5);
                }))
        .contains("over the 2 seeds that both have).");
  }

  @Test
  void claimsNoMatchThatWidthsDoNotReach() throws IOException {
    assertThat(verdict(results -> comparison(results).put("parameter_ratio", 1.02)))
        .startsWith("With parameters as near as whole widths come, ");
    assertThat(verdict(results -> comparison(results).put("parameter_ratio", 0.995)))
        .startsWith("With as many parameters, ");
  }

  @Test
  void claimsNothingWhereTheIntervalHoldsNone() throws IOException {
    assertThat(verdict(results -> {})).contains("neither network is measurably ahead");
    assertThat(
            verdict(
                results ->
                    ((ObjectNode) comparison(results).get("accuracy_difference"))
                        .put("mean", 0.02)
                        .put("low", 0.01)
                        .put("high", 0.03)))
        .startsWith("With as many parameters, the convolutional network is ahead on glyphs: ");
    assertThat(
            verdict(
                results ->
                    ((ObjectNode) comparison(results).get("accuracy_difference"))
                        .put("mean", -0.02)
                        .put("low", -0.03)
                        .put("high", -0.01)))
        .contains("the fully-connected network is ahead");
  }

  @Test
  void saysNothingOfOneNetworkAndWhyOfOneThatFailed() throws IOException {
    assertThat(
            verdict(
                results -> {
                  results.putNull("comparison");
                  ((ArrayNode) results.get("configurations")).remove(1);
                }))
        .isEmpty();
    assertThat(verdict(results -> results.putNull("comparison")))
        .isEqualTo("Nothing can be compared: not both networks were trained.");
  }
}
