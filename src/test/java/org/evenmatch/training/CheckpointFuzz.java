package org.evenmatch.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.definition.Activation;
import org.evenmatch.definition.FuzzedFile;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.Shape;
import org.evenmatch.definition.Training;
import org.evenmatch.engine.NativeRuntime;
import org.evenmatch.network.KeptParameters;
import org.evenmatch.network.NetworkFiles;
import org.evenmatch.network.Networks;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Checkpoints: the archive itself, or its parts. The first byte chooses; for parts, each further
 * one begins with two bytes of length: the training's state, parameters, the updater's state, the
 * mean.
 */
public final class CheckpointFuzz {
  private static final FuzzedFile FILE = new FuzzedFile("task.000000001.checkpoint");
  private static final ObjectMapper JSON = JsonMapper.builder().addModule(new Jdk8Module()).build();
  private static final MultiLayerNetwork NETWORK = network();
  private static final INDArray AVERAGE = NETWORK.params().dup();

  private CheckpointFuzz() {}

  private static MultiLayerNetwork network() {
    NativeRuntime.current().start();
    return Networks.build(
        new NetworkSpec(
            "tiny-fc",
            Kind.FC,
            Shape.image(2, 2, 1),
            List.of(
                new LayerSpec.Dense("dense1", 2, Activation.RELU),
                new LayerSpec.Output("output", 2)),
            Training.DEFAULT),
        1);
  }

  public static void fuzzerTestOneInput(byte[] input) {
    byte[] content = input.length > 1 && (input[0] & 1) == 1 ? archive(input) : input;
    FuzzedFile.expectRefusalAtMost(
        () ->
            NetworkFiles.restoreCheckpoint(
                FILE.of(content),
                NETWORK,
                new KeptParameters(Optional.of(AVERAGE), Optional.empty()),
                state -> JSON.readValue(state, TrainingState.class)));
  }

  private static byte[] archive(byte[] input) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String[] names = {
      "evenmatch-state.json", "coefficients.bin", "updaterState.bin", "evenmatch-average.bin"
    };
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("configuration.json"));
      zip.write('{');
      zip.write('}');
      int at = 1;
      for (String name : names) {
        int length = 0;
        if (at + 2 <= input.length) {
          length = ((input[at] & 0xff) << 8) | (input[at + 1] & 0xff);
          at += 2;
        }
        length = Math.min(length, input.length - at);
        zip.putNextEntry(new ZipEntry(name));
        zip.write(input, at, length);
        at += length;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
