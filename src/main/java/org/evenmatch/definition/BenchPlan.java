package org.evenmatch.definition;

import java.util.List;
import java.util.Optional;
import org.evenmatch.files.InvalidInputException;

/**
 * All that a benchmark depends on.
 *
 * @param pairs names of shipped pairs, or absolute paths of YAML files
 * @param definitions the pairs' definitions as YAML, in the same order
 * @param match the matching rule, if not each pair's own
 * @param batches examples in a batch
 * @param backends the backends
 * @param precisions how arithmetic is done; float32 where a plan does not say
 * @param gpus how many GPUs a batch is divided among, if not one
 * @param threads threads inside operations, if not one a core
 * @param members the members of each pair
 */
public record BenchPlan(
    List<String> pairs,
    List<String> definitions,
    Optional<Match> match,
    List<Integer> batches,
    List<String> backends,
    List<String> precisions,
    Optional<Integer> gpus,
    Optional<Integer> threads,
    List<Kind> members) {
  public BenchPlan {
    pairs = List.copyOf(pairs);
    definitions = definitions == null ? List.of() : List.copyOf(definitions);
    members = members == null ? Kind.DEFAULT : Kind.sorted("members", members);
    batches = List.copyOf(batches);
    backends = List.copyOf(backends);
    precisions = precisions == null ? List.of("float32") : List.copyOf(precisions);
    batches.forEach(batch -> Checks.positive("batch", batch));
    gpus.ifPresent(count -> Checks.positive("gpus", count));
    int devices = gpus.orElse(1);
    batches.forEach(batch -> Checks.divisible(batch, devices));
    threads.ifPresent(count -> Checks.positive("threads", count));
    if (!definitions.isEmpty() && definitions.size() != pairs.size()) {
      throw new InvalidInputException(
          "a benchmark's pairs must be as many as their definitions, but are "
              + pairs.size()
              + " and "
              + definitions.size()
              + ": give results that Evenmatch wrote");
    }
  }

  /** The same with the pairs' definitions, in their order. */
  public BenchPlan with(List<String> texts) {
    return new BenchPlan(
        pairs, texts, match, batches, backends, precisions, gpus, threads, members);
  }

  /** The same on backends that are known by now. */
  public BenchPlan on(List<String> names) {
    return new BenchPlan(
        pairs, definitions, match, batches, names, precisions, gpus, threads, members);
  }

  /** What computes on {@code backend}. */
  public Computing computing(String backend) {
    return new Computing(backend, Optional.empty(), gpus, threads);
  }
}
