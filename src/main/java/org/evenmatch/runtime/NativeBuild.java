package org.evenmatch.runtime;

import java.util.List;
import java.util.function.Predicate;
import org.evenmatch.spec.YamlName;

/** The builds of ND4J's native library for the processor, best first. */
public enum NativeBuild implements YamlName {
  ONEDNN_AVX512("-onednn-avx512"),
  ONEDNN_AVX2("-onednn-avx2"),
  /** No oneDNN: convolutions run as im2col and gemm. */
  PLAIN("");

  private final String extension;

  NativeBuild(String extension) {
    this.extension = extension;
  }

  /** What JavaCPP appends to the platform's name to find the library. */
  public String extension() {
    return extension;
  }

  public boolean hasOneDnn() {
    return this != PLAIN;
  }

  /** The best build that the processor supports and the class path has. */
  static NativeBuild best(Processor processor, Predicate<NativeBuild> onClassPath) {
    for (NativeBuild build : List.of(ONEDNN_AVX512, ONEDNN_AVX2)) {
      if (build.runsOn(processor) && onClassPath.test(build)) {
        return build;
      }
    }
    return PLAIN;
  }

  /** Whether the jar with this build for {@code platform} is on the class path. */
  boolean isOnClassPath(String platform) {
    return NativeBuild.class
            .getClassLoader()
            .getResource(
                "org/nd4j/linalg/cpu/nativecpu/bindings/" + platform + extension + "/libnd4jcpu.so")
        != null;
  }

  private boolean runsOn(Processor processor) {
    return switch (this) {
      case ONEDNN_AVX512 -> processor.hasAvx512();
      case ONEDNN_AVX2 -> processor.hasAvx2();
      case PLAIN -> true;
    };
  }
}
