package org.evenmatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateCommandTest {
  @TempDir private Path folder;

  private static Cli run(List<String> words, String... more) {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of(more));
    Cli cli = Cli.run(all.toArray(String[]::new));
    assertThat(cli.code()).as(cli.err()).isZero();
    return cli;
  }

  private double trained(String... more) throws IOException {
    Path out = folder.resolve("run");
    run(
        List.of("train", "--member", "fc", "--pair", "lenet", "--quiet", "--out", out.toString()),
        more);
    return new ObjectMapper()
        .readTree(out.resolve("results.json").toFile())
        .at("/configurations/0/accuracy/mean")
        .asDouble();
  }

  private Cli evaluate(int seed, String... more) {
    String model = folder.resolve("run/models/lenet-fc-seed" + seed + ".zip").toString();
    return run(List.of("evaluate", model, "--json"), more);
  }

  private static double accuracy(Cli cli) throws IOException {
    return new ObjectMapper().readTree(cli.out()).get("accuracy").asDouble();
  }

  @Test
  void normalisesByTheImagesThatTheNetworkWasTrainedOn() throws IOException {
    double accuracy = trained("--limit", "40", "--epochs", "3");

    assertThat(accuracy(evaluate(1, "--limit", "40"))).isEqualTo(accuracy);
    assertThat(accuracy(evaluate(1))).isNotEqualTo(accuracy);
  }

  @Test
  void dividesAFolderByTheSeedOfTheRun() throws IOException {
    Path images = noise();

    double accuracy = trained("--dataset", images.toString(), "--seed", "2", "--epochs", "30");
    Cli own = evaluate(2, "--dataset", images.toString(), "--seed", "2");
    Cli other = evaluate(2, "--dataset", images.toString());

    assertThat(accuracy(own)).isEqualTo(accuracy);
    assertThat(own.err()).contains("one image in five, chosen by seed 2, is set aside");
    // Noise can be learnt by heart only, and most of these were.
    assertThat(accuracy(other)).isGreaterThan(accuracy + 0.3);
  }

  /** Ten classes of ten images of noise. */
  private Path noise() throws IOException {
    Random random = new Random(5);
    Path images = folder.resolve("images");
    for (int i = 0; i < 100; i++) {
      BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
      for (int pixel = 0; pixel < 28 * 28; pixel++) {
        image.getRaster().setSample(pixel % 28, pixel / 28, 0, random.nextInt(256));
      }
      Path file = images.resolve("class" + i % 10).resolve(i + ".png");
      Files.createDirectories(file.getParent());
      ImageIO.write(image, "png", file.toFile());
    }
    return images;
  }
}
