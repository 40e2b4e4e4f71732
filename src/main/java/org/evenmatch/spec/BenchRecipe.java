package org.evenmatch.spec;

import java.util.List;
import java.util.Optional;

/**
 * All that a benchmark depends on.
 *
 * @param pairs names of shipped pairs, or absolute paths of YAML files
 * @param match the matching rule, if not each pair's own
 * @param batches examples in a batch
 * @param backends the backends
 * @param precisions how arithmetic is done; float32 where a recipe does not say
 * @param gpus how many GPUs a batch is divided among, if not one
 * @param threads threads inside operations, if not one a core
 */
public record BenchRecipe(
    List<String> pairs,
    Optional<Match> match,
    List<Integer> batches,
    List<String> backends,
    List<String> precisions,
    Optional<Integer> gpus,
    Optional<Integer> threads) {

  public BenchRecipe {
    pairs = List.copyOf(pairs);
    batches = List.copyOf(batches);
    backends = List.copyOf(backends);
    precisions = precisions == null ? List.of("float32") : List.copyOf(precisions);
    batches.forEach(batch -> Checks.positive("batch", batch));
    gpus.ifPresent(count -> Checks.positive("gpus", count));
    batches.forEach(batch -> Checks.divisible(batch, gpus.orElse(1)));
    threads.ifPresent(count -> Checks.positive("threads", count));
  }
}
