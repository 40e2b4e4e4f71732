package org.evenmatch.engine;

import java.util.stream.Stream;

/** The CUDA builds of the engine, and what each takes to run. */
public enum CudaRelease {
  /** Deeplearning4j 1.0.0-M2.1: machine code for 3.7, 5.0 to 8.6 and no PTX. */
  CUDA_11_6("11.6", "510.39.01", "3.7", "8.9", "machine code for 3.7 to 8.9"),

  /** Deeplearning4j 1.0.0-M1.1: it has PTX too, which a driver compiles for what came later. */
  CUDA_11_2("11.2", "460.27.03", "9.0", "999.0", "PTX for 9.0 and later");

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
    return this == CUDA_11_6;
  }

  /** Whether this process has its jars. */
  public boolean isOnClassPath() {
    ClassLoader loader = CudaRelease.class.getClassLoader();
    String file = "META-INF/maven/org.nd4j/nd4j-cuda-" + version + "/pom.properties";
    return loader.getResource(file) != null
        && loader.getResource("org/nd4j/linalg/jcublas/JCublasBackend.class") != null;
  }

  boolean supports(Gpu gpu) {
    ComputeCapability oldest = ComputeCapability.parse(oldestCapability).orElseThrow();
    ComputeCapability newest = ComputeCapability.parse(newestCapability).orElseThrow();
    return gpu.capability()
        .filter(
            capability -> capability.compareTo(oldest) >= 0 && capability.compareTo(newest) <= 0)
        .isPresent();
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
