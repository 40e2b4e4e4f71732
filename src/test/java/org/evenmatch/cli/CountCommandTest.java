package org.evenmatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class CountCommandTest {
  private static JsonNode json(String... words) throws IOException {
    Cli cli = Cli.run(words);
    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.err()).isEmpty();
    return new ObjectMapper().readTree(cli.out());
  }

  private static JsonNode member(JsonNode document, String kind) {
    for (JsonNode configuration : document.get("configurations")) {
      if (configuration.get("kind").asText().equals(kind)) {
        return configuration;
      }
    }
    throw new AssertionError("no " + kind);
  }

  @Test
  void reproducesTenByTenByUnits() throws IOException {
    JsonNode document = json("count", "--pair", "first-layer-10x10", "--json");

    assertThat(document.at("/pair/match").asText()).isEqualTo("units");
    assertThat(member(document, "fc").get("weights").asLong()).isEqualTo(3_200);
    assertThat(member(document, "cnn").get("weights").asLong()).isEqualTo(288);
  }

  @Test
  void reproducesThirtyTwoByThirtyTwoByOutputs() throws IOException {
    JsonNode document = json("count", "--pair", "first-layer-32x32", "--json");

    JsonNode conv = member(document, "cnn").get("layers").get(0);
    assertThat(conv.get("output").toString()).isEqualTo("[28,28,6]");
    assertThat(conv.get("weights").asLong()).isEqualTo(450);
    assertThat(conv.get("biases").asLong()).isEqualTo(6);
    JsonNode dense = member(document, "fc").get("layers").get(0);
    assertThat(dense.get("weights").asLong()).isEqualTo(14_450_688);
    assertThat(dense.get("biases").asLong()).isEqualTo(4_704);
    assertThat(dense.get("fan_in").asLong()).isEqualTo(3_072);
  }

  @Test
  void reproducesOneFilterOnSixBySix() throws IOException {
    JsonNode conv =
        member(json("count", "--pair", "filter-6x6", "--json"), "cnn").get("layers").get(0);

    assertThat(conv.get("type").asText()).isEqualTo("conv");
    assertThat(conv.get("weights").asLong()).isEqualTo(9);
    assertThat(conv.get("fan_in").asLong()).isEqualTo(9);
    assertThat(conv.get("weight_reuse").asLong()).isEqualTo(16);
    assertThat(conv.get("connections").asLong()).isEqualTo(144);
  }

  @Test
  void printsBothMembersTheConventionAndTheOneChannelCount() {
    Cli cli = Cli.run("count", "--pair", "first-layer-32x32");

    assertThat(cli.code()).isZero();
    assertThat(cli.err()).isEmpty();
    assertThat(cli.out())
        .contains("14,450,688", "28×28×6", "multiply-accumulate")
        .contains("it is 25 + 1 = 26 a filter and 156 in all")
        .contains("75 + 1 parameters and the layer 456");
  }

  @Test
  void isTheSameForLenetAsTheInterfaceSays() throws IOException {
    JsonNode cnn = member(json("count", "--json"), "cnn");

    assertThat(cnn.get("name").asText()).isEqualTo("lenet-cnn");
    assertThat(cnn.get("weights").asLong()).isEqualTo(430_500);
    assertThat(cnn.get("parameters").asLong()).isEqualTo(431_080);
    assertThat(cnn.get("buffers").asLong()).isZero();
    assertThat(cnn.get("macs").asLong()).isEqualTo(2_293_000);
    assertThat(cnn.has("accuracy")).isFalse();
  }

  @Test
  void countsWhatCannotBeTrained() {
    Cli cli = Cli.run("count", "--pair", "cifar-vgg", "--match", "outputs", "--batch", "32");

    assertThat(cli.code()).isZero();
    assertThat(cli.out()).contains("GiB", "at batch 32");
  }

  @Test
  void suggestsTheNearestPair() {
    Cli cli = Cli.run("count", "--pair", "lenett");

    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.out()).isEmpty();
    assertThat(cli.err())
        .isEqualTo(
            "evenmatch: unknown pair 'lenett' (and no file of that name): did you mean 'lenet'?\n");
  }

  @Test
  void refusesAnUnknownRule() {
    Cli cli = Cli.run("count", "--match", "flops");

    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err())
        .isEqualTo(
            "evenmatch: --match must be one of units, outputs, parameters, compute, but is 'flops':"
                + " choose one of them\n");
  }
}
