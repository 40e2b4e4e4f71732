package org.evenmatch.cli;

import java.util.Iterator;
import java.util.List;
import org.evenmatch.experiment.Experiments;
import org.evenmatch.files.InvalidInputException;

/** The names of experiments, for help and errors. */
final class ExperimentNames implements Iterable<String> {
  @Override
  public Iterator<String> iterator() {
    return Experiments.names().iterator();
  }

  /** Those that a saved network can be put to. */
  static final class WithoutTraining implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Experiments.namesWithoutTraining().iterator();
    }
  }

  /** Refuses a name that no experiment has. */
  static void require(List<String> names) {
    for (String name : names) {
      if (!Experiments.names().contains(name)) {
        throw new InvalidInputException(
            "--probe must be one of "
                + String.join(", ", Experiments.names())
                + ", but is '"
                + name
                + "': choose one of them");
      }
    }
  }
}
