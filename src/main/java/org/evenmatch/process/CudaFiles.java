package org.evenmatch.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evenmatch.engine.BackendChoice;
import org.evenmatch.engine.CudaRelease;

/**
 * The engine's CUDA builds beside this program: installed with it in {@code lib-cuda-VERSION}, or
 * fetched and built by Maven when first asked for.
 */
final class CudaFiles {
  private static final String SCRIPT = "scripts/fetch-cuda";

  /** What the script leaves when it is done. */
  private static final String LIST = "classpath.txt";

  private CudaFiles() {}

  /** What is missing to have the jars of {@code release}; empty too where they can be fetched. */
  static Optional<String> missing(CudaRelease release) {
    return isThere(release) || canFetch() ? Optional.empty() : Optional.of(absent(release));
  }

  /** What is missing to have the jars of {@code release} without fetching gigabytes unasked. */
  static Optional<String> missingHere(CudaRelease release) {
    if (isThere(release)) {
      return Optional.empty();
    }
    return Optional.of(
        canFetch()
            ? "the jars of ND4J's CUDA "
                + release.version()
                + " build are not there yet: '--backend cuda' fetches them, 2.4 GB"
            : absent(release));
  }

  private static boolean isThere(CudaRelease release) {
    return release.isOnClassPath()
        || FetchScript.home()
            .filter(home -> Files.isDirectory(installed(home, release)))
            .isPresent()
        || FetchScript.home()
            .filter(home -> Files.exists(built(home, release).resolve(LIST)))
            .isPresent();
  }

  private static boolean canFetch() {
    return FetchScript.find(SCRIPT).isPresent();
  }

  /**
   * The class path with the jars of {@code release}, which are fetched if need be.
   *
   * @throws org.evenmatch.engine.BackendUnavailableException if they cannot be fetched
   */
  static String classPath(CudaRelease release) {
    if (release.isOnClassPath()) {
      return System.getProperty("java.class.path");
    }
    Path home = FetchScript.home().orElseThrow();
    Path installed = installed(home, release);
    if (Files.isDirectory(installed)) {
      String own = installed.resolve("*").toString();
      return release.hasEngineOfCpu()
          ? own + File.pathSeparator + withoutBindings(home.resolve("lib"))
          : own;
    }
    fetch(release);
    Path built = built(home, release);
    try {
      return built.resolve("classes")
          + File.pathSeparator
          + Files.readString(built.resolve(LIST)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("the class path for CUDA cannot be read: " + e, e);
    }
  }

  /** The processor's jars but for those of the other CUDA. */
  private static String withoutBindings(Path jars) {
    try (Stream<Path> files = Files.list(jars)) {
      return files
          .filter(file -> !file.getFileName().toString().startsWith("cuda-"))
          .sorted()
          .map(Path::toString)
          .collect(Collectors.joining(File.pathSeparator));
    } catch (IOException e) {
      throw new UncheckedIOException(jars + " cannot be read: " + e, e);
    }
  }

  /** Options of the Java machine that find the natives of an installed copy. */
  static List<String> javaOptions(CudaRelease release) {
    return FetchScript.home()
        .map(home -> installed(home, release).resolve("natives"))
        .filter(natives -> !release.isOnClassPath() && Files.isDirectory(natives))
        .map(natives -> List.of("-Djava.library.path=" + natives))
        .orElse(List.of());
  }

  private static void fetch(CudaRelease release) {
    try {
      Optional<FetchScript> script = FetchScript.find(SCRIPT);
      if (script.isEmpty() || !script.get().run(release.version())) {
        throw BackendChoice.unavailable(absent(release));
      }
    } catch (IOException e) {
      throw BackendChoice.unavailable(absent(release));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw BackendChoice.unavailable("the fetching of its jars was interrupted");
    }
  }

  private static String absent(CudaRelease release) {
    return "the jars of ND4J's CUDA "
        + release.version()
        + " build are not there and could not be fetched ('"
        + SCRIPT
        + " "
        + release.version()
        + "' in Evenmatch's sources fetches them)";
  }

  private static Path built(Path home, CudaRelease release) {
    return home.resolve("target").resolve("cuda-" + release.version());
  }

  private static Path installed(Path home, CudaRelease release) {
    return home.resolve("lib-cuda-" + release.version());
  }
}
