package org.evenmatch.network;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.evenmatch.engine.NativeRuntime;
import org.evenmatch.files.AtomicFiles;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.kernels.KernelLibrary;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Saves and loads networks in Deeplearning4j's own archive.
 *
 * <p>Loading makes no object that the configuration of a network does not need: type names in the
 * file must be those of Deeplearning4j's configurations, sizes must agree before memory is taken,
 * and Java-serialised entries, which such archives may carry, are not read.
 */
public final class NetworkFiles {
  private static final String CONFIGURATION = "configuration.json";
  private static final String COEFFICIENTS = "coefficients.bin";
  private static final String UPDATER_STATE = "updaterState.bin";

  /** What Evenmatch adds to the archive of a network that is still being trained. */
  private static final String STATE = "evenmatch-state.json";

  private static final String AVERAGE = "evenmatch-average.bin";
  private static final String BEST = "evenmatch-best.bin";

  private static final int MOST_JSON_DEPTH = 100;
  private static final Pattern CONFIGURATION_TYPES =
      Pattern.compile(
          "org\\.(deeplearning4j\\.nn\\.(conf|weights)|nd4j\\.linalg\\.(activations\\.impl"
              + "|learning\\.config|learning\\.regularization|lossfunctions\\.impl|schedule))"
              + "\\.[A-Za-z0-9_.$]+");
  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxNestingDepth(MOST_JSON_DEPTH).build())
              // Of a key that stands twice readers take the first or the last.
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .build());

  private NetworkFiles() {}

  /** Writes {@code network} with its updater's state, completely or not at all. */
  public static void save(MultiLayerNetwork network, Path file) {
    AtomicFiles.write(
        file, temporary -> ModelSerializer.writeModel(network, temporary.toFile(), true));
  }

  /**
   * Writes {@code network} as {@link #save} does, uncompressed, together with where its training
   * stands.
   *
   * @param kept what the training keeps besides
   */
  public static void saveCheckpoint(
      MultiLayerNetwork network, KeptParameters kept, String state, Path file) {
    AtomicFiles.write(
        file,
        temporary -> {
          try (ZipOutputStream zip =
              new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(temporary)))) {
            zip.setLevel(Deflater.NO_COMPRESSION);
            ArchiveEntries.put(zip, CONFIGURATION, network.getLayerWiseConfigurations().toJson());
            ArchiveEntries.put(zip, STATE, state);
            ArchiveEntries.put(zip, COEFFICIENTS, network.params());
            INDArray updaterState = updaterState(network);
            if (updaterState != null) {
              ArchiveEntries.put(zip, UPDATER_STATE, updaterState);
            }
            if (kept.average().isPresent()) {
              ArchiveEntries.put(zip, AVERAGE, kept.average().get());
            }
            if (kept.best().isPresent()) {
              ArchiveEntries.put(zip, BEST, kept.best().get());
            }
          }
        });
  }

  /**
   * Brings {@code network} back to what {@link #saveCheckpoint} saved of an equal network.
   *
   * @param kept where what the training keeps besides is to be put
   * @param stateReader reads where its training stood
   * @return what {@code stateReader} read
   * @throws InvalidInputException if {@code file} is damaged; the network is then as it was
   */
  public static <T> T restoreCheckpoint(
      Path file, MultiLayerNetwork network, KeptParameters kept, StateReader<T> stateReader) {
    try (ZipFile zip = ArchiveEntries.open(file)) {
      float[] parameters = ArchiveEntries.values(zip, file, COEFFICIENTS, network.numParams());
      INDArray updaterState = updaterState(network);
      float[] updaterValues =
          updaterState == null
              ? new float[0]
              : ArchiveEntries.values(zip, file, UPDATER_STATE, updaterState.length());
      float[] averages = values(zip, file, AVERAGE, kept.average(), network);
      float[] best = values(zip, file, BEST, kept.best(), network);
      JsonNode configuration = JSON.readTree(ArchiveEntries.text(zip, file, CONFIGURATION));
      T state = stateReader.read(ArchiveEntries.text(zip, file, STATE));
      network.params().assign(ArchiveEntries.row(parameters));
      if (updaterState != null) {
        updaterState.assign(ArchiveEntries.row(updaterValues));
      }
      kept.average().ifPresent(array -> array.assign(ArchiveEntries.row(averages)));
      kept.best().ifPresent(array -> array.assign(ArchiveEntries.row(best)));
      network.setIterationCount(configuration.path("iterationCount").asInt());
      network.setEpochCount(configuration.path("epochCount").asInt());
      return state;
    } catch (IOException e) {
      throw ArchiveEntries.damaged(file, e);
    }
  }

  private static float[] values(
      ZipFile zip, Path file, String entry, Optional<INDArray> to, MultiLayerNetwork network)
      throws IOException {
    return to.isPresent()
        ? ArchiveEntries.values(zip, file, entry, network.numParams())
        : new float[0];
  }

  /** Reads what {@link #saveCheckpoint} was given as text. */
  @FunctionalInterface
  public interface StateReader<T> {
    T read(String state) throws IOException;
  }

  /**
   * Loads a network, with its updater's state if the file has one.
   *
   * @throws InvalidInputException if {@code file} is no saved network
   */
  public static MultiLayerNetwork load(Path file) {
    try (ZipFile zip = ArchiveEntries.open(file)) {
      JsonNode checked = JSON.readTree(ArchiveEntries.text(zip, file, CONFIGURATION));
      requireConfigurationTypesOnly(file, checked);
      ArchiveEntries.requireEntry(zip, file, COEFFICIENTS);
      NativeRuntime.current().start();
      MultiLayerConfiguration configuration = configuration(file, JSON.writeValueAsString(checked));
      float[] parameters =
          ArchiveEntries.values(zip, file, COEFFICIENTS, parameters(file, configuration));
      MultiLayerNetwork network = network(file, configuration, parameters);
      INDArray state = updaterState(network);
      if (state != null && zip.getEntry(UPDATER_STATE) != null) {
        state.assign(
            ArchiveEntries.row(ArchiveEntries.values(zip, file, UPDATER_STATE, state.length())));
      }
      return network;
    } catch (IOException e) {
      throw ArchiveEntries.damaged(file, e);
    }
  }

  private static void requireConfigurationTypesOnly(Path file, JsonNode node) {
    JsonNode type = node.get("@class");
    if (type != null && !CONFIGURATION_TYPES.matcher(type.asText()).matches()) {
      throw new InvalidInputException(
          file
              + " must hold only Deeplearning4j's configurations, but asks for "
              + type.asText()
              + ": give a network that you trust and that Deeplearning4j saved");
    }
    for (JsonNode child : node) {
      requireConfigurationTypesOnly(file, child);
    }
  }

  private static MultiLayerConfiguration configuration(Path file, String json) {
    try {
      MultiLayerConfiguration configuration = MultiLayerConfiguration.fromJson(json);
      if (configuration == null || configuration.getConfs() == null) {
        throw new InvalidInputException(file + " has no layers: give a saved network");
      }
      return configuration;
    } catch (RuntimeException e) {
      throw new InvalidInputException(
          file + " is not a network that Deeplearning4j can load (" + e + "): give a saved one", e);
    }
  }

  private static MultiLayerNetwork network(
      Path file, MultiLayerConfiguration configuration, float[] parameters) {
    try {
      return KernelLibrary.current().initialised(configuration, ArchiveEntries.row(parameters));
    } catch (RuntimeException e) {
      throw new InvalidInputException(
          file + " is not a network that Deeplearning4j can make (" + e + "): give a saved one", e);
    }
  }

  /** The number of parameters, counted before any memory is taken for them. */
  private static long parameters(Path file, MultiLayerConfiguration configuration) {
    try {
      long sum = 0;
      for (NeuralNetConfiguration layer : configuration.getConfs()) {
        long own = layer.getLayer().initializer().numParams(layer);
        if (own < 0) {
          throw new ArithmeticException("negative number of parameters");
        }
        sum = Math.addExact(sum, own);
      }
      return sum;
    } catch (RuntimeException e) {
      throw new InvalidInputException(
          file + " has layers that cannot be (" + e + "): give a saved network", e);
    }
  }

  private static INDArray updaterState(MultiLayerNetwork network) {
    return network.getUpdater(true).getStateViewArray();
  }
}
