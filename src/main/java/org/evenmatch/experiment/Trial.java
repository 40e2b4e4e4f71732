package org.evenmatch.experiment;

import java.util.ArrayList;
import java.util.List;
import org.evenmatch.data.Dataset;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.training.TrainingTask;

/**
 * One training of an experiment.
 *
 * @param experiment its name
 * @param level how much of what the experiment varies
 * @param task the training
 */
public record Trial(String experiment, double level, TrainingTask task) {

  /**
   * A training of every member of {@code pair}.
   *
   * @param name begins the names of the trainings
   */
  static List<Trial> ofAll(
      String experiment, double level, String name, MatchedPair pair, Dataset dataset, long seed) {
    List<Trial> trials = new ArrayList<>();
    for (NetworkSpec member : pair.members()) {
      trials.add(
          new Trial(experiment, level, TrainingTask.ofExperiment(name, member, dataset, seed)));
    }
    return trials;
  }
}
