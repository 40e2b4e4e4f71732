package org.evenmatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.evenmatch.data.Dataset;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.match.NetworkCount;
import org.evenmatch.match.Pair;
import org.evenmatch.spec.NetworkSpec;
import org.evenmatch.spec.PairSpec;
import org.evenmatch.spec.Probe;
import org.evenmatch.spec.Training;
import org.evenmatch.training.TrainingTask;

/** Plans the trainings that experiments need beside those of the comparison itself. */
final class Experiments {
  private static final long PERMUTATION_SEED = 20_262;
  private static final List<Integer> DATA_SIZES =
      List.of(100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000);

  /** A small training set is seen more often, but not more than that many times as often. */
  private static final int MOST_REPETITIONS = 10;

  /** Half decades of the convolutional member's parameters, a decade each way. */
  private static final double[] PARAMETER_RATIOS = {0.1, Math.sqrt(0.1), Math.sqrt(10), 10};

  private static final double MOST_SCALE = 1_000;
  private static final int HALVINGS = 60;

  private Experiments() {}

  /**
   * One training of an experiment.
   *
   * @param probe the experiment
   * @param level number of training images, or what widths are multiplied by; 0 for none
   * @param task the training
   */
  record Trial(Probe probe, double level, TrainingTask task) {}

  /** All trainings that {@code probes} need, in order. */
  static List<Trial> trials(
      Set<Probe> probes, MatchedPair pair, Dataset dataset, long firstSeed, int seeds) {
    List<Trial> trials = new ArrayList<>();
    for (int i = 0; i < seeds; i++) {
      long seed = firstSeed + i;
      if (probes.contains(Probe.PERMUTE)) {
        Dataset permuted = dataset.permuted(PERMUTATION_SEED);
        add(trials, Probe.PERMUTE, 0, "permute", pair, permuted, seed);
      }
    }
    for (int i = 0; i < seeds; i++) {
      if (probes.contains(Probe.DATA)) {
        addDataSizes(trials, pair, dataset, firstSeed + i);
      }
    }
    for (int i = 0; i < seeds; i++) {
      if (probes.contains(Probe.BUDGET)) {
        addScales(trials, pair, dataset, firstSeed + i);
      }
    }
    return trials;
  }

  private static void addDataSizes(
      List<Trial> trials, MatchedPair pair, Dataset dataset, long seed) {
    int all = dataset.train().size();
    Training training = pair.training();
    for (int size : DATA_SIZES) {
      if (size < all) {
        int repetitions = Math.min(MOST_REPETITIONS, (all + size - 1) / size);
        MatchedPair longer =
            pair.withTraining(training.withEpochs(training.epochs() * repetitions));
        add(trials, Probe.DATA, size, "data-" + size, longer, dataset.sampled(size, seed), seed);
      }
    }
  }

  private static void addScales(List<Trial> trials, MatchedPair pair, Dataset dataset, long seed) {
    Pair definition = new Pair(new PairSpec(pair.name(), pair.convolutional(), pair.match()));
    long parameters = NetworkCount.of(pair.convolutional()).parameters();
    for (double ratio : PARAMETER_RATIOS) {
      double scale = scale(definition, ratio * parameters);
      MatchedPair scaled = definition.scaled(scale).matchedBy(pair.match());
      String name = String.format(Locale.ROOT, "budget-%.2f", ratio);
      add(trials, Probe.BUDGET, scale, name, scaled, dataset, seed);
    }
  }

  /**
   * What widths must be multiplied by for so many parameters, by halving on a logarithmic scale.
   */
  private static double scale(Pair definition, double parameters) {
    double low = 1 / MOST_SCALE;
    double high = MOST_SCALE;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = Math.sqrt(low * high);
      NetworkSpec scaled = definition.scaled(middle).spec().convolutional();
      if (NetworkCount.of(scaled).parameters() < parameters) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  private static void add(
      List<Trial> trials,
      Probe probe,
      double level,
      String name,
      MatchedPair pair,
      Dataset dataset,
      long seed) {
    for (NetworkSpec member : List.of(pair.fullyConnected(), pair.convolutional())) {
      trials.add(new Trial(probe, level, TrainingTask.probing(name, member, dataset, seed)));
    }
  }
}
