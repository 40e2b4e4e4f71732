package org.evenmatch.engine;

import org.evenmatch.definition.YamlName;

/** How arithmetic is done. Parameters, activations and saved networks are float32 in any case. */
public enum Precision implements YamlName {
  FLOAT32,
  /** Products of convolutions and matrices on tensor cores in float16, their sums in float32. */
  FLOAT16;

  /** Whether {@code backend} has it. */
  public boolean isOn(Backend backend) {
    return this == FLOAT32 || backend == Backend.CUDA;
  }
}
