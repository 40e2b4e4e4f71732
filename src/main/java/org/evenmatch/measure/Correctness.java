package org.evenmatch.measure;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How often a network was right about each example, in one or several trials on the same examples.
 *
 * @param trials how often each example was shown
 * @param counts one an example: the trials that were right
 */
public record Correctness(int trials, List<Integer> counts) {

  public Correctness {
    counts = List.copyOf(counts);
  }

  /** Counts the trials whose prediction is the label. */
  public static Correctness of(List<int[]> predictions, int[] labels) {
    int[] counts = new int[labels.length];
    for (int[] predicted : predictions) {
      for (int i = 0; i < labels.length; i++) {
        counts[i] += predicted[i] == labels[i] ? 1 : 0;
      }
    }
    return new Correctness(predictions.size(), Arrays.stream(counts).boxed().toList());
  }

  /** Both together, example by example; empty where an example was shown more than once. */
  public Optional<PairedCounts> paired(Correctness other) {
    if (trials != 1 || other.trials != 1) {
      return Optional.empty();
    }
    int[] right = new int[4];
    for (int i = 0; i < counts.size(); i++) {
      right[(2 * counts.get(i)) + other.counts.get(i)]++;
    }
    return Optional.of(new PairedCounts(right[3], right[2], right[1], right[0]));
  }

  /** The share of right answers over all examples and trials. */
  public double accuracy() {
    long sum = counts.stream().mapToLong(Integer::longValue).sum();
    return (double) sum / ((long) trials * counts.size());
  }

  /**
   * The accuracy's interval over seeds and examples; of one seed over examples (Wilson's, where
   * each was shown once).
   *
   * @param seeds one a seed, on the same examples
   */
  public static Interval accuracyInterval(List<Correctness> seeds) {
    Correctness first = seeds.get(0);
    return seeds.size() == 1 && first.trials == 1
        ? Interval.ofProportion(
            first.counts.stream().mapToInt(Integer::intValue).sum(), first.counts.size())
        : MeanOverSeeds.of(seeds.stream().map(Correctness::shares).toList())
            .interval()
            .within(0, 1);
  }

  /** The share of right answers, one an example. */
  public double[] shares() {
    return counts.stream().mapToDouble(count -> (double) count / trials).toArray();
  }

  /** This share of right answers − the other's, one an example; both saw the same examples. */
  public double[] minus(Correctness other) {
    double[] differences = new double[counts.size()];
    for (int i = 0; i < differences.length; i++) {
      differences[i] =
          ((double) counts.get(i) / trials) - ((double) other.counts.get(i) / other.trials);
    }
    return differences;
  }
}
