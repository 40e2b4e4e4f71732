package org.evenmatch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.evenmatch.measure.Interval;
import org.evenmatch.measure.Rightness;
import org.evenmatch.measure.Summary;

/**
 * One of two things to be compared: how right it was about the same test images, seed by seed.
 *
 * @param seeds in order
 * @param rightness one a seed
 */
record Side(List<Long> seeds, List<Rightness> rightness) {

  Side {
    seeds = List.copyOf(seeds);
    rightness = List.copyOf(rightness);
  }

  /** The same sides with only the seeds that all of them have. */
  static List<Side> common(List<Side> sides) {
    Set<Long> common = new HashSet<>(sides.get(0).seeds());
    sides.forEach(side -> common.retainAll(side.seeds()));
    return sides.stream().map(side -> side.only(common)).toList();
  }

  private Side only(Set<Long> wanted) {
    List<Long> keptSeeds = new ArrayList<>();
    List<Rightness> kept = new ArrayList<>();
    for (int i = 0; i < seeds.size(); i++) {
      if (wanted.contains(seeds.get(i))) {
        keptSeeds.add(seeds.get(i));
        kept.add(rightness.get(i));
      }
    }
    return new Side(keptSeeds, kept);
  }

  boolean isEmpty() {
    return seeds.isEmpty();
  }

  Summary accuracy() {
    return Summary.of(rightness.stream().map(Rightness::accuracy).toList());
  }

  /**
   * This accuracy − the other's, of the same seeds: over seeds, or for one seed over test images.
   */
  Interval minus(Side other) {
    if (seeds.size() == 1) {
      return Interval.ofPairedExamples(rightness.get(0).minus(other.rightness.get(0)));
    }
    List<Double> differences = new ArrayList<>();
    for (int i = 0; i < seeds.size(); i++) {
      differences.add(rightness.get(i).accuracy() - other.rightness.get(i).accuracy());
    }
    return Interval.ofMean(Summary.of(differences));
  }
}
