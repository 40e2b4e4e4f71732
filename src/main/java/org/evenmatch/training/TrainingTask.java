package org.evenmatch.training;

import java.util.Optional;
import org.evenmatch.data.Dataset;
import org.evenmatch.definition.NetworkSpec;

/**
 * One network to be trained on one dataset with one seed.
 *
 * @param id its name among the trainings of a run, fit for a file
 * @param network a network that fits the dataset
 * @param dataset the images
 * @param seed of the initial parameters, dropout and the order of examples
 * @param purpose what it is for
 * @param start the network of the comparison, trained with the same seed, whose parameters it
 *     begins with, written out where dense layers stand for convolutions; empty to begin anew
 */
public record TrainingTask(
    String id,
    NetworkSpec network,
    Dataset dataset,
    long seed,
    Purpose purpose,
    Optional<NetworkSpec> start) {

  /** A training of the comparison itself. */
  public static TrainingTask main(NetworkSpec network, Dataset dataset, long seed) {
    return new TrainingTask(
        id(network, seed), network, dataset, seed, Purpose.COMPARISON, Optional.empty());
  }

  /** A training for an experiment, named after it. */
  public static TrainingTask ofExperiment(
      String experiment, NetworkSpec network, Dataset dataset, long seed) {
    return new TrainingTask(
        experiment + "-" + id(network, seed),
        network,
        dataset,
        seed,
        Purpose.EXPERIMENT,
        Optional.empty());
  }

  /**
   * A training of a search, named after its point of the grid; it is tested on what was set aside.
   */
  public static TrainingTask ofSearch(
      String point, NetworkSpec network, Dataset dataset, long seed) {
    return new TrainingTask(
        point + "-" + id(network, seed), network, dataset, seed, Purpose.SEARCH, Optional.empty());
  }

  /** The same, beginning with the parameters of a network of the comparison. */
  public TrainingTask from(NetworkSpec trained) {
    return new TrainingTask(id, network, dataset, seed, purpose, Optional.of(trained));
  }

  /** Whether accuracy is measured after every epoch, and throughput at the end. */
  public boolean everyEpoch() {
    return purpose == Purpose.COMPARISON;
  }

  /** All training steps that it takes. */
  public long steps() {
    return network.training().steps(dataset.train().size());
  }

  /** What a listener hears of it. */
  public TrainingEvent.Task summary() {
    return new TrainingEvent.Task(
        id, network.name(), network.training().epochs(), steps(), purpose);
  }

  private static String id(NetworkSpec network, long seed) {
    return network.name() + "-seed" + seed;
  }
}
