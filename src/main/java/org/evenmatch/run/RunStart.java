package org.evenmatch.run;

import java.util.List;
import java.util.Optional;
import org.evenmatch.definition.BenchPlan;
import org.evenmatch.definition.RunPlan;
import org.evenmatch.files.InvalidInputException;

/**
 * How a run was started.
 *
 * @param format of the state; absent in runs of Evenmatch 0.1.0
 * @param command the command line without the program's name
 * @param digest of the images that it was begun with; empty for a benchmark
 * @param recipe what is to be done; empty for a benchmark
 * @param benchmark what is to be measured; empty for a comparison or training
 */
public record RunStart(
    Optional<Integer> format,
    List<String> command,
    Optional<String> digest,
    Optional<RunPlan> recipe,
    Optional<BenchPlan> benchmark) {
  /** The format of the state that this version writes, and the only one that it goes on with. */
  private static final int FORMAT = 3;

  /** A comparison or a training. */
  public static RunStart of(List<String> command, String digest, RunPlan plan) {
    return new RunStart(
        Optional.of(FORMAT), command, Optional.of(digest), Optional.of(plan), Optional.empty());
  }

  /** A benchmark. */
  public static RunStart of(List<String> command, BenchPlan plan) {
    return new RunStart(
        Optional.of(FORMAT), command, Optional.empty(), Optional.empty(), Optional.of(plan));
  }

  /**
   * What is to be done.
   *
   * @throws InvalidInputException if the run is a benchmark
   */
  public RunPlan plan() {
    return recipe.orElseThrow(
        () ->
            new InvalidInputException(
                "the folder must hold a comparison or a training, but holds a benchmark: use"
                    + " 'bench'"));
  }

  /** Whether this version can go on from it. */
  boolean isOfThisVersion() {
    return format.filter(own -> own == FORMAT).isPresent();
  }
}
