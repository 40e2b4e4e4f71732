package org.evenmatch.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.evenmatch.files.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairReaderTest {
  private static final String HEAD =
      """
      name: tiny
      input: {height: 8, width: 8, channels: 2}
      classes: 3
      match: parameters
      layers:
      """;

  private static PairSpec parse(String layers) {
    return PairReader.parse("tiny.yaml", HEAD + layers);
  }

  @Test
  void readsEveryLayerTypeWithItsShape() {
    PairSpec pair =
        parse(
            """
              - conv: {filters: 4, kernel: [3, 5], stride: [1, 2], padding: same, activation: relu}
              - batch-norm: {activation: tanh, scale: false, rate: 64, decay: 0.6}
              - max-pool: {size: 2}
              - avg-pool: {size: 2, stride: 1, name: smooth}
              - dropout: {rate: 0.25}
              - dense: {units: 7}
              - output
            """);

    NetworkSpec network = pair.convolutional();

    assertThat(network.layers())
        .extracting(LayerSpec::name)
        .containsExactly("conv1", "norm1", "pool1", "smooth", "dropout1", "dense1", "output");
    assertThat(network.outputShapes())
        .containsExactly(
            Shape.image(8, 4, 4),
            Shape.image(8, 4, 4),
            Shape.image(4, 2, 4),
            Shape.image(3, 1, 4),
            Shape.image(3, 1, 4),
            Shape.vector(7),
            Shape.vector(3));
    assertThat(network.layers().get(1))
        .isEqualTo(new LayerSpec.BatchNorm("norm1", Activation.TANH, false, 64, 0.6));
    assertThat(network.training()).isEqualTo(Training.DEFAULT);
    assertThat(pair.match()).isEqualTo(Match.PARAMETERS);
  }

  @Test
  void readsTrainingDefaults() {
    PairSpec pair =
        PairReader.parse(
            "t.yaml",
            HEAD.replace(
                    "layers:",
                    "training: {optimizer: sgd, learning-rate: 0.5, schedule: linear, batch: 7, epochs: 2}\nlayers:")
                + "  - output\n");

    assertThat(pair.convolutional().training())
        .isEqualTo(new Training(Optimizer.SGD, 0.5, Schedule.LINEAR, 7, 2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          - conv: {filters: 4, kernal: 3}  | tiny.yaml:6: unknown key 'kernal' in conv: did you mean 'kernel'?
          - conv: {kernel: 3}              | tiny.yaml:6: conv must have 'filters', but it is missing: write 'filters: 32'
          - conv: {filters: 4, kernel: 9}  | tiny.yaml:6: the 9×9 window of layer 'conv1' must fit into its input, but that is 8×8×2: use a smaller window, padding 'same', or fewer pools before it
          - conv: {filters: 4, kernel: 1, stride: 4, padding: same} | tiny.yaml:6: with padding 'same' windows must reach to within a pixel of the border, because Deeplearning4j cannot compute others, but layer 'conv1' moves windows of 1×1 by 4×4 over 8×8×2: use smaller steps, a larger window or padding 'valid'
          - conv: {filters: 324, kernel: 9, padding: same, weights: whitening} | tiny.yaml:1: whitening filters are made of patches of images, but the 9×9 window of layer 'conv1' is larger than 8×8×2: use a smaller window
          - conv: {filters: 0, kernel: 3}  | tiny.yaml:6: filters of layer 'conv1' must be at least 1, but is 0: give a positive whole number
          - conv: {filters: x, kernel: 3}  | tiny.yaml:6: filters must be a whole number, but is 'x'
          - max-pool: {size: 10}           | tiny.yaml:6: the 10×10 window of layer 'pool1' must fit into its input, but that is 8×8×2: use a smaller window, padding 'same', or fewer pools before it
          - batch-norm: {rate: 0}        | tiny.yaml:6: the rate of layer 'norm1' is how many times the learning rate its shifts and scales learn at, above 0 and at most 100, but is 0.0: 1 is usual
          - batch-norm: {decay: 1}       | tiny.yaml:6: the decay of layer 'norm1' is what its running statistics keep of themselves at a step, 0 or more and below 1, but is 1.0: 0.9 is usual
          - batch-norm: {scale: no}      | tiny.yaml:6: scale must be true or false, but is 'no'
          - dropout: {rate: 1.5}           | tiny.yaml:6: the dropout rate of layer 'dropout1' is the probability of dropping a value, above 0 and below 1, but is 1.5: 0.5 is common before an output, 0.25 after a conv block
          - cnov: {filters: 4}             | tiny.yaml:6: unknown layer type 'cnov': did you mean 'conv'?
          - dense: {units: 4, activation: rleu} | tiny.yaml:6: activation must be one of identity, relu, leaky-relu, elu, gelu, tanh, sigmoid, but is 'rleu'
          - {conv: {filters: 4, kernel: 3}, output: {}} | tiny.yaml:6: a layer is one type with its settings, but here are 2 keys: write '- conv: {filters: 32, kernel: 3}'
          """)
  void refusesWithFileLineAndRemedy(String layer, String message) {
    assertThatThrownBy(() -> parse("  " + layer + "\n"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message);
  }

  @Test
  void refusesAConvBehindADenseLayer() {
    assertThatThrownBy(() -> parse("  - dense: {units: 4}\n  - conv: {filters: 1, kernel: 1}\n"))
        .hasMessage(
            "tiny.yaml:7: layer 'conv1' needs an image, but its input is a vector of 4 values: put"
                + " it before the first dense layer");
  }

  @Test
  void refusesALayerBehindTheOutput() {
    assertThatThrownBy(() -> parse("  - output\n  - dense: {units: 4}\n"))
        .hasMessageContaining("the output layer must be the last, but layer 'dense1' follows it");
  }

  @Test
  void refusesAnOutputWithoutClasses() {
    assertThatThrownBy(
            () -> PairReader.parse("p.yaml", HEAD.replace("classes: 3\n", "") + "  - output\n"))
        .hasMessage("p.yaml:1: a pair must have 'classes', but it is missing: write 'classes: 10'");
  }

  @Test
  void refusesUnknownAndMissingTopLevelKeys() {
    assertThatThrownBy(() -> PairReader.parse("p.yaml", HEAD + "  - output\nlayer: 3\n"))
        .hasMessage("p.yaml:7: unknown key 'layer' in a pair: did you mean 'layers'?");
    assertThatThrownBy(() -> PairReader.parse("p.yaml", "name: x\n"))
        .hasMessageStartingWith("p.yaml:1: a pair must have 'input', but it is missing");
  }

  @Test
  void refusesWhatIsNoYaml() {
    for (String text :
        List.of("a: [1,", "", "\tx", "a: &x [1]\nb: *x", "- 1\n- 2", "%", "a: 1\na: 2")) {
      assertThatThrownBy(() -> PairReader.parse("p.yaml", text))
          .as(text)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("p.yaml:");
    }
  }

  @Test
  void refusesDeepNestingInsteadOfOverflowing() {
    assertThatThrownBy(() -> PairReader.parse("p.yaml", "[".repeat(500_000)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("p.yaml:");
  }

  @Test
  void refusesAliasesThatWouldExpandWithoutEnd() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 30; i++) {
      String alias = "*a" + (i - 1);
      bomb.append(
          String.format(
              "a%d: &a%d [%s]\n", i, i, String.join(", ", Collections.nCopies(10, alias))));
    }

    assertThatThrownBy(() -> PairReader.parse("bomb.yaml", bomb.toString()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("bomb.yaml:");
  }

  @Test
  void refusesHalfACharacterWhereTheLibraryStumbles() {
    assertThatThrownBy(() -> PairReader.parse("half.yaml", "#".repeat(1024) + "\uD83D"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("half.yaml: not valid YAML");
  }

  /** Says so when it is made. */
  public static final class Gadget {
    private static final List<String> MADE = new ArrayList<>();

    public Gadget(String argument) {
      MADE.add(argument);
    }
  }

  @Test
  void makesNoObjectOfATag() {
    String tag = "!!" + Gadget.class.getName();

    assertThatThrownBy(() -> PairReader.parse("tag.yaml", "name: " + tag + " [x]\nmatch: units\n"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("tag.yaml:");
    assertThat(Gadget.MADE).isEmpty();
  }

  @Test
  void readsNoMoreThanADefinitionMayHave(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("long.yaml");
    Files.writeString(file, "#".repeat((1 << 20) + 1));

    assertThatThrownBy(() -> PairReader.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("has at most 1,048,576 bytes");
    assertThatThrownBy(() -> PairReader.read(Path.of("/dev/zero")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must be a file");
  }
}
