package org.evenmatch.experiment;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.evenmatch.measure.Correctness;
import org.evenmatch.measure.Interval;
import org.evenmatch.measure.Summary;

/**
 * One of two things to be compared: how it did on the same test images, seed by seed.
 *
 * @param seeds in order
 * @param correctness one a seed
 */
record Side(List<Long> seeds, List<Correctness> correctness) {

  Side {
    seeds = List.copyOf(seeds);
    correctness = List.copyOf(correctness);
  }

  /** The same sides with only the seeds that all of them have. */
  static List<Side> common(List<Side> sides) {
    Set<Long> common = new HashSet<>(sides.get(0).seeds());
    sides.forEach(side -> common.retainAll(side.seeds()));
    return sides.stream().map(side -> side.only(common)).toList();
  }

  private Side only(Set<Long> wanted) {
    List<Long> keptSeeds = new ArrayList<>();
    List<Correctness> kept = new ArrayList<>();
    for (int i = 0; i < seeds.size(); i++) {
      if (wanted.contains(seeds.get(i))) {
        keptSeeds.add(seeds.get(i));
        kept.add(correctness.get(i));
      }
    }
    return new Side(keptSeeds, kept);
  }

  boolean isEmpty() {
    return seeds.isEmpty();
  }

  Summary accuracy() {
    return Summary.of(correctness.stream().map(Correctness::accuracy).toList());
  }

  /**
   * This accuracy − the other's, of the same seeds: over seeds, or for one seed over test images.
   */
  Interval minus(Side other) {
    if (seeds.size() == 1) {
      return Interval.ofPairedExamples(correctness.get(0).minus(other.correctness.get(0)));
    }
    List<Double> differences = new ArrayList<>();
    for (int i = 0; i < seeds.size(); i++) {
      differences.add(correctness.get(i).accuracy() - other.correctness.get(i).accuracy());
    }
    return Interval.ofMean(Summary.of(differences));
  }
}
