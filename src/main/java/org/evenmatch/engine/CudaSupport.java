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
    List<CudaRelease> serving =
        Stream.of(CudaRelease.values())
            .filter(CudaRelease::isAllowed)
            .filter(release -> driver.gpus().stream().anyMatch(release::supports))
            .toList();
    // The last asks least of the driver.
    CudaRelease modest =
        serving.isEmpty() ? CudaRelease.CUDA_11_6 : serving.get(serving.size() - 1);
    if (modest.isTooNewFor(version)) {
      return lacks(
          String.format(
              "the NVIDIA driver %s is too old: CUDA %s came with %s, which or a newer one is"
                  + " needed",
              version, modest.version(), modest.oldestDriver()));
    }
    List<CudaRelease> able =
        serving.stream()
            .filter(release -> !release.isTooNewFor(version))
            .filter(release -> count == 1 || release.hasSeveralGpus())
            .toList();
    if (able.isEmpty() && !serving.isEmpty()) {
      return lacks(
          "CUDA "
              + serving.get(0).version()
              + " computes on one GPU here, and "
              + count
              + " were asked for");
    }
    if (able.isEmpty()) {
      return lacks(
          "the compute capability of "
              + driver.gpus().stream().map(Gpu::toString).collect(Collectors.joining(", "))
              + " is not supported: there are "
              + Stream.of(CudaRelease.values())
                  .filter(CudaRelease::isAllowed)
                  .map(CudaRelease::code)
                  .collect(Collectors.joining(", ")));
    }
    List<Gpu> most = alike(driver, able.get(0));
    if (count > most.size()) {
      return lacks(
          String.format(
              "%d GPUs of one compute capability were asked for, and of %s there is no more than %d",
              count, most.get(0), most.size()));
    }
    CudaRelease release =
        able.stream()
            .filter(one -> jarsMissing.apply(one).isEmpty())
            .findFirst()
            .orElse(able.get(0));
    Optional<String> jars = jarsMissing.apply(release);
    return jars.isPresent()
        ? lacks(jars.get())
        : new CudaSupport(
            Optional.of(release), alike(driver, release).subList(0, count), Optional.empty());
  }

  /** The first GPU that {@code release} serves, and others of its capability. */
  private static List<Gpu> alike(NvidiaDriver driver, CudaRelease release) {
    List<Gpu> served = driver.gpus().stream().filter(release::supports).toList();
    return served.stream()
        .filter(gpu -> gpu.capability().equals(served.get(0).capability()))
        .toList();
  }

  private static CudaSupport lacks(String what) {
    return new CudaSupport(Optional.empty(), List.of(), Optional.of(what));
  }
}
