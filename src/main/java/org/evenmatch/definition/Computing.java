package org.evenmatch.definition;

import java.util.Optional;

/**
 * What a run computes with.
 *
 * @param backend {@code auto}, {@code cpu} or {@code cuda}
 * @param precision how arithmetic is done, if not in float32
 * @param gpus how many GPUs a batch is divided among, if not one
 * @param threads threads inside operations, if not one a core
 */
public record Computing(
    String backend, Optional<String> precision, Optional<Integer> gpus, Optional<Integer> threads) {
  /** What this machine has, in float32. */
  public static final Computing AUTO =
      new Computing("auto", Optional.empty(), Optional.empty(), Optional.empty());

  public Computing {
    gpus.ifPresent(count -> Checks.positive("gpus", count));
    threads.ifPresent(count -> Checks.positive("threads", count));
  }

  /** The same on another backend. */
  public Computing on(String other) {
    return new Computing(other, precision, gpus, threads);
  }
}
