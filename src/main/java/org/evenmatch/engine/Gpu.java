package org.evenmatch.engine;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * An NVIDIA GPU, as its driver describes it.
 *
 * @param id the driver's own identifier, {@code GPU-…}
 * @param name its product name
 * @param capability its compute capability; empty where the driver is too old to say
 * @param memoryBytes its memory; empty where it shares the machine's
 */
public record Gpu(
    String id, String name, Optional<ComputeCapability> capability, OptionalLong memoryBytes) {

  /** For example {@code NVIDIA L4 (8.9)}. */
  @Override
  public String toString() {
    return name + " (" + capability.map(ComputeCapability::toString).orElse("unknown") + ")";
  }
}
