package org.evenmatch.engine;

import java.util.OptionalInt;
import org.evenmatch.definition.Computing;
import org.evenmatch.definition.YamlName;

/**
 * What a process shall compute with.
 *
 * @param backend the backend asked for
 * @param threads threads inside operations; empty for one a physical core
 * @param precision how arithmetic is done
 * @param gpus how many GPUs a batch is divided among, where the backend is CUDA
 */
public record RuntimeRequest(
    BackendRequest backend, OptionalInt threads, Precision precision, int gpus) {
  public RuntimeRequest {
    if (gpus < 1) {
      throw new IllegalArgumentException("gpus must be at least 1, but is " + gpus + ": give 1");
    }
  }

  /** One thread a physical core, float32, one GPU. */
  public static RuntimeRequest of(BackendRequest backend) {
    return new RuntimeRequest(backend, OptionalInt.empty(), Precision.FLOAT32, 1);
  }

  /**
   * What a plan names.
   *
   * @throws org.evenmatch.files.InvalidInputException if there is no such backend or precision
   */
  public static RuntimeRequest of(Computing computing) {
    return new RuntimeRequest(
        YamlName.of("backend", computing.backend(), BackendRequest.class),
        computing.threads().map(OptionalInt::of).orElse(OptionalInt.empty()),
        computing
            .precision()
            .map(name -> YamlName.of("precision", name, Precision.class))
            .orElse(Precision.FLOAT32),
        computing.gpus().orElse(1));
  }
}
