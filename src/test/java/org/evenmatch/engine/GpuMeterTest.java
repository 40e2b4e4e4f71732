package org.evenmatch.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.evenmatch.engine.NvidiaSmi.Answer;
import org.junit.jupiter.api.Test;

/** With the answers of a driver that is not there. */
class GpuMeterTest {
  private static final Gpu GPU =
      new Gpu("GPU-b", "NVIDIA L4", Optional.empty(), OptionalLong.empty());

  @Test
  void reportsThePeakOfMemoryAndTheMeanOfUtilisationOfItsGpu() {
    Iterator<String> answers =
        List.of(
                "GPU-a, 9000, 99\nGPU-b, 300, 50\n",
                "GPU-a, 9000, 99\nGPU-b, 500, 100\n",
                "GPU-a, 9000, 99\nGPU-b, 400, 30\n")
            .iterator();
    try (GpuMeter meter = new GpuMeter(GPU, fields -> new Answer(0, answers.next()))) {
      for (int i = 0; i < 3; i++) {
        meter.sample();
      }

      assertThat(meter.peakUsedBytes()).hasValue(500L << 20);
      assertThat(meter.utilization()).hasValue(0.6);
    }
  }

  @Test
  void reportsNothingWhereTheDriverDoesNotSay() {
    try (GpuMeter meter = new GpuMeter(GPU, fields -> new Answer(0, "GPU-b, [N/A], [N/A]\n"))) {
      meter.sample();

      assertThat(meter.peakUsedBytes()).isEmpty();
      assertThat(meter.utilization()).isEmpty();
    }
    GpuMeter broken =
        new GpuMeter(
            GPU,
            fields -> {
              throw new IOException("gone");
            });
    broken.sample();
    broken.close();
    assertThat(broken.peakUsedBytes()).isEmpty();
  }
}
