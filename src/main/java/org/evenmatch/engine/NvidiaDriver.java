package org.evenmatch.engine;

import java.util.List;
import java.util.Optional;

/**
 * What NVIDIA's driver says of this machine.
 *
 * @param version the driver's version; empty where there is no driver to be asked
 * @param gpus the GPUs that this process may use, by {@code CUDA_VISIBLE_DEVICES}
 * @param remark why there is no version, or no GPU; empty where there is nothing to say
 */
public record NvidiaDriver(Optional<String> version, List<Gpu> gpus, Optional<String> remark) {
  public NvidiaDriver {
    gpus = List.copyOf(gpus);
    if (version.isEmpty() && !gpus.isEmpty()) {
      throw new IllegalArgumentException("GPUs must have a driver, but there is none: " + gpus);
    }
  }

  static NvidiaDriver none(String remark) {
    return new NvidiaDriver(Optional.empty(), List.of(), Optional.of(remark));
  }

  /** This machine's; it is asked once. */
  public static NvidiaDriver current() {
    return Current.DRIVER;
  }

  /** Asks when somebody wants to know, not before. */
  private static final class Current {
    static final NvidiaDriver DRIVER = NvidiaSmi.ask();
  }
}
