package org.evenmatch.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.evenmatch.data.Files28;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompareCommandTest {
  @TempDir private Path folder;
  private Path data;
  private Path out;

  @BeforeEach
  void makeData() throws IOException {
    data = Files.createDirectory(folder.resolve("data"));
    Files28.mnist(data);
    out = folder.resolve("out");
  }

  private Cli compare(String... words) {
    return Cli.run(
        Stream.concat(
                Stream.of("compare", "--dataset", "mnist", "--data-dir", data.toString()),
                Stream.concat(Stream.of("--out", out.toString()), Stream.of(words)))
            .toArray(String[]::new));
  }

  private JsonNode results() throws IOException {
    return new ObjectMapper().readTree(out.resolve("results.json").toFile());
  }

  @Test
  void smallFiltersAreDrawnAsOthersAre() throws IOException {
    for (int size = 1; size <= 2; size++) {
      Path pair = folder.resolve("small" + size + ".yaml");
      Files.writeString(
          pair,
          """
          name: small
          input: {height: 28, width: 28, channels: 1}
          classes: 10
          match: units
          layers:
            - conv: {filters: 4, kernel: %d}
            - output
          """
              .formatted(size));
      out = folder.resolve("small" + size);

      Cli cli = compare("--pair", pair.toString(), "--epochs", "1");

      assertThat(cli.code()).as(cli.err()).isZero();
      JsonNode cnn =
          new ObjectMapper().readTree(out.resolve("pictures.json").toFile()).at("/weights/0");
      assertThat(cnn.at("/height").asInt()).isEqualTo(size);
      assertThat(cnn.at("/after")).hasSize(4);
    }
  }

  @Test
  void changesTrainingImagesAsAskedAndShowsHow() throws IOException {
    Cli cli =
        compare(
            "--epochs",
            "2",
            "--batch",
            "8",
            "--set",
            "training.mirror=random",
            "--set",
            "training.move=2",
            "--set",
            "training.label-smoothing=0.1",
            "--set",
            "training.rotate=15",
            "--tta");

    assertThat(cli.code()).as(cli.err()).isZero();
    JsonNode training = results().at("/configurations/0/training");
    assertThat(training.get("mirror").asText()).isEqualTo("random");
    assertThat(training.get("move").asInt()).isEqualTo(2);
    assertThat(training.get("border").asText()).isEqualTo("zero");
    assertThat(training.get("label_smoothing").asDouble()).isEqualTo(0.1);
    assertThat(training.get("rotate").asDouble()).isEqualTo(15);
    assertThat(training.get("test_views").asText()).isEqualTo("moved");
    assertThat(cli.out()).contains("over 6 views of each test image");
    assertThat(out.resolve("report.html"))
        .content()
        .contains(
            "mirrored at random; moved by up to 2 pixels, black behind; turned by up to 15"
                + " degrees; labels smoothed by 0.1")
        .contains("of the mean logits over 6 views of each image")
        .contains("How training images were changed", "training image of class 0, epoch 2");
    Cli refused = compare("--set", "training.move=28");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("'move' is 28");
  }

  @Test
  void trainsBothMembersAndWritesEveryFile() throws IOException {
    Cli cli = compare("--epochs", "2", "--seeds", "2", "--batch", "8");

    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.out()).contains("lenet-fc", "lenet-cnn", "McNemar", "Report: ");
    assertThat(cli.err()).contains("is not the official content", "lenet-cnn seed 2  epoch 2/2");
    for (String file :
        List.of(
            "results.json",
            "results.csv",
            "report.html",
            "evenmatch.log",
            "models/lenet-fc-seed1.zip",
            "models/lenet-cnn-seed2.zip")) {
      assertThat(out.resolve(file)).isNotEmptyFile();
    }
    assertThat(out.resolve("evenmatch.log")).content().contains("kernels for a batch of 8: [");
    JsonNode results = results();
    assertThat(results.get("schema").asInt()).isEqualTo(1);
    assertThat(results.at("/dataset/train").asInt()).isEqualTo(20);
    assertThat(results.at("/dataset/digest").asText()).startsWith("sha256:");
    JsonNode cnn = results.get("configurations").get(1);
    assertThat(cnn.get("kind").asText()).isEqualTo("cnn");
    assertThat(cnn.get("status").asText()).isEqualTo("ok");
    assertThat(cnn.get("error").isNull()).isTrue();
    assertThat(cnn.at("/accuracy/runs")).hasSize(2);
    assertThat(cnn.get("curve")).hasSize(4);
    assertThat(cnn.at("/environment/native").isTextual()).isTrue();
    assertThat(cnn.get("models").get(1).asText()).isEqualTo("models/lenet-cnn-seed2.zip");
    assertThat(results.at("/comparison/mcnemar_p")).hasSize(2);
    assertThat(results.at("/comparison/accuracy_difference/mean").isNumber()).isTrue();
    assertThat(Files.readAllLines(out.resolve("results.csv"))).hasSize(5);
  }

  @Test
  void tellsLocalityFromSharingWithAThirdMember() throws IOException {
    Cli cli =
        compare(
            "--epochs", "1", "--batch", "8", "--members", "cnn,local,fc", "--probe", "locality");

    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.err()).contains("locality-1-lenet-local seed 1");
    JsonNode results = results();
    assertThat(results.get("configurations").findValuesAsText("kind"))
        .startsWith("fc", "local", "cnn");
    JsonNode local = results.get("configurations").get(1);
    assertThat(local.get("parameters").asLong()).isEqualTo(432_734);
    assertThat(local.at("/layers/0/type").asText()).isEqualTo("local");
    double locality = results.at("/comparisons/0/accuracy_difference/mean").asDouble();
    double sharing = results.at("/comparisons/1/accuracy_difference/mean").asDouble();
    assertThat(locality + sharing)
        .isCloseTo(results.at("/comparison/accuracy_difference/mean").asDouble(), within(1e-9));
    assertThat(results.at("/comparisons/0/subject").asText()).isEqualTo("local");
    assertThat(results.at("/comparisons/1/reference").asText()).isEqualTo("local");
    JsonNode asTheyAre = results.at("/probes/locality/conditions/0");
    assertThat(asTheyAre.at("/locality/mean").asDouble()).isCloseTo(locality, within(1e-9));
    assertThat(asTheyAre.at("/sharing/mean").asDouble()).isCloseTo(sharing, within(1e-9));
    assertThat(results.at("/probes/locality/conditions")).hasSize(2);
    assertThat(cli.out()).contains("Locality (each output sees a window)", "Trained on images");
    assertThat(out.resolve("report.html"))
        .content()
        .contains("lenet-local", "<h3 class=\"local\">", "shared weights: what helps?");
    assertThat(out.resolve("models/lenet-local-seed1.zip")).isNotEmptyFile();
    Cli saved =
        Cli.run(
            "evaluate",
            out.resolve("models/lenet-local-seed1.zip").toString(),
            "--dataset",
            "mnist",
            "--data-dir",
            data.toString(),
            "--json");
    assertThat(saved.code()).as(saved.err()).isZero();
    assertThat(new ObjectMapper().readTree(saved.out()).get("accuracy").asDouble())
        .isEqualTo(local.at("/accuracy/runs/0").asDouble());
  }

  @Test
  void printsNothingButJsonWhenAsked() throws IOException {
    Cli cli = compare("--epochs", "1", "--json", "--quiet");

    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.err()).isEmpty();
    assertThat(new ObjectMapper().readTree(cli.out())).isEqualTo(results());
    assertThat(results().at("/configurations/0/accuracy/std").isNull()).isTrue();
  }

  @Test
  void reportsADivergedConfigurationAndGoesOn() throws IOException {
    Path pair = folder.resolve("wild.yaml");
    Files.writeString(
        pair,
        """
        name: wild
        input: {height: 28, width: 28, channels: 1}
        classes: 10
        match: units
        training: {optimizer: sgd, learning-rate: 10, batch: 2, epochs: 3}
        layers:
          - conv: {filters: 8, kernel: 5}
          - dense: {units: 500}
          - dense: {units: 500}
          - output
        """);

    Cli cli = compare("--pair", pair.toString(), "--epochs", "200");

    assertThat(cli.code()).isEqualTo(1);
    assertThat(cli.err()).contains("failed: diverged: the loss was");
    JsonNode configurations = results().get("configurations");
    assertThat(configurations).hasSize(2);
    assertThat(configurations.get(0).get("status").asText()).isEqualTo("failed");
    assertThat(configurations.get(0).get("error").asText()).contains("diverged");
    assertThat(configurations.get(0).get("accuracy").isNull()).isTrue();
    assertThat(results().get("comparison").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --epochs -1      | epochs must be at least 1, but is -1: give a positive whole number
          --batch 0        | batch must be at least 1, but is 0: give a positive whole number
          --seeds 0        | seeds must be at least 1, but is 0: give a positive whole number
          --limit 0        | the limit of training images must be at least 1, but is 0: give a positive whole number
          --threads 0      | --threads must be at least 1, but is 0: give a positive whole number
          --precision f8   | --precision must be one of float32, float16, but is 'f8': choose one of them
          --precision float16 | --precision must be float32 on the cpu backend, but is 'float16': leave it out
          --precision float32,float16 --backend cpu | --precision must be float32 on the cpu backend, but is 'float16': leave it out
          --precision bfloat16 | --precision must be one that a backend has, but is 'bfloat16', which none has yet: choose float32, or float16 on cuda
          --pair mnist-strong --tune dropout --probe budget | the experiment budget is for dropout as the pair has it, but dropout is to be tuned, for each member apart: leave one of them out
          --gpus 0         | --gpus must be at least 1, but is 0: give a positive whole number
          --gpus 2 --backend cpu | --gpus must be 1 on the cpu backend, but is 2: leave it out
          --backend tpu    | --backend must be one of auto, cpu, cuda, but is 'tpu': choose one of them
          --pair lenett    | unknown pair 'lenett' (and no file of that name): did you mean 'lenet'?
          --pair no.yaml   | a pair definition must be a file, but no.yaml is none: give the path of one
          --pair cifar-vgg | the pair's images must be the dataset's, but cifar-vgg-fc takes 32×32×3 and mnist has 28×28×1: choose another pair or dataset
          --pair filter-6x6 | a pair must end in an output layer to be trained, but 'filter-6x6' has none and is for counting only: use 'count', or add '- output'
          """)
  void refusesWithOneLineAndStartsNothing(String options, String message) {
    Cli cli = compare(options.split(" "));

    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.out()).isEmpty();
    assertThat(cli.err().lines().filter(line -> !line.startsWith("evenmatch: using")))
        .containsExactly("evenmatch: " + message);
    assertThat(out).doesNotExist();
  }

  @Test
  void refusesAnOptionThatIsNoNumber() {
    Cli cli = compare("--epochs", "many");

    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err())
        .startsWith("evenmatch: Invalid value for option '--epochs': 'many'")
        .hasLineCount(1);
  }

  @Test
  void refusesAnUnknownOptionWithTheNearest() {
    Cli cli = compare("--epoch", "3");

    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err()).contains("Unknown option").contains("--epochs").hasLineCount(1);
  }

  @Test
  void refusesAnOutputThatIsAFile() throws IOException {
    Files.writeString(out, "in the way");

    Cli cli = compare("--epochs", "1");

    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err()).contains("the output folder must be writable, but " + out + " is not");
    assertThat(out).hasContent("in the way");
  }

  @Test
  void refusesAnOutputThatHoldsARun() throws IOException {
    Files.createDirectory(out);
    Files.writeString(out.resolve("results.json"), "{}");

    Cli cli = compare("--epochs", "1");

    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err()).contains("the output folder must hold no run yet");
    assertThat(out.resolve("results.json")).hasContent("{}");
  }

  @Test
  void refusesANetworkThatCannotFitInMemory() throws IOException {
    Path pair = folder.resolve("huge.yaml");
    Files.writeString(
        pair,
        """
        name: huge
        input: {height: 28, width: 28, channels: 1}
        classes: 10
        match: outputs
        training: {optimizer: adam, learning-rate: 0.001, batch: 64, epochs: 1}
        layers:
          - conv: {filters: 5000, kernel: 5}
          - conv: {filters: 5000, kernel: 5}
          - output
        """);

    Cli cli = compare("--pair", pair.toString());

    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err())
        .contains("training must fit in memory, but huge-fc takes at least")
        .contains("MiB");
    assertThat(out).doesNotExist();
  }

  @Test
  void saysThatCudaCannotBeHad() {
    assumeFalse(
        Files.exists(Path.of("/proc/driver/nvidia/version")), "this machine has an NVIDIA driver");

    Cli cli = compare("--backend", "cuda");

    assertThat(cli.code()).isEqualTo(3);
    assertThat(cli.err())
        .startsWith("evenmatch: the backend 'cuda' cannot be had: no NVIDIA driver was found")
        .hasLineCount(1);
    assertThat(out).doesNotExist();
  }
}
