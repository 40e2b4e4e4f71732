package org.evenmatch.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.deeplearning4j.nn.layers.mkldnn.BaseMKLDNNHelper;
import org.junit.jupiter.api.Test;

class NativeRuntimeTest {
  private static final String TWO_CORES =
      """
      processor\t: 0
      model name\t: Some CPU
      physical id\t: 0
      core id\t: 0
      flags\t: fpu avx2 fma avx512f avx512bw avx512cd avx512dq avx512vl

      processor\t: 1
      model name\t: Some CPU
      physical id\t: 0
      core id\t: 0
      flags\t: fpu avx2 fma

      processor\t: 2
      physical id\t: 0
      core id\t: 1
      """;

  @Test
  void countsPhysicalCoresAndReadsFlags() {
    Processor processor = Processor.parse(TWO_CORES, 4);

    assertThat(processor.name()).isEqualTo("Some CPU");
    assertThat(processor.cores()).isEqualTo(2);
    assertThat(processor.hasAvx512()).isTrue();
    assertThat(Processor.parse(TWO_CORES, 1).cores()).isEqualTo(1);
    assertThat(Processor.parse("", 3).cores()).isEqualTo(3);
    assertThat(Processor.parse("", 3).hasAvx2()).isFalse();
  }

  @Test
  void takesTheBestBuildThatProcessorAndClassPathHave() {
    Processor avx512 = Processor.parse(TWO_CORES, 2);
    Processor avx2 = new Processor("x", 2, Set.of("avx2", "fma"));
    Processor old = new Processor("x", 2, Set.of("sse2"));

    assertThat(NativeBuild.best(avx512, build -> true)).isEqualTo(NativeBuild.ONEDNN_AVX512);
    assertThat(NativeBuild.best(avx512, build -> build != NativeBuild.ONEDNN_AVX512))
        .isEqualTo(NativeBuild.ONEDNN_AVX2);
    assertThat(NativeBuild.best(avx2, build -> true)).isEqualTo(NativeBuild.ONEDNN_AVX2);
    assertThat(NativeBuild.best(old, build -> true)).isEqualTo(NativeBuild.PLAIN);
    assertThat(NativeBuild.best(avx512, build -> false)).isEqualTo(NativeBuild.PLAIN);
  }

  @Test
  void revivesOneDnnWhereTheBuildHasIt() {
    NativeRuntime runtime = NativeRuntime.current();
    EngineInfo engine = runtime.start();

    assertThat(BaseMKLDNNHelper.mklDnnEnabled()).isEqualTo(runtime.build().hasOneDnn());
    assertThat(engine.engine()).isIn("DL4J 1.0.0-M2.1", "DL4J 1.0.0-M1.1");
    assertThat(engine.threads()).isPositive();
    assertThat(runtime.isLoadedTooEarly()).isFalse();
  }
}
