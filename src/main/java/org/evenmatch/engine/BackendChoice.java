package org.evenmatch.engine;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The backend that will be used, and why.
 *
 * @param backend the backend
 * @param reason one line for the user
 * @param release the CUDA build, for the backend CUDA
 * @param gpus the GPUs that it uses, for the backend CUDA
 */
public record BackendChoice(
    Backend backend, String reason, Optional<CudaRelease> release, List<Gpu> gpus) {
  private static final String REFUSAL = "the backend 'cuda' cannot be had: ";
  private static final String ADVICE = ": use the backend 'cpu'";
  private static final String NO_CUDA = "cuda cannot be used: ";

  public BackendChoice {
    gpus = List.copyOf(gpus);
    if ((backend == Backend.CUDA) != release.isPresent()) {
      throw new IllegalArgumentException(
          "the backend cuda, and no other, must have a CUDA release, but "
              + backend
              + " has "
              + release);
    }
  }

  /** Whether ND4J computes on a GPU. */
  public boolean isNd4jOnGpu() {
    return release.filter(CudaRelease::hasNd4j).isPresent();
  }

  /** The processor, with the reason. */
  public static BackendChoice cpu(String reason) {
    return new BackendChoice(Backend.CPU, reason, Optional.empty(), List.of());
  }

  /**
   * Chooses for this machine and the jars of this process.
   *
   * @param gpus how many GPUs shall be used, if any is
   * @throws BackendUnavailableException if CUDA is asked for and cannot be had
   */
  public static BackendChoice of(BackendRequest request, int gpus) {
    return of(request, gpus, release -> missingHere(request, release));
  }

  /**
   * Nothing has tried the GPU, so that only who asks for it gets one whose jars are always there.
   */
  static Optional<String> missingHere(BackendRequest request, CudaRelease release) {
    if (!release.isOnClassPath()) {
      return Optional.of(
          (release.hasNd4j()
                  ? "ND4J's CUDA " + release.version() + " build is"
                  : "CUDA's bindings are")
              + " not on the class path");
    }
    return release.hasNd4j() || request == BackendRequest.CUDA
        ? Optional.empty()
        : Optional.of(
            "in a program's own process it is taken where it is asked for, with the backend 'cuda'");
  }

  /**
   * Chooses for this machine; the hardware is looked at first.
   *
   * @param gpus how many GPUs shall be used, if any is
   * @param jarsMissing what the jars of a release lack, if anything
   * @throws BackendUnavailableException if CUDA is asked for and cannot be had
   */
  public static BackendChoice of(
      BackendRequest request, int gpus, Function<CudaRelease, Optional<String>> jarsMissing) {
    return request == BackendRequest.CPU
        ? cpu("the cpu backend was asked for")
        : of(request, gpus, NvidiaDriver.current(), jarsMissing);
  }

  static BackendChoice of(
      BackendRequest request,
      int gpus,
      NvidiaDriver driver,
      Function<CudaRelease, Optional<String>> jarsMissing) {
    CudaSupport support = CudaSupport.of(driver, gpus, jarsMissing);
    if (support.release().isPresent()) {
      return new BackendChoice(
          Backend.CUDA,
          support.gpus().stream().map(Gpu::toString).collect(Collectors.joining(", "))
              + (support.release().get().hasNd4j() ? " by ND4J's CUDA " : " by CUDA ")
              + support.release().get().version(),
          support.release(),
          support.gpus());
    }
    String missing = support.missing().orElseThrow();
    if (request == BackendRequest.CUDA || gpus > 1) {
      throw unavailable(missing);
    }
    return cpu(NO_CUDA + missing);
  }

  /** The error of a backend asked for that cannot be had. */
  public static BackendUnavailableException unavailable(String missing) {
    return new BackendUnavailableException(REFUSAL + missing + ADVICE);
  }

  /** The processor, because CUDA was tried and {@code refusal} came of it. */
  public static BackendChoice insteadOfCuda(BackendUnavailableException refusal) {
    String missing = refusal.getMessage();
    if (missing.startsWith(REFUSAL) && missing.endsWith(ADVICE)) {
      missing = missing.substring(REFUSAL.length(), missing.length() - ADVICE.length());
    }
    return cpu(NO_CUDA + missing);
  }
}
