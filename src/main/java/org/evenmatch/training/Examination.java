package org.evenmatch.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.evenmatch.data.Dataset;
import org.evenmatch.data.Disturbance;
import org.evenmatch.data.ImageSet;
import org.evenmatch.measure.Calibration;
import org.evenmatch.measure.Rightness;
import org.evenmatch.spec.Probe;

/**
 * What the experiments that need no training found out about a trained network.
 *
 * @param disturbed how right it was about disturbed test images
 * @param calibration whether its probabilities come true
 */
public record Examination(List<Disturbed> disturbed, Optional<Calibration> calibration) {

  /** Nothing was asked. */
  public static final Examination NONE = new Examination(List.of(), Optional.empty());

  public Examination {
    disturbed = List.copyOf(disturbed);
  }

  /**
   * One disturbance.
   *
   * @param disturbance what was done to the images
   * @param levels how much, the first is nothing
   * @param rightness one a level
   */
  public record Disturbed(
      Disturbance disturbance, List<Integer> levels, List<Rightness> rightness) {

    public Disturbed {
      levels = List.copyOf(levels);
      rightness = List.copyOf(rightness);
    }
  }

  /** The disturbance of {@code probe}, where it is one. */
  public static Optional<Disturbance> disturbance(Probe probe) {
    return switch (probe) {
      case SHIFT -> Optional.of(Disturbance.SHIFT);
      case NOISE -> Optional.of(Disturbance.NOISE);
      case OCCLUSION -> Optional.of(Disturbance.OCCLUSION);
      default -> Optional.empty();
    };
  }

  /** What was found for {@code disturbance}, if it was asked. */
  public Optional<Disturbed> of(Disturbance disturbance) {
    return disturbed.stream().filter(one -> one.disturbance() == disturbance).findFirst();
  }

  /** Does those of {@code probes} that need no training. */
  static Examination of(Classifier classifier, Dataset dataset, Set<Probe> probes) {
    byte[] background = Disturbance.background(dataset.train());
    List<Disturbed> disturbed = new ArrayList<>();
    for (Probe probe : probes) {
      disturbance(probe)
          .ifPresent(one -> disturbed.add(disturb(classifier, dataset.test(), one, background)));
    }
    return new Examination(
        disturbed,
        probes.contains(Probe.CALIBRATION)
            ? Optional.of(
                Calibration.of(classifier.probabilities(dataset.test()), dataset.test().labels()))
            : Optional.empty());
  }

  private static Disturbed disturb(
      Classifier classifier, ImageSet test, Disturbance disturbance, byte[] background) {
    List<Integer> levels = disturbance.levels(test.shape());
    List<Rightness> rightness = new ArrayList<>();
    for (int level : levels) {
      List<int[]> predictions = new ArrayList<>();
      for (ImageSet images : disturbance.apply(test, level, background)) {
        predictions.add(classifier.classes(images));
      }
      rightness.add(Rightness.of(predictions, test.labels()));
    }
    return new Disturbed(disturbance, levels, rightness);
  }
}
