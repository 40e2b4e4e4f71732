package org.evenmatch.engine;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether CUDA can be used.
 *
 * @param release the build that serves the GPUs; empty where something is missing
 * @param gpus those of the GPUs it serves that are used
 * @param missing the first thing that is missing, in the order in which a user must mend it
 */
record CudaSupport(Optional<CudaRelease> release, List<Gpu> gpus, Optional<String> missing) {
  /**
   * Looks at the hardware, then at the jars.
   *
   * @param count how many GPUs shall be used: the first that is served, and others like it
   * @param jarsMissing what a release's jars lack, if anything
   */
  static CudaSupport of(
      NvidiaDriver driver, int count, Function<CudaRelease, Optional<String>> jarsMissing) {
    String why = driver.remark().map(remark -> " (" + remark + ")").orElse("");
    if (driver.version().isEmpty()) {
      return lacks("no NVIDIA driver was found" + why);
    }
    String version = driver.version().get();
    if (driver.gpus().isEmpty()) {
      return lacks("the NVIDIA driver " + version + " finds no GPU" + why);
    }
    Optional<CudaRelease> serving =
        Stream.of(CudaRelease.values())
            .filter(release -> driver.gpus().stream().anyMatch(release::supports))
            .findFirst();
    CudaRelease release = serving.orElse(CudaRelease.CUDA_11_6);
    if (release.isTooNewFor(version)) {
      return lacks(
          String.format(
              "the NVIDIA driver %s is too old: CUDA %s came with %s, which or a newer one is"
                  + " needed",
              version, release.version(), release.oldestDriver()));
    }
    if (serving.isEmpty()) {
      return lacks(
          "the compute capability of "
              + driver.gpus().stream().map(Gpu::toString).collect(Collectors.joining(", "))
              + " is not supported: the engine has "
              + Stream.of(CudaRelease.values())
                  .map(CudaRelease::code)
                  .collect(Collectors.joining(", ")));
    }
    List<Gpu> alike = alike(driver.gpus().stream().filter(release::supports).toList());
    if (count > alike.size()) {
      return lacks(
          String.format(
              "%d GPUs of one compute capability were asked for, and of %s there is no more than %d",
              count, alike.get(0), alike.size()));
    }
    Optional<String> jars = jarsMissing.apply(release);
    return jars.isPresent()
        ? lacks(jars.get())
        : new CudaSupport(serving, alike.subList(0, count), Optional.empty());
  }

  private static List<Gpu> alike(List<Gpu> served) {
    return served.stream()
        .filter(gpu -> gpu.capability().equals(served.get(0).capability()))
        .toList();
  }

  private static CudaSupport lacks(String what) {
    return new CudaSupport(Optional.empty(), List.of(), Optional.of(what));
  }
}
