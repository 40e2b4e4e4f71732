package org.evenmatch.report;

import java.util.List;
import java.util.Optional;

/** Puts the results of the same run on several backends into one file. */
public final class BackendResults {
  private BackendResults() {}

  /**
   * One document with the configurations of all runs, which their environments tell apart; saved
   * networks lie in the folders that are named as the backends. All else is the first run's.
   */
  public static Results together(List<Results> runs) {
    Results first = runs.get(0);
    return new Results(
        first.schema(),
        first.command(),
        first.machine(),
        first.dataset(),
        first.pair(),
        runs.stream()
            .flatMap(run -> run.configurations().stream())
            .map(c -> c.with(c.outcome().in(c.backend())))
            .toList(),
        first.comparison(),
        first.probes(),
        runs.stream().flatMap(run -> run.failures().stream()).toList(),
        Optional.empty(),
        Optional.empty(),
        first.search(),
        first.comparisons());
  }
}
