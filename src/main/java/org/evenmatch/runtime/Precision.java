package org.evenmatch.runtime;

import org.evenmatch.runtime.CudnnConvolution.Arithmetic;
import org.evenmatch.spec.YamlName;

/** How arithmetic is done. Parameters, activations and saved networks are float32 in any case. */
public enum Precision implements YamlName {
  FLOAT32(Arithmetic.FLOAT32),
  /** Products of convolutions on tensor cores in float16, their sums in float32. */
  FLOAT16(Arithmetic.FLOAT16_PRODUCTS);

  private final Arithmetic convolutions;

  Precision(Arithmetic convolutions) {
    this.convolutions = convolutions;
  }

  /** How cuDNN's convolutions compute. */
  public Arithmetic convolutions() {
    return convolutions;
  }

  /** Whether {@code backend} has it. */
  public boolean isOn(Backend backend) {
    return this == FLOAT32 || backend == Backend.CUDA;
  }
}
