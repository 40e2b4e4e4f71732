package org.evenmatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.evenmatch.data.Files28;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recipe is searched for each member alike, and without a look at test images. */
class TuneTest {
  @TempDir private Path folder;
  private Path data;

  @BeforeEach
  void makeData() throws IOException {
    data = Files.createDirectory(folder.resolve("data"));
    Files28.mnist(data);
    // 100 training images instead of 20, so that some can be set aside; brightness tells classes.
    int[] labels = new int[100];
    byte[] images = Files28.images(100, 28, 28);
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % 10;
      for (int pixel = 0; pixel < 28 * 28; pixel++) {
        images[16 + (i * 28 * 28) + pixel] += (byte) (20 * labels[i] - i);
      }
    }
    Files.write(data.resolve("train-images-idx3-ubyte.gz"), Files28.gzip(images));
    Files.write(data.resolve("train-labels-idx1-ubyte.gz"), Files28.gzip(Files28.labels(labels)));
  }

  private Cli compare(String out, String... words) {
    return run(List.of("compare"), out, words);
  }

  private Cli run(List<String> command, String out, String... words) {
    return Cli.run(
        Stream.concat(
                Stream.concat(
                    command.stream(),
                    Stream.of("--dataset", "mnist", "--data-dir", data.toString())),
                Stream.concat(
                    Stream.of("--threads", "1", "--out", folder.resolve(out).toString()),
                    Stream.of(words)))
            .toArray(String[]::new));
  }

  private JsonNode results(String out) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(out).resolve("results.json").toFile());
  }

  private static List<JsonNode> attempts(JsonNode results, String kind, int epochs) {
    List<JsonNode> attempts = new ArrayList<>();
    for (JsonNode attempt : results.at("/search/attempts")) {
      if (attempt.get("kind").asText().equals(kind) && attempt.get("epochs").asInt() == epochs) {
        attempts.add(attempt);
      }
    }
    return attempts;
  }

  @Test
  void triesTheSameGridForEachMemberAndTrainsItWithWhatDidBest() throws IOException {
    Cli cli =
        compare(
            "out",
            "--tune",
            "learning-rate",
            "--validation",
            "0.3",
            "--epochs",
            "4",
            "--batch",
            "10");

    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.err())
        .contains("searching a recipe for lenet-fc: 5 trainings of 1 epochs")
        .contains("searching a recipe for lenet-cnn: 2 trainings of 4 epochs")
        .contains("validation ");
    assertThat(cli.out()).contains("How were the training recipes found?", "chosen");
    assertThat(folder.resolve("out/report.html"))
        .content()
        .contains("tuned for each network on 30 validation images");
    JsonNode results = results("out");
    assertThat(results.at("/search/validation_images").asInt()).isEqualTo(30);
    assertThat(results.at("/search/training_images").asInt()).isEqualTo(70);
    assertThat(results.at("/dataset/train").asInt()).isEqualTo(100);
    for (int member = 0; member < 2; member++) {
      JsonNode configuration = results.at("/configurations/" + member);
      String kind = configuration.get("kind").asText();
      assertThat(attempts(results, kind, 1)).hasSize(5);
      List<JsonNode> last = attempts(results, kind, 4);
      // The best two of the first round; of equals, those that come first.
      assertThat(last.stream().map(one -> one.get("values")))
          .containsExactlyElementsOf(
              attempts(results, kind, 1).stream()
                  .sorted(Comparator.comparingDouble(one -> -one.get("accuracy").asDouble()))
                  .limit(2)
                  .map(one -> one.get("values"))
                  .toList());
      JsonNode best =
          last.stream()
              .max(Comparator.comparingDouble(one -> one.get("accuracy").asDouble()))
              .orElseThrow();
      JsonNode chosen =
          last.stream().filter(one -> one.get("chosen").asBoolean()).findFirst().orElseThrow();
      assertThat(chosen.get("accuracy").asDouble()).isEqualTo(best.get("accuracy").asDouble());
      assertThat(chosen.at("/values/0/name").asText()).isEqualTo("learning-rate");
      assertThat(configuration.at("/training/learning_rate").asDouble())
          .isEqualTo(chosen.at("/values/0/value").asDouble());
    }
  }

  @Test
  void choosesTheSameWhateverTheTestImagesAre() throws IOException {
    String[] words = {"--tune", "learning-rate", "--epochs", "2", "--batch", "10"};
    List<String> train = List.of("train", "--member", "fc");
    assertThat(run(train, "one", words).code()).isZero();
    Files.write(
        data.resolve("t10k-labels-idx1-ubyte"), Files28.labels(9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
    assertThat(run(train, "other", words).code()).isZero();

    JsonNode search = results("one").get("search");

    assertThat(search.get("validation_images").asInt()).isEqualTo(10);
    assertThat(search.get("attempts")).hasSize(5);
    assertThat(results("other").get("search")).isEqualTo(search);
    assertThat(results("other").get("dataset")).isNotEqualTo(results("one").get("dataset"));
  }

  @Test
  void refusesWhatCannotBeTunedBeforeAnythingIsStarted() {
    Cli unknown = compare("a", "--tune", "luck");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err())
        .contains("--tune must be one of learning-rate, weight-decay, dropout, but is 'luck'");
    Cli none = compare("b", "--tune", "dropout");
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("must have a dropout layer, but 'lenet-fc' has none");
    Cli alone = compare("c", "--validation", "0.2");
    assertThat(alone.code()).isEqualTo(2);
    assertThat(alone.err()).contains("--validation sets images aside for --tune");
    Cli many = compare("d", "--tune", "learning-rate", "--validation", "60");
    assertThat(many.code()).isEqualTo(2);
    assertThat(many.err()).contains("at most half of the 100 training images, but are 60");
    Cli part = compare("e", "--tune", "learning-rate", "--validation", "1.5");
    assertThat(part.code()).isEqualTo(2);
    assertThat(part.err()).contains("or a whole number, but are 1.5");
    assertThat(folder.resolve("b")).doesNotExist();
  }
}
