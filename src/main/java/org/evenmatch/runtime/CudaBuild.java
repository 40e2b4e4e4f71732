package org.evenmatch.runtime;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The CUDA build of the engine and what it takes to run it.
 *
 * <p>Its native library has machine code for the compute capabilities 3.7, 5.0, 5.2, 6.0, 6.1, 7.0,
 * 7.5, 8.0 and 8.6, and no PTX that a driver could compile for later ones.
 */
final class CudaBuild {
  /** The driver that came with CUDA 11.6. */
  private static final List<Integer> OLDEST_DRIVER = List.of(510, 39, 1);

  private static final String OLDEST_DRIVER_NAME = "510.39.01";
  private static final ComputeCapability OLDEST = new ComputeCapability(3, 7);
  private static final ComputeCapability NEWEST = new ComputeCapability(8, 9);

  private CudaBuild() {}

  /** The first thing that is missing, in the order in which a user must mend it. */
  static String missing(NvidiaDriver driver) {
    String why = driver.remark().map(remark -> " (" + remark + ")").orElse("");
    if (driver.version().isEmpty()) {
      return "no NVIDIA driver was found" + why;
    }
    String version = driver.version().get();
    if (driver.gpus().isEmpty()) {
      return "the NVIDIA driver " + version + " finds no GPU" + why;
    }
    if (isTooOld(version)) {
      return "the NVIDIA driver "
          + version
          + " is too old: CUDA 11.6 came with "
          + OLDEST_DRIVER_NAME
          + ", which or a newer one is needed";
    }
    if (driver.gpus().stream().noneMatch(CudaBuild::supports)) {
      return "the compute capability of "
          + driver.gpus().stream().map(CudaBuild::described).collect(Collectors.joining(", "))
          + " is not supported: the engine's CUDA 11.6 build has machine code for "
          + OLDEST
          + " to "
          + NEWEST;
    }
    return "this version of Evenmatch comes without the engine's CUDA build";
  }

  private static boolean isTooOld(String version) {
    String[] parts = version.split("\\.", -1);
    for (int i = 0; i < OLDEST_DRIVER.size(); i++) {
      int part = i < parts.length && parts[i].matches("\\d{1,6}") ? Integer.parseInt(parts[i]) : 0;
      if (part != OLDEST_DRIVER.get(i)) {
        return part < OLDEST_DRIVER.get(i);
      }
    }
    return false;
  }

  private static boolean supports(Gpu gpu) {
    return gpu.capability()
        .filter(
            capability -> capability.compareTo(OLDEST) >= 0 && capability.compareTo(NEWEST) <= 0)
        .isPresent();
  }

  private static String described(Gpu gpu) {
    return gpu.name() + " (" + gpu.capability().map(Object::toString).orElse("unknown") + ")";
  }
}
