package org.evenmatch.spec;

import java.util.List;
import java.util.Optional;

/**
 * All that a run depends on: from it a run is started, resumed and repeated.
 *
 * @param pair the name of a shipped pair, or of the file that defined it
 * @param definition the pair's definition as YAML
 * @param match the matching rule
 * @param member the only member to be trained, or both
 * @param dataset a known dataset's name, or the absolute path of a folder
 * @param dataDir where the dataset's files lie, absolute
 * @param limit how many training images are used, if not all
 * @param epochs passes over the training images, if not the pair's own number
 * @param batch examples in a batch, if not the pair's own number
 * @param seed the first seed
 * @param seeds how many seeds
 * @param probes experiments
 * @param backend the backend asked for
 * @param precision how arithmetic is done, if not in float32
 * @param gpus how many GPUs a batch is divided among, if not one
 * @param threads threads inside operations, if not one a core
 * @param checkpointSeconds how often an unfinished training is saved
 */
public record RunRecipe(
    String pair,
    String definition,
    Match match,
    Optional<Kind> member,
    String dataset,
    Optional<String> dataDir,
    Optional<Integer> limit,
    Optional<Integer> epochs,
    Optional<Integer> batch,
    long seed,
    int seeds,
    List<Probe> probes,
    String backend,
    Optional<String> precision,
    Optional<Integer> gpus,
    Optional<Integer> threads,
    double checkpointSeconds) {

  /** The same on another backend. */
  public RunRecipe withBackend(String other) {
    return new RunRecipe(
        pair,
        definition,
        match,
        member,
        dataset,
        dataDir,
        limit,
        epochs,
        batch,
        seed,
        seeds,
        probes,
        other,
        precision,
        gpus,
        threads,
        checkpointSeconds);
  }

  public RunRecipe {
    probes = probes.stream().distinct().sorted().toList();
    limit.ifPresent(images -> Checks.positive("the limit of training images", images));
    epochs.ifPresent(count -> Checks.positive("epochs", count));
    batch.ifPresent(examples -> Checks.positive("batch", examples));
    Checks.positive("seeds", seeds);
    gpus.ifPresent(count -> Checks.positive("gpus", count));
    threads.ifPresent(count -> Checks.positive("threads", count));
    if (!(checkpointSeconds > 0)) {
      throw new InvalidInputException(
          "the time between checkpoints must be above 0 seconds, but is "
              + checkpointSeconds
              + ": 5m is a good choice");
    }
    if (member.isPresent() && !probes.isEmpty()) {
      throw new InvalidInputException(
          "experiments compare both members, but only '"
              + member.get().yamlName()
              + "' is to be trained: use 'compare'");
    }
  }
}
