package org.evenmatch.experiment;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.evenmatch.measure.Correctness;
import org.evenmatch.measure.Interval;
import org.evenmatch.measure.MeanOverSeeds;
import org.evenmatch.measure.PairedCounts;
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

  /** The accuracy's interval over seeds and test images; of one seed over images. */
  Interval accuracyInterval() {
    return Correctness.accuracyInterval(correctness);
  }

  /** This accuracy − the other's, of the same seeds. */
  MeanOverSeeds minus(Side other) {
    MeanOverSeeds mean = MeanOverSeeds.of(differences(other));
    Optional<PairedCounts> only =
        seeds.size() == 1 ? correctness.get(0).paired(other.correctness.get(0)) : Optional.empty();
    return only.map(one -> new MeanOverSeeds(one.interval(), one.mcNemarP())).orElse(mean);
  }

  /** What is added to {@code of − than} from the earlier sides to the later ones, seed by seed. */
  static MeanOverSeeds change(Side ofBefore, Side thanBefore, Side of, Side than) {
    List<double[]> before = ofBefore.differences(thanBefore);
    List<double[]> after = of.differences(than);
    List<double[]> changes = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      double[] change = after.get(i).clone();
      for (int example = 0; example < change.length; example++) {
        change[example] -= before.get(i)[example];
      }
      changes.add(change);
    }
    return MeanOverSeeds.of(changes);
  }

  private List<double[]> differences(Side other) {
    List<double[]> differences = new ArrayList<>();
    for (int i = 0; i < seeds.size(); i++) {
      differences.add(correctness.get(i).minus(other.correctness.get(i)));
    }
    return differences;
  }
}
