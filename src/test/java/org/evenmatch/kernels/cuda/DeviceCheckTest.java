package org.evenmatch.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.evenmatch.engine.NativeRuntime;
import org.junit.jupiter.api.Test;

/** On the processor, whose vendor's kernels are oneDNN's. */
class DeviceCheckTest {
  private static final double[] EXPECTED = {4, -2, 0};

  @Test
  void vendorsKernelsAgreeWithDeeplearning4jsOwn() {
    NativeRuntime runtime = NativeRuntime.current();
    runtime.start();
    assumeTrue(runtime.build().hasOneDnn(), "this build of ND4J has no oneDNN");

    assertThatCode(DeviceCheck::once).doesNotThrowAnyException();
  }

  @Test
  void toleratesRoundingAgainstTheLargestValue() {
    assertThat(DeviceCheck.difference(EXPECTED, new double[] {4, -2.03, 0.03}, 0.01)).isEmpty();
  }

  @Test
  void namesTheFirstValueThatIsWrong() {
    assertThat(DeviceCheck.difference(EXPECTED, new double[] {4, -2.05, 1}, 0.01))
        .contains("value 1 is -2.05 and not -2.0");
    assertThat(DeviceCheck.difference(EXPECTED, new double[] {4, -2, Double.NaN}, 0.01))
        .contains("value 2 is NaN and not 0.0");
  }

  @Test
  void gradientOfNothingButZerosProvesNothing() {
    assertThat(DeviceCheck.difference(new double[2], new double[2], 0.01)).isPresent();
  }
}
