package org.evenmatch.runtime;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * An NVIDIA GPU, as its driver describes it.
 *
 * @param name its product name
 * @param capability its compute capability; empty where the driver is too old to say
 * @param memoryBytes its memory; empty where it shares the machine's
 */
public record Gpu(String name, Optional<ComputeCapability> capability, OptionalLong memoryBytes) {}
