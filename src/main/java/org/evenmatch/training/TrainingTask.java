package org.evenmatch.training;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
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
  /** How {@link #ofSearch} names begin. */
  private static final Pattern SEARCH = Pattern.compile("tune-\\d+-epochs-\\d+-");

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
   * A training of a search; it is tested on what was set aside.
   *
   * @param epochs of the search's round
   * @param candidate its number in the grid
   */
  public static TrainingTask ofSearch(
      int epochs, int candidate, NetworkSpec network, Dataset dataset, long seed) {
    return new TrainingTask(
        String.format(Locale.ROOT, "tune-%d-epochs-%d-%s", epochs, candidate, id(network, seed)),
        network,
        dataset,
        seed,
        Purpose.SEARCH,
        Optional.empty());
  }

  /** Whether a task of this name is one of a search, which goes on from whatever it gave. */
  static boolean isOfSearch(String id) {
    return SEARCH.matcher(id).lookingAt();
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
