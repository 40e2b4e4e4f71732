package org.evenmatch.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.evenmatch.engine.NvidiaSmi.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With the answers of drivers that are not there. */
class BackendChoiceTest {
  private static final String TWO_CARDS =
      """
      0, GPU-aaaa1111, 535.104.05, 40960, NVIDIA A100-SXM4-40GB, 8.0
      1, GPU-bbbb2222, 535.104.05, 143771, NVIDIA H200, 9.0
      """;

  private static final String MISSING = "there are no jars for CUDA ";

  @Test
  void processorAskedForIsTakenWithoutALookAtTheHardware() {
    assertThat(BackendChoice.of(BackendRequest.CPU, 1))
        .isEqualTo(BackendChoice.cpu("the cpu backend was asked for"));
  }

  @Test
  void saysThatThereIsNoDriver() {
    NvidiaDriver driver =
        NvidiaSmi.ask(
            fields -> {
              throw new IOException("No such file or directory");
            },
            Optional.empty(),
            Optional.empty());

    assertRefused(driver, "no NVIDIA driver was found (nvidia-smi is not there)");
  }

  @Test
  void saysWhatAContainerLacksToAskItsDriver() {
    NvidiaDriver driver =
        NvidiaSmi.ask(
            fields -> {
              throw new IOException("No such file or directory");
            },
            Optional.of("535.104.05"),
            Optional.empty());

    assertRefused(
        driver,
        "no NVIDIA driver was found (driver 535.104.05 is loaded, but nvidia-smi cannot be run; a"
            + " container needs NVIDIA_DRIVER_CAPABILITIES=compute,utility)");
  }

  @Test
  void saysWhatTheDriverSaysWhenItCannotAnswer() {
    Answer mismatch =
        new Answer(18, "Failed to initialize NVML: Driver/library version mismatch\n");

    assertRefused(
        NvidiaSmi.ask(fields -> mismatch, Optional.of("535.104.05"), Optional.empty()),
        "no NVIDIA driver was found (nvidia-smi says: Failed to initialize NVML: Driver/library"
            + " version mismatch)");
    assertRefused(
        NvidiaSmi.ask(fields -> new Answer(0, "\n"), Optional.empty(), Optional.empty()),
        "no NVIDIA driver was found (nvidia-smi says: nothing)");
    assertRefused(
        NvidiaSmi.ask(
            fields -> new Answer(0, "a page of help\n"), Optional.empty(), Optional.empty()),
        "no NVIDIA driver was found (nvidia-smi says: a page of help)");
  }

  @Test
  void saysThatThereIsNoDevice() {
    Answer none = new Answer(6, "No devices were found\n");

    assertRefused(
        NvidiaSmi.ask(fields -> none, Optional.of("535.104.05"), Optional.empty()),
        "the NVIDIA driver 535.104.05 finds no GPU (No devices were found)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "7", "GPU-cccc", "none"})
  void saysThatEveryDeviceIsHidden(String visible) {
    assertRefused(
        driver(TWO_CARDS, visible),
        "the NVIDIA driver 535.104.05 finds no GPU (CUDA_VISIBLE_DEVICES="
            + visible
            + " hides what is there)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0         | NVIDIA A100-SXM4-40GB",
        "1         | NVIDIA H200",
        "1,0       | NVIDIA H200, NVIDIA A100-SXM4-40GB",
        "GPU-bbbb  | NVIDIA H200",
        "0,-1,1    | NVIDIA A100-SXM4-40GB",
        "0,0       | NVIDIA A100-SXM4-40GB",
        "MIG-11    | NVIDIA A100-SXM4-40GB, NVIDIA H200",
      })
  void takesTheDevicesThatCudaWouldShow(String visible, String names) {
    assertThat(driver(TWO_CARDS, visible).gpus().stream().map(Gpu::name))
        .containsExactly(names.split(", "));
  }

  @Test
  void saysThatTheDriverIsTooOld() {
    // Before 510 the program does not know of compute capabilities.
    NvidiaDriver old =
        NvidiaSmi.ask(
            fields ->
                fields.contains("compute_cap")
                    ? new Answer(2, "Field \"compute_cap\" is not a valid field to query.\n")
                    : new Answer(0, "0, GPU-aaaa1111, 470.82.01, 16160, Tesla V100-SXM2-16GB\n"),
            Optional.of("470.82.01"),
            Optional.empty());

    assertRefused(
        old,
        "the NVIDIA driver 470.82.01 is too old: CUDA 11.6 came with 510.39.01, which or a newer one is needed");
    assertRefused(
        driver("0, GPU-a, 460.26, 143771, NVIDIA H200, 9.0\n"),
        "the NVIDIA driver 460.26 is too old: CUDA 11.2 came with 460.27.03, which or a newer one is needed");
    assertRefused(
        driver("0, GPU-a, 510.39, 16160, Tesla V100-SXM2-16GB, 7.0\n"),
        "the NVIDIA driver 510.39 is too old: CUDA 11.6 came with 510.39.01, which or a newer one is needed");
  }

  @ParameterizedTest
  @CsvSource({"Tesla K40c, 3.5", "Tesla M2090, 2.0", "Some card, [N/A]"})
  void saysThatTheCapabilityIsNotSupported(String name, String capability) {
    assertRefused(
        driver("0, GPU-a, 580.65.06, 143771, " + name + ", " + capability + "\n"),
        "the compute capability of "
            + name
            + " ("
            + (capability.startsWith("[") ? "unknown" : capability)
            + ") is not supported: there are kernels for 7.5 and later, machine code for 3.7 to 8.9, PTX for 9.0 and later");
  }

  @ParameterizedTest
  @CsvSource({
    "Tesla K80, 3.7, 510.39.01, CUDA_11_6",
    "NVIDIA L4, 8.9, 580.65.05, CUDA_11_6",
    "NVIDIA L4, 8.9, 580.65.06, CUDA_13",
    "NVIDIA T4, 7.5, 511.1, CUDA_11_6",
    "NVIDIA T4, 7.5, 580.65.06, CUDA_13",
    "Tesla V100, 7.0, 580.65.06, CUDA_11_6",
    "NVIDIA H200, 9.0, 570.124.06, CUDA_11_2",
    "NVIDIA H200, 9.0, 580.65.06, CUDA_13",
    "NVIDIA B200, 10.0, 580.65.06, CUDA_13",
    "NVIDIA GB10, 12.1, 590.1, CUDA_13"
  })
  void takesTheBuildThatServesTheGpu(
      String name, String capability, String version, CudaRelease release) {
    NvidiaDriver driver =
        driver("0, GPU-a, " + version + ", 143771, " + name + ", " + capability + "\n");
    String by = release == CudaRelease.CUDA_13 ? " by CUDA " : " by ND4J's CUDA ";
    String reason = name + " (" + capability + ")" + by + release.version();

    for (BackendRequest request : List.of(BackendRequest.AUTO, BackendRequest.CUDA)) {
      assertThat(BackendChoice.of(request, 1, driver, jars -> Optional.empty()))
          .isEqualTo(new BackendChoice(Backend.CUDA, reason, Optional.of(release), driver.gpus()));
    }
    assertRefused(driver, MISSING + release.version());
  }

  @Test
  void aProgramsOwnProcessComputesOnAGpuOnlyWhereThatIsAskedFor() {
    assertThat(BackendChoice.missingHere(BackendRequest.AUTO, CudaRelease.CUDA_13))
        .hasValueSatisfying(reason -> assertThat(reason).contains("where it is asked for"));
    assertThat(BackendChoice.missingHere(BackendRequest.AUTO, CudaRelease.CUDA_11_6))
        .hasValueSatisfying(reason -> assertThat(reason).contains("is not on the class path"));
  }

  @Test
  void takesNd4jsBuildForSeveralGpus() {
    NvidiaDriver driver =
        driver(
            """
            0, GPU-a, 580.65.06, 81559, NVIDIA H100 80GB HBM3, 9.0
            1, GPU-b, 580.65.06, 81559, NVIDIA H100 80GB HBM3, 9.0
            """);

    assertThat(BackendChoice.of(BackendRequest.CUDA, 2, driver, jars -> Optional.empty()).release())
        .contains(CudaRelease.CUDA_11_2);
  }

  @Test
  void takesTheReleaseThatThePropertyNamesAndNoOther() {
    NvidiaDriver l4 = driver("0, GPU-a, 580.65.06, 23034, NVIDIA L4, 8.9\n");
    System.setProperty(CudaRelease.PROPERTY, "11.6");
    try {
      assertThat(BackendChoice.of(BackendRequest.CUDA, 1, l4, jars -> Optional.empty()).release())
          .contains(CudaRelease.CUDA_11_6);
      System.setProperty(CudaRelease.PROPERTY, "11.2");
      assertThatThrownBy(
              () -> BackendChoice.of(BackendRequest.CUDA, 1, l4, jars -> Optional.empty()))
          .hasMessageContaining(
              "NVIDIA L4 (8.9) is not supported: there are PTX for 9.0 and later");
    } finally {
      System.clearProperty(CudaRelease.PROPERTY);
    }
  }

  @Test
  void takesOnlyTheDevicesThatOneBuildServes() {
    NvidiaDriver driver = driver(TWO_CARDS);

    BackendChoice choice =
        BackendChoice.of(BackendRequest.AUTO, 1, driver, release -> Optional.empty());

    assertThat(choice.release()).contains(CudaRelease.CUDA_11_6);
    assertThat(choice.gpus()).containsExactly(driver.gpus().get(0));
  }

  @Test
  void takesAsManyGpusAsAskedForOfOneCapability() {
    NvidiaDriver driver =
        driver(
            """
            0, GPU-aaaa1111, 535.104.05, 40960, NVIDIA A100-SXM4-40GB, 8.0
            1, GPU-bbbb2222, 535.104.05, 16384, NVIDIA RTX A4000, 8.6
            2, GPU-cccc3333, 535.104.05, 40960, NVIDIA A100-SXM4-40GB, 8.0
            """);

    BackendChoice choice =
        BackendChoice.of(BackendRequest.CUDA, 2, driver, release -> Optional.empty());

    assertThat(choice.gpus()).extracting(Gpu::id).containsExactly("GPU-aaaa1111", "GPU-cccc3333");
  }

  @ParameterizedTest
  @EnumSource(
      value = BackendRequest.class,
      names = {"AUTO", "CUDA"})
  void refusesMoreGpusThanThereAreBeforeItLooksForJars(BackendRequest request) {
    assertThatThrownBy(
            () ->
                BackendChoice.of(
                    request,
                    2,
                    driver(TWO_CARDS),
                    release -> {
                      throw new AssertionError("the jars of " + release + " were looked for");
                    }))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessage(
            "the backend 'cuda' cannot be had: 2 GPUs of one compute capability were asked for, and"
                + " of NVIDIA A100-SXM4-40GB (8.0) there is no more than 1: use the backend 'cpu'");
  }

  @Test
  void looksAtTheHardwareBeforeTheJars() {
    NvidiaDriver none = driver("0, GPU-a, 580.65.06, 11441, Tesla K40c, 3.5\n");

    BackendChoice choice =
        BackendChoice.of(
            BackendRequest.AUTO,
            1,
            none,
            release -> {
              throw new AssertionError("the jars of " + release + " were looked for");
            });

    assertThat(choice.backend()).isEqualTo(Backend.CPU);
  }

  @Test
  void fallsBackToTheProcessorWithTheReasonThatCudaGave() {
    BackendUnavailableException refusal = BackendChoice.unavailable("it is on fire");

    assertThat(refusal)
        .hasMessage("the backend 'cuda' cannot be had: it is on fire: use the backend 'cpu'");
    assertThat(BackendChoice.insteadOfCuda(refusal))
        .isEqualTo(BackendChoice.cpu("cuda cannot be used: it is on fire"));
  }

  @Test
  void readsNameCapabilityAndMemory() {
    assertThat(driver(TWO_CARDS).gpus())
        .first()
        .isEqualTo(
            new Gpu(
                "GPU-aaaa1111",
                "NVIDIA A100-SXM4-40GB",
                Optional.of(new ComputeCapability(8, 0)),
                OptionalLong.of(40960L << 20)));
    assertThat(driver("0, GPU-a, 580.65.06, [N/A], NVIDIA GB10, 12.1\n").gpus())
        .containsExactly(
            new Gpu(
                "GPU-a",
                "NVIDIA GB10",
                Optional.of(new ComputeCapability(12, 1)),
                OptionalLong.empty()));
  }

  private static NvidiaDriver driver(String text) {
    return NvidiaSmi.ask(fields -> new Answer(0, text), Optional.empty(), Optional.empty());
  }

  private static NvidiaDriver driver(String text, String visible) {
    return NvidiaSmi.ask(fields -> new Answer(0, text), Optional.empty(), Optional.of(visible));
  }

  private static void assertRefused(NvidiaDriver driver, String reason) {
    Function<CudaRelease, Optional<String>> jars =
        release -> Optional.of(MISSING + release.version());
    assertThat(BackendChoice.of(BackendRequest.AUTO, 1, driver, jars))
        .isEqualTo(BackendChoice.cpu("cuda cannot be used: " + reason));
    assertThatThrownBy(() -> BackendChoice.of(BackendRequest.CUDA, 1, driver, jars))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessage("the backend 'cuda' cannot be had: " + reason + ": use the backend 'cpu'");
  }
}
