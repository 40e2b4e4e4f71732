package org.evenmatch.training;

import org.evenmatch.data.Dataset;
import org.evenmatch.definition.NetworkSpec;

/**
 * One network to be trained on one dataset with one seed.
 *
 * @param id its name among the trainings of a run, fit for a file
 * @param network a network that fits the dataset
 * @param dataset the images
 * @param seed of the initial parameters, dropout and the order of examples
 * @param everyEpoch whether accuracy is measured after every epoch and throughput at the end; else
 *     only what the trained network achieves is
 */
public record TrainingTask(
    String id, NetworkSpec network, Dataset dataset, long seed, boolean everyEpoch) {

  /** A training of the comparison itself. */
  public static TrainingTask main(NetworkSpec network, Dataset dataset, long seed) {
    return new TrainingTask(id(network, seed), network, dataset, seed, true);
  }

  /** A training for an experiment, named after it. */
  public static TrainingTask ofExperiment(
      String experiment, NetworkSpec network, Dataset dataset, long seed) {
    return new TrainingTask(experiment + "-" + id(network, seed), network, dataset, seed, false);
  }

  /** All training steps that it takes. */
  public long steps() {
    int batch = network.training().batch();
    return (long) network.training().epochs() * ((dataset.train().size() + batch - 1) / batch);
  }

  /** What a listener hears of it. */
  public TrainingEvent.Task summary() {
    return new TrainingEvent.Task(
        id, network.name(), network.training().epochs(), steps(), everyEpoch);
  }

  private static String id(NetworkSpec network, long seed) {
    return network.name() + "-seed" + seed;
  }
}
