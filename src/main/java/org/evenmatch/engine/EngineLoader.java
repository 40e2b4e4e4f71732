package org.evenmatch.engine;

import java.io.IOException;
import java.util.Locale;
import java.util.Properties;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads ND4J in an environment that is prepared, and sees to it that the backend is the right one.
 */
final class EngineLoader {
  private static final Logger LOG = LoggerFactory.getLogger(EngineLoader.class);

  private EngineLoader() {}

  /**
   * Loads ND4J and returns what it says of itself.
   *
   * @throws BackendUnavailableException if ND4J cannot load the backend that was chosen
   */
  static Properties load(BackendChoice choice) {
    Properties environment;
    try {
      if (choice.backend() == Backend.CUDA) {
        CudaDevice.problem()
            .ifPresent(
                problem -> {
                  throw BackendChoice.unavailable(problem);
                });
      }
      environment = NativeLoading.alone(() -> Nd4j.getExecutioner().getEnvironmentInformation());
    } catch (BackendUnavailableException e) {
      throw e;
    } catch (LinkageError | RuntimeException e) {
      if (choice.backend() == Backend.CPU) {
        throw e;
      }
      CudaRelease release = choice.release().orElseThrow();
      LOG.error("CUDA {} cannot be started", release.version(), e);
      throw BackendChoice.unavailable(release.failure(rootOf(e)));
    }
    String loaded = environment.getProperty("backend", "unknown");
    // With both builds on the class path, ND4J falls back to the processor without an error.
    Backend wanted = choice.isNd4jOnGpu() ? Backend.CUDA : Backend.CPU;
    if (!loaded.equalsIgnoreCase(wanted.yamlName())) {
      throw new BackendUnavailableException(
          "ND4J must load the backend '"
              + wanted.yamlName()
              + "', but loaded '"
              + loaded.toLowerCase(Locale.ROOT)
              + "': where the jars of both are on the class path, the environment variables"
              + " BACKEND_PRIORITY_CPU and BACKEND_PRIORITY_GPU say which comes first");
    }
    return environment;
  }

  private static Throwable rootOf(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /** Deeplearning4j's version. */
  static String version() {
    Properties properties = new Properties();
    String file = "/META-INF/maven/org.nd4j/nd4j-native/pom.properties";
    try (var stream = EngineLoader.class.getResourceAsStream(file)) {
      if (stream != null) {
        properties.load(stream);
      }
    } catch (IOException e) {
      LOG.debug("no version in {}", file, e);
    }
    return properties.getProperty("version", "of unknown version");
  }
}
