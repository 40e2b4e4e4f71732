package org.evenmatch.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.evenmatch.data.Dataset;
import org.evenmatch.definition.Hyperparameter;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.measure.ConfusionMatrix;
import org.evenmatch.report.Search;
import org.evenmatch.training.Trainer;
import org.evenmatch.training.TrainingEvent;
import org.evenmatch.training.TrainingListener;
import org.evenmatch.training.TrainingTask;

/**
 * Looks for each member's training recipe on training images alone: some of them are set aside, and
 * the values that do best on those are taken. All members have the same grid and as many trainings
 * of the same length: first each point of the grid for a quarter of the epochs, then the best third
 * of them, at least two, for all (successive halving, Jamieson and Talwalkar, 2016, in two rounds).
 * A training of fewer than four epochs has one round.
 *
 * @param what is searched
 * @param dataset training images, and those that were set aside as its test images
 * @param seed of every training
 */
record RecipeSearch(List<Hyperparameter> what, Dataset dataset, long seed) {
  private static final int SHORTER = 4;
  private static final int FEWEST_LEFT = 2;
  private static final int OF_WHICH_ONE_STAYS = 3;

  /** What was found. */
  record Found(MatchedPair pair, Search search) {}

  /** A point of the grid, and how good it was when it was last tried. */
  private record Candidate(
      int number, List<Search.Value> values, NetworkSpec network, Optional<Double> accuracy) {

    Candidate scored(Optional<Double> measured) {
      return new Candidate(number, values, network, measured);
    }
  }

  /**
   * Refuses what cannot be searched.
   *
   * @throws org.evenmatch.files.InvalidInputException if a member has nothing to search
   */
  void check(MatchedPair pair) {
    pair.members().forEach(this::grid);
  }

  /**
   * Searches for all members.
   *
   * @throws org.evenmatch.training.StoppedException if it was asked to stop
   */
  Found run(MatchedPair pair, Trainer trainer, TrainingListener listener) {
    List<NetworkSpec> members = new ArrayList<>();
    List<Search.Attempt> attempts = new ArrayList<>();
    for (NetworkSpec member : pair.members()) {
      members.add(best(member, trainer, listener, attempts));
    }
    return new Found(
        new MatchedPair(pair.name(), pair.match(), members),
        new Search(dataset.test().size(), dataset.train().size(), attempts));
  }

  private NetworkSpec best(
      NetworkSpec member, Trainer trainer, TrainingListener listener, List<Search.Attempt> done) {
    int epochs = member.training().epochs();
    List<Candidate> left = grid(member);
    if (epochs >= SHORTER) {
      left = round(left, epochs / SHORTER, trainer, listener);
      left.forEach(candidate -> done.add(attempt(candidate, epochs / SHORTER, false)));
      int stay = Math.max(FEWEST_LEFT, (left.size() + OF_WHICH_ONE_STAYS - 1) / OF_WHICH_ONE_STAYS);
      left = ranked(left).stream().limit(stay).toList();
    }
    left = round(left, epochs, trainer, listener);
    Candidate winner = ranked(left).get(0);
    left.forEach(candidate -> done.add(attempt(candidate, epochs, candidate.equals(winner))));
    return winner.network();
  }

  /** Every combination of values; the given recipe is the first. */
  private List<Candidate> grid(NetworkSpec member) {
    List<Candidate> grid = List.of(new Candidate(0, List.of(), member, Optional.empty()));
    for (Hyperparameter one : what) {
      List<Candidate> longer = new ArrayList<>();
      for (Candidate candidate : grid) {
        for (double value : one.candidates(member)) {
          List<Search.Value> values = new ArrayList<>(candidate.values());
          values.add(new Search.Value(one.yamlName(), value));
          longer.add(
              new Candidate(
                  longer.size() + 1,
                  values,
                  one.set(candidate.network(), value),
                  Optional.empty()));
        }
      }
      grid = longer;
    }
    return grid;
  }

  private List<Candidate> round(
      List<Candidate> candidates, int epochs, Trainer trainer, TrainingListener listener) {
    List<TrainingTask> tasks =
        candidates.stream().map(candidate -> task(candidate, epochs)).toList();
    listener.on(new TrainingEvent.Planned(tasks.stream().map(TrainingTask::summary).toList()));
    List<Candidate> scored = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      Optional<ConfusionMatrix> confusion = trainer.train(tasks.get(i), network -> {}).confusion();
      scored.add(candidates.get(i).scored(confusion.map(ConfusionMatrix::accuracy)));
    }
    return scored;
  }

  private TrainingTask task(Candidate candidate, int epochs) {
    NetworkSpec network = candidate.network();
    return TrainingTask.ofSearch(
        epochs,
        candidate.number(),
        network.withTraining(network.training().withEpochs(epochs)),
        dataset,
        seed);
  }

  /** The best first; of equals the one that comes first in the grid. */
  private static List<Candidate> ranked(List<Candidate> candidates) {
    return candidates.stream()
        .sorted(
            Comparator.comparingDouble((Candidate candidate) -> -candidate.accuracy().orElse(-1.0))
                .thenComparingInt(Candidate::number))
        .toList();
  }

  private static Search.Attempt attempt(Candidate candidate, int epochs, boolean chosen) {
    return new Search.Attempt(
        candidate.network().name(),
        candidate.network().kind().yamlName(),
        epochs,
        candidate.values(),
        candidate.accuracy(),
        chosen);
  }
}
