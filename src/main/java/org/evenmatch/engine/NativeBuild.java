package org.evenmatch.engine;

import java.util.List;
import java.util.function.Predicate;
import org.evenmatch.definition.YamlName;

/** The builds of ND4J's native library. */
public enum NativeBuild implements YamlName {
  ONEDNN_AVX512("-onednn-avx512"),
  ONEDNN_AVX2("-onednn-avx2"),
  /** No oneDNN: convolutions run as im2col and gemm. */
  PLAIN(""),
  /** For NVIDIA GPUs. */
  CUDNN("-cudnn");

  /** Where the jars of M2.1 and of M1.1 have them. */
  private static final List<String> FOLDERS =
      List.of("org/nd4j/linalg/cpu/nativecpu/bindings/", "org/nd4j/nativeblas/");

  /**
   * What Java loads of a build: {@code libjnind4jcpu.so} on Linux, {@code .dylib}, {@code .dll}.
   */
  private static final String LIBRARY = System.mapLibraryName("jnind4jcpu");

  private final String extension;

  NativeBuild(String extension) {
    this.extension = extension;
  }

  /** What JavaCPP appends to the platform's name to find the library. */
  public String extension() {
    return extension;
  }

  public boolean hasOneDnn() {
    return this == ONEDNN_AVX512 || this == ONEDNN_AVX2;
  }

  /** The best build for the processor that it supports and the class path has. */
  static NativeBuild best(Processor processor, Predicate<NativeBuild> onClassPath) {
    for (NativeBuild build : List.of(ONEDNN_AVX512, ONEDNN_AVX2)) {
      if (build.runsOn(processor) && onClassPath.test(build)) {
        return build;
      }
    }
    return PLAIN;
  }

  /**
   * Whether the jar with this build is on the class path.
   *
   * @param platform JavaCPP's name of this system, for example {@code linux-x86_64}
   */
  boolean isOnClassPath(String platform) {
    ClassLoader loader = NativeBuild.class.getClassLoader();
    return FOLDERS.stream()
        .map(folder -> folder + platform + extension + "/" + LIBRARY)
        .anyMatch(library -> loader.getResource(library) != null);
  }

  private boolean runsOn(Processor processor) {
    return switch (this) {
      case ONEDNN_AVX512 -> processor.hasAvx512();
      case ONEDNN_AVX2 -> processor.hasAvx2();
      case PLAIN -> true;
      case CUDNN -> false;
    };
  }
}
