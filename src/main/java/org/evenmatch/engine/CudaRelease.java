package org.evenmatch.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;

/** The CUDA releases that can be computed with, the best first, and what each takes to run. */
public enum CudaRelease {
  /** Whole training steps by cuBLAS and cuDNN, beside ND4J on the processor. */
  CUDA_13("13", "580.65.06", "7.5", "999.0", "kernels for 7.5 and later"),

  /** Deeplearning4j 1.0.0-M2.1: machine code for 3.7, 5.0 to 8.6 and no PTX. */
  CUDA_11_6("11.6", "510.39.01", "3.7", "8.9", "machine code for 3.7 to 8.9"),

  /** Deeplearning4j 1.0.0-M1.1: it has PTX too, which a driver compiles for what came later. */
  CUDA_11_2("11.2", "460.27.03", "9.0", "999.0", "PTX for 9.0 and later");

  /** Set this system property to a release's version to have no other taken. */
  public static final String PROPERTY = "evenmatch.cuda";

  /** What Java loads of the bindings. */
  private static final String BINDINGS = System.mapLibraryName("jnicudart");

  private final String version;
  private final String oldestDriver;
  private final String oldestCapability;
  private final String newestCapability;
  private final String code;

  CudaRelease(
      String version,
      String oldestDriver,
      String oldestCapability,
      String newestCapability,
      String code) {
    this.version = version;
    this.oldestDriver = oldestDriver;
    this.oldestCapability = oldestCapability;
    this.newestCapability = newestCapability;
    this.code = code;
  }

  /** CUDA's version, for example {@code 11.6}. */
  public String version() {
    return version;
  }

  /** Whether the driver compiles the kernels when they are first used, for minutes. */
  public boolean compilesKernels() {
    return this == CUDA_11_2;
  }

  /** Whether the release of Deeplearning4j is the one that the processor has. */
  public boolean hasEngineOfCpu() {
    return this != CUDA_11_2;
  }

  /** Whether ND4J computes on the GPU too, so that Deeplearning4j's own methods run there. */
  public boolean hasNd4j() {
    return this != CUDA_13;
  }

  /** Whether the user has named it in {@link #PROPERTY}, or none. */
  boolean isAllowed() {
    String asked = System.getProperty(PROPERTY);
    return asked == null || asked.equals(version);
  }

  /** Whether a batch can be divided among several GPUs. */
  boolean hasSeveralGpus() {
    return hasNd4j();
  }

  /** Whether this process has its jars. */
  public boolean isOnClassPath() {
    ClassLoader loader = CudaRelease.class.getClassLoader();
    if (!hasNd4j()) {
      String platform = Loader.Detector.getPlatform();
      return bindings(loader).startsWith(version + ".")
          && loader.getResource("org/bytedeco/cuda/" + platform + "/" + BINDINGS) != null;
    }
    String file = "META-INF/maven/org.nd4j/nd4j-cuda-" + version + "/pom.properties";
    return loader.getResource(file) != null
        && loader.getResource("org/nd4j/linalg/jcublas/JCublasBackend.class") != null;
  }

  /** The version of the bindings to CUDA; empty if there are none. */
  private static String bindings(ClassLoader loader) {
    Properties properties = new Properties();
    String file = "META-INF/maven/org.bytedeco/cuda/pom.properties";
    try (InputStream stream = loader.getResourceAsStream(file)) {
      if (stream != null) {
        properties.load(stream);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read: " + e, e);
    }
    return properties.getProperty("version", "");
  }

  boolean supports(Gpu gpu) {
    ComputeCapability oldest = ComputeCapability.parse(oldestCapability).orElseThrow();
    ComputeCapability newest = ComputeCapability.parse(newestCapability).orElseThrow();
    return gpu.capability()
        .filter(
            capability -> capability.compareTo(oldest) >= 0 && capability.compareTo(newest) <= 0)
        .isPresent();
  }

  /** What went wrong when it was started, and what to do about it. */
  public String failure(Throwable cause) {
    return hasNd4j()
        ? "ND4J's CUDA build cannot be started: " + cause
        : "CUDA "
            + version
            + " cannot be started ("
            + cause
            + "): CUDA "
            + version
            + " and cuDNN 9 must be installed, and the variable LD_LIBRARY_PATH say where, if the"
            + " system does not find them; EVENMATCH_JAVA_OPTS=-D"
            + PROPERTY
            + "=11.6 (of compute capability 9.0 and later 11.2) takes ND4J's own CUDA build, 2.4 GB";
  }

  /** The kernels that it has, in words. */
  String code() {
    return code;
  }

  /** The driver that came with this CUDA. */
  String oldestDriver() {
    return oldestDriver;
  }

  boolean isTooNewFor(String driver) {
    int[] needed = numbers(oldestDriver);
    int[] there = numbers(driver);
    for (int i = 0; i < needed.length; i++) {
      int part = i < there.length ? there[i] : 0;
      if (part != needed[i]) {
        return part < needed[i];
      }
    }
    return false;
  }

  private static int[] numbers(String version) {
    return Stream.of(version.split("\\.", -1))
        .mapToInt(part -> part.matches("\\d{1,6}") ? Integer.parseInt(part) : 0)
        .toArray();
  }
}
