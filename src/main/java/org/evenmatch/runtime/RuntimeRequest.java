package org.evenmatch.runtime;

import java.util.OptionalInt;

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
}
