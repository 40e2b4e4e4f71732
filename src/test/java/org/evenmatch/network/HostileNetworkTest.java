package org.evenmatch.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.Pairs;
import org.evenmatch.files.InvalidInputException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Archives that a stranger could send. */
class HostileNetworkTest {
  private static final String CONFIGURATION = "configuration.json";
  private static final String COEFFICIENTS = "coefficients.bin";

  @TempDir private Path folder;
  private final Map<String, byte[]> entries = new LinkedHashMap<>();
  private MultiLayerNetwork network;

  /** Says so when it is read back. */
  private static final class Gadget implements Serializable {
    private static final long serialVersionUID = 1;
    private static boolean awake;

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      awake = true;
    }
  }

  @BeforeEach
  void saveASoundNetwork() throws IOException {
    network = Networks.build(Pairs.load("lenet").matched().fullyConnected(), 1);
    Path sound = folder.resolve("sound.zip");
    NetworkFiles.save(network, sound);
    try (ZipFile zip = new ZipFile(sound.toFile())) {
      for (String name : new String[] {CONFIGURATION, COEFFICIENTS}) {
        entries.put(name, zip.getInputStream(zip.getEntry(name)).readAllBytes());
      }
    }
  }

  private Path archive() throws IOException {
    Path file = folder.resolve("hostile.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return file;
  }

  private void assertRefused(String reason) throws IOException {
    Path file = archive();
    assertThatThrownBy(() -> NetworkFiles.load(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(reason);
  }

  @Test
  void refusesAKeyThatStandsTwice() throws IOException {
    String first = "\"@class\" : \"";
    String sound = configuration();
    String twice = sound.replaceFirst(first, first + "java.lang.ProcessBuilder\", " + first);
    assertThat(twice).isNotEqualTo(sound);
    entries.put(CONFIGURATION, twice.getBytes(StandardCharsets.UTF_8));

    assertRefused("Duplicate field '@class'");
  }

  private String configuration() {
    return new String(entries.get(CONFIGURATION), StandardCharsets.UTF_8);
  }

  private void configure(String json) {
    entries.put(CONFIGURATION, json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void loadsWhatIsSound() throws IOException {
    assertThat(NetworkFiles.load(archive()).params()).isEqualTo(network.params());
  }

  @Test
  void makesNoObjectOfAClassThatTheFileNames() throws IOException {
    String type = "org.nd4j.linalg.activations.impl.ActivationReLU";
    assertThat(configuration()).contains(type);
    configure(configuration().replace(type, "javax.script.ScriptEngineManager"));

    assertRefused("asks for javax.script.ScriptEngineManager");
  }

  @Test
  void doesNotReadJavaSerialisedEntries() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new Gadget());
    }
    entries.put("preprocessor.bin", bytes.toByteArray());
    entries.put("normalizer.bin", bytes.toByteArray());

    NetworkFiles.load(archive());

    assertThat(Gadget.awake).isFalse();
  }

  @Test
  void takesNoMemoryForParametersThatAreNotThere() throws IOException {
    configure(configuration().replaceAll("\"nout\" : 306", "\"nout\" : 2000000000"));

    assertRefused("must hold");
  }

  @Test
  void refusesAConfigurationThatUnpacksToMuchMoreThanItNeeds() throws IOException {
    Path file = folder.resolve("bomb.zip");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(CONFIGURATION));
      byte[] blanks = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < 200; i++) {
        zip.write(blanks);
      }
    }

    assertThat(Files.size(file)).isLessThan(1 << 20);
    assertThatThrownBy(() -> NetworkFiles.load(file))
        .hasMessageContaining("must be at most 16,777,216 bytes");
  }

  @Test
  void refusesDeepNestingInsteadOfOverflowing() throws IOException {
    configure("[".repeat(100_000));

    assertRefused("cannot be read");
  }

  @Test
  void refusesAFlippedBit() throws IOException {
    Path file = folder.resolve("flipped.checkpoint");
    NetworkFiles.saveCheckpoint(network, KeptParameters.NONE, "{}", file);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 4;
    Files.write(file, bytes);

    assertThatThrownBy(
            () ->
                NetworkFiles.restoreCheckpoint(file, network, KeptParameters.NONE, state -> state))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("does not have the checksum");
  }

  @Test
  void refusesACheckpointOfAnotherNetworkAndLeavesThisOneAlone() throws IOException {
    MultiLayerNetwork other = Networks.build(Pairs.load("lenet").matched().convolutional(), 1);
    Path file = folder.resolve("other.checkpoint");
    NetworkFiles.saveCheckpoint(other, KeptParameters.NONE, "{}", file);
    INDArray before = network.params().dup();

    assertThatThrownBy(
            () ->
                NetworkFiles.restoreCheckpoint(file, network, KeptParameters.NONE, state -> state))
        .isInstanceOf(InvalidInputException.class);
    assertThat(network.params().equalsWithEps(before, 0)).isTrue();
  }
}
