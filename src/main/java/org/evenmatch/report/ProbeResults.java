package org.evenmatch.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import org.evenmatch.measure.Interval;
import org.evenmatch.measure.Summary;
import org.evenmatch.report.RunDocument.LayerInfo;

/**
 * What the experiments found: the section {@code probes} of {@code results.json}. An experiment
 * that was not asked for, or is not finished, is not there.
 *
 * @param shift accuracy on moved test images, by pixels
 * @param permute accuracy after training on rearranged pixels
 * @param data accuracy by number of training images
 * @param budget accuracy by parameters and multiply-accumulates
 * @param noise accuracy on noisy test images, by standard deviation
 * @param occlusion accuracy on partly hidden test images, by side of the square
 * @param sharing counts under all matching rules
 * @param calibration confidence against accuracy
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ProbeResults(
    Optional<Levels> shift,
    Optional<Permute> permute,
    Optional<Levels> data,
    Optional<Budget> budget,
    Optional<Levels> noise,
    Optional<Levels> occlusion,
    Optional<Sharing> sharing,
    Optional<Reliability> calibration) {

  /** No experiment. */
  public static final ProbeResults NONE =
      new ProbeResults(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /**
   * Accuracy at several levels of something.
   *
   * @param unit of the levels
   * @param levels in order
   * @param members each with one accuracy a level
   * @param differences CNN − FC with its 95 % interval, one a level; empty for one member
   */
  public record Levels(
      String unit, List<Integer> levels, List<Series> members, List<Interval> differences) {}

  /**
   * One member's accuracy.
   *
   * @param name of the configuration
   * @param kind {@code fc} or {@code cnn}
   * @param accuracy one a level, each with one run a seed
   */
  public record Series(String name, String kind, List<Summary> accuracy) {}

  /**
   * Training on images whose pixels are rearranged by one fixed random permutation.
   *
   * @param members each with its accuracy on original and on rearranged pixels
   * @param advantage CNN − FC on original pixels
   * @param permutedAdvantage CNN − FC on rearranged pixels
   */
  public record Permute(List<Change> members, Interval advantage, Interval permutedAdvantage) {}

  /**
   * What rearranging did to one member.
   *
   * @param name of the configuration
   * @param kind {@code fc} or {@code cnn}
   * @param original accuracy, trained and tested on the images as they are
   * @param permuted accuracy, trained and tested on rearranged ones
   * @param change permuted − original
   */
  public record Change(
      String name, String kind, Summary original, Summary permuted, Interval change) {}

  /**
   * The pair at several sizes.
   *
   * @param match the matching rule, applied anew at every size
   * @param points one a size and member
   */
  public record Budget(String match, List<BudgetPoint> points) {}

  /**
   * One network of one size.
   *
   * @param scale what the convolutional member's widths were multiplied by
   * @param name of the configuration
   * @param kind {@code fc} or {@code cnn}
   * @param parameters trained ones
   * @param macs of one example's forward pass
   * @param accuracy one run a seed
   * @param bestForParameters whether no network with as few parameters is as accurate
   * @param bestForMacs whether no network with as few multiply-accumulates is as accurate
   */
  public record BudgetPoint(
      double scale,
      String name,
      String kind,
      long parameters,
      long macs,
      Summary accuracy,
      boolean bestForParameters,
      boolean bestForMacs) {}

  /**
   * The courses' arithmetic for a convolutional network and its partner under every rule.
   *
   * @param convolutional the convolutional member
   * @param partners its fully-connected partners, one a rule
   */
  public record Sharing(Counted convolutional, List<Counted> partners) {}

  /**
   * One network's counts.
   *
   * @param name of the network
   * @param match the rule, for a partner
   * @param weights trained weights
   * @param parameters trained parameters
   * @param connections of one example
   * @param macs of one example
   * @param layers those with weights
   */
  public record Counted(
      String name,
      Optional<String> match,
      long weights,
      long parameters,
      long connections,
      long macs,
      List<LayerInfo> layers) {}

  /**
   * Whether confidence comes true.
   *
   * @param members each with its bins
   */
  public record Reliability(List<Calibrated> members) {}

  /**
   * One member's reliability diagram.
   *
   * @param name of the configuration
   * @param kind {@code fc} or {@code cnn}
   * @param expectedError expected calibration error, one a seed
   * @param bins by confidence, over all seeds; without the empty ones
   */
  public record Calibrated(
      String name, String kind, Summary expectedError, List<ReliabilityBin> bins) {}

  /**
   * Examples of similar confidence.
   *
   * @param confidence their mean confidence
   * @param accuracy the share that was right
   * @param examples how many
   */
  public record ReliabilityBin(double confidence, double accuracy, int examples) {}
}
