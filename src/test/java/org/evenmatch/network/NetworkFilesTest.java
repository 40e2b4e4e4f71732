package org.evenmatch.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.Pairs;
import org.evenmatch.definition.Activation;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.Padding;
import org.evenmatch.definition.Window;
import org.evenmatch.match.MatchedPair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class NetworkFilesTest {
  /** A program that knows nothing but Deeplearning4j. */
  private static final String PLAIN =
      """
      import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
      import org.deeplearning4j.util.ModelSerializer;
      import org.nd4j.linalg.api.ndarray.INDArray;
      import org.nd4j.linalg.factory.Nd4j;

      public class Plain {
        public static void main(String[] args) throws Exception {
          MultiLayerNetwork network = ModelSerializer.restoreMultiLayerNetwork(args[0], true);
          INDArray input = Nd4j.linspace(-1, 1, 2 * 784).castTo(network.params().dataType());
          input = args[1].equals("fc") ? input.reshape(2, 784) : input.reshape(2, 1, 28, 28);
          for (float value : network.output(input).ravel().toFloatVector()) {
            System.out.println(value);
          }
          System.out.println(network.getUpdater().getStateViewArray().length());
        }
      }
      """;

  @TempDir private Path folder;

  @Test
  void savedNetworksLoadWithNothingButDeeplearning4j() throws Exception {
    MatchedPair pair = Pairs.load("lenet").matched();
    Window window = Window.square(7, 7, Padding.VALID);
    NetworkSpec local =
        new NetworkSpec(
            "local",
            Kind.LOCAL,
            pair.convolutional().image(),
            List.of(
                new LayerSpec.Local("local1", 3, window, Activation.RELU),
                new LayerSpec.Output("output", 10)),
            pair.training());
    NetworkSpec shifted =
        new NetworkSpec(
            "shifted",
            Kind.CNN,
            pair.convolutional().image(),
            List.of(
                new LayerSpec.Conv("conv1", 3, window, Activation.IDENTITY),
                new LayerSpec.BatchNorm("norm1", Activation.GELU, false, 64, 0.6),
                new LayerSpec.Dense("dense1", 8, Activation.IDENTITY),
                new LayerSpec.BatchNorm("norm2", Activation.RELU, false, 64, 0.6),
                new LayerSpec.Output("output", 10)),
            pair.training());
    Path program = folder.resolve("Plain.java");
    Files.writeString(program, PLAIN);
    for (NetworkSpec spec : List.of(pair.fullyConnected(), local, shifted, pair.convolutional())) {
      MultiLayerNetwork network = Networks.build(spec, 3);
      INDArray input = Nd4j.linspace(-1, 1, 2 * 784).castTo(network.params().dataType());
      boolean flat = Networks.takesVectors(network);
      input = flat ? input.reshape(2, 784) : input.reshape(2, 1, 28, 28);
      INDArray labels = Nd4j.zeros(2, 10);
      labels.putScalar(0, 3, 1).putScalar(1, 4, 1);
      network.fit(input, labels);
      Path file = folder.resolve(spec.name() + ".zip");
      NetworkFiles.save(network, file);

      float[] plain = runPlain(program, file, flat ? "fc" : "cnn");

      float[] own = network.output(input).ravel().toFloatVector();
      assertThat(plain).hasSize(21);
      assertThat((long) plain[20]).isEqualTo(network.getUpdater().getStateViewArray().length());
      for (int i = 0; i < own.length; i++) {
        assertThat(plain[i]).isCloseTo(own[i], within(1e-5f));
      }
      assertThat(NetworkFiles.load(file).params()).isEqualTo(network.params());
      assertThat(Networks.kind(NetworkFiles.load(file))).isEqualTo(spec.kind());
    }
  }

  private float[] runPlain(Path program, Path file, String kind)
      throws IOException, InterruptedException {
    String libraries =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(path -> path.endsWith(".jar"))
            .collect(Collectors.joining(File.pathSeparator));
    Path out = folder.resolve("plain.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                libraries,
                program.toString(),
                file.toString(),
                kind)
            .redirectError(folder.resolve("plain.err").toFile())
            .redirectOutput(out.toFile())
            .start();
    assertThat(process.waitFor())
        .as(Files.readString(folder.resolve("plain.err"), StandardCharsets.UTF_8))
        .isZero();
    String[] lines =
        Files.readAllLines(out).stream()
            .filter(line -> line.matches("-?[0-9.]+(E-?[0-9]+)?"))
            .toArray(String[]::new);
    float[] values = new float[lines.length];
    for (int i = 0; i < lines.length; i++) {
      values[i] = Float.parseFloat(lines[i]);
    }
    return values;
  }
}
