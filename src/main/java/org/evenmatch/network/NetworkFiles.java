package org.evenmatch.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.evenmatch.runtime.NativeRuntime;
import org.evenmatch.spec.AtomicFiles;
import org.evenmatch.spec.InvalidInputException;

/** Saves and loads networks in Deeplearning4j's own archive. */
public final class NetworkFiles {
  private static final List<String> REQUIRED = List.of("configuration.json", "coefficients.bin");

  private NetworkFiles() {}

  /** Writes {@code network} with its updater's state, completely or not at all. */
  public static void save(MultiLayerNetwork network, Path file) {
    AtomicFiles.write(
        file, temporary -> ModelSerializer.writeModel(network, temporary.toFile(), true));
  }

  /**
   * Loads a network.
   *
   * @throws InvalidInputException if {@code file} is no saved network
   */
  public static MultiLayerNetwork load(Path file) {
    checkArchive(file);
    NativeRuntime.current().start();
    try {
      return ModelSerializer.restoreMultiLayerNetwork(file.toFile(), true);
    } catch (IOException | RuntimeException e) {
      throw new InvalidInputException(
          file + " is not a network that Deeplearning4j can load (" + e + "): give a saved one", e);
    }
  }

  private static void checkArchive(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(
          "a saved network must be a file, but " + file + " is not there: give its path");
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      List<String> missing = new ArrayList<>(REQUIRED);
      missing.removeAll(new TreeSet<>(zip.stream().map(ZipEntry::getName).toList()));
      if (!missing.isEmpty()) {
        throw new InvalidInputException(
            file + " must hold " + REQUIRED + ", but lacks " + missing + ": give a saved network");
      }
    } catch (IOException e) {
      throw new InvalidInputException(
          file + " is not a zip archive (" + e.getMessage() + "): give a saved network", e);
    }
  }
}
