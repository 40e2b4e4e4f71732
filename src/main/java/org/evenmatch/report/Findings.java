package org.evenmatch.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.evenmatch.measure.Interval;
import org.evenmatch.report.ProbeResults.Budget;
import org.evenmatch.report.ProbeResults.BudgetPoint;
import org.evenmatch.report.ProbeResults.Calibrated;
import org.evenmatch.report.ProbeResults.Change;
import org.evenmatch.report.ProbeResults.Counted;
import org.evenmatch.report.ProbeResults.Levels;
import org.evenmatch.report.ProbeResults.Permute;
import org.evenmatch.report.ProbeResults.Reliability;
import org.evenmatch.report.ProbeResults.Series;
import org.evenmatch.report.ProbeResults.Sharing;
import org.evenmatch.report.RunDocument.LayerInfo;

/**
 * Says what an experiment shows, in sentences that its numbers choose. A network is called better
 * only where the intervals leave no other way.
 */
final class Findings {
  private static final String CNN = "the convolutional network";
  private static final String FC = "the fully-connected network";

  /** Up to this many times the accuracy of guessing, a network has learnt next to nothing. */
  private static final double HARDLY_BETTER = 1.5;

  private final double guessing;

  /**
   * Findings on images of {@code classes} equally frequent classes.
   *
   * @param classes at least 1
   */
  Findings(int classes) {
    this.guessing = 1.0 / classes;
  }

  /** What disturbed test images show; {@code what} for example "moved by 4 pixels". */
  String disturbed(Levels levels, LevelText what) {
    if (levels.members().size() < 2) {
      return single(levels, what);
    }
    int middle = levels.levels().size() / 2;
    Interval before = levels.differences().get(0);
    Interval after = levels.differences().get(middle);
    double fcLoss = loss(member(levels, "fc"), middle);
    double cnnLoss = loss(member(levels, "cnn"), middle);
    String conclusion;
    if (guesses(member(levels, "fc"), 0)) {
      conclusion =
          String.format(
              "%s, hardly better than guessing (%s) from the start, has nothing to lose",
              FC, part(guessing));
    } else if (after.low() > before.high()) {
      conclusion = CNN + " holds up better";
    } else if (after.high() < before.low()) {
      conclusion = FC + " holds up better";
    } else {
      conclusion = "neither network holds up measurably better";
    }
    return String.format(
        Locale.ROOT,
        "With test images %s, %s loses %s points and %s %s: %s.",
        what.at(levels.levels().get(middle)),
        CNN,
        Numbers.unsignedPoints(cnnLoss),
        FC,
        Numbers.unsignedPoints(fcLoss),
        conclusion);
  }

  private static String single(Levels levels, LevelText what) {
    int middle = levels.levels().size() / 2;
    Series only = levels.members().get(0);
    return String.format(
        Locale.ROOT,
        "With test images %s, accuracy falls from %s to %s.",
        what.at(levels.levels().get(middle)),
        Numbers.percent(only.accuracy().get(0).mean()),
        Numbers.percent(only.accuracy().get(middle).mean()));
  }

  private boolean guesses(Series series, int level) {
    return series.accuracy().get(level).mean() <= HARDLY_BETTER * guessing;
  }

  private static double loss(Series series, int level) {
    return series.accuracy().get(0).mean() - series.accuracy().get(level).mean();
  }

  private static Series member(Levels levels, String kind) {
    return levels.members().stream()
        .filter(series -> series.kind().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  /** What training on rearranged pixels shows. */
  static String permute(Permute permute) {
    Change fc = change(permute, "fc");
    Change cnn = change(permute, "cnn");
    String advantage;
    if (permute.permutedAdvantage().high() < permute.advantage().low()) {
      advantage =
          permute.permutedAdvantage().low() > 0
              ? "its advantage shrinks but stays"
              : permute.permutedAdvantage().high() < 0
                  ? "its advantage turns into a disadvantage"
                  : "its advantage is gone";
    } else {
      advantage = "its advantage does not measurably shrink";
    }
    return String.format(
        Locale.ROOT,
        "Trained on rearranged pixels, %s %s and %s %s: %s (%s points before, %s after).",
        FC,
        changed(fc),
        CNN,
        changed(cnn),
        advantage,
        Numbers.points(permute.advantage().mean()),
        Numbers.points(permute.permutedAdvantage().mean()));
  }

  private static Change change(Permute permute, String kind) {
    return permute.members().stream()
        .filter(member -> member.kind().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  private static String changed(Change change) {
    String points = Numbers.unsignedPoints(Math.abs(change.change().mean()));
    if (change.change().high() < 0) {
      return "loses " + points + " points";
    }
    return change.change().low() > 0
        ? "gains " + points + " points"
        : "does not measurably change (" + Numbers.points(change.change().mean()) + " points)";
  }

  /** What fewer training images show. */
  String data(Levels levels) {
    Series fc = member(levels, "fc");
    Series cnn = member(levels, "cnn");
    int last = levels.levels().size() - 1;
    double target = fc.accuracy().get(last).mean();
    if (guesses(fc, last)) {
      return String.format(
          Locale.ROOT,
          "With all %,d training images %s is hardly better than guessing (%s where guessing gives"
              + " %s); %s gets to %s.",
          levels.levels().get(last),
          FC,
          part(target),
          part(guessing),
          CNN,
          part(cnn.accuracy().get(last).mean()));
    }
    int first = 0;
    while (first <= last && cnn.accuracy().get(first).mean() < target) {
      first++;
    }
    String reach =
        first > last
            ? CNN + " does not reach what " + FC + " does with all images (" + part(target) + ")"
            : String.format(
                Locale.ROOT,
                "%s with %,d training images reaches what %s does with %,d (%s)",
                CNN,
                levels.levels().get(first),
                FC,
                levels.levels().get(last),
                part(target));
    long ahead = levels.differences().stream().filter(one -> one.low() > 0).count();
    long behind = levels.differences().stream().filter(one -> one.high() < 0).count();
    return String.format(
        Locale.ROOT,
        "%s. Of %d sizes of the training set, it is measurably ahead at %d and behind at %d."
            + " Small sets were seen up to ten times as often.",
        capital(reach),
        levels.levels().size(),
        ahead,
        behind);
  }

  private static String part(double accuracy) {
    return Numbers.percent(accuracy);
  }

  /** What bigger and smaller pairs show. */
  static String budget(Budget budget) {
    List<BudgetPoint> fc = of(budget, "fc");
    List<BudgetPoint> cnn = of(budget, "cnn");
    if (fc.isEmpty() || cnn.isEmpty()) {
      return "Not both networks were trained.";
    }
    BudgetPoint smallest = cnn.get(0);
    Optional<BudgetPoint> caught =
        fc.stream()
            .filter(point -> point.accuracy().mean() >= smallest.accuracy().mean())
            .findFirst();
    String catching =
        caught.isPresent()
            ? String.format(
                Locale.ROOT,
                "%s needs %,d parameters to reach what %s does with %,d (%s)",
                FC,
                caught.get().parameters(),
                CNN,
                smallest.parameters(),
                part(smallest.accuracy().mean()))
            : String.format(
                Locale.ROOT,
                "no fully-connected network of up to %,d parameters reaches what %s does with %,d"
                    + " (%s)",
                fc.get(fc.size() - 1).parameters(),
                CNN,
                smallest.parameters(),
                part(smallest.accuracy().mean()));
    long best = cnn.stream().filter(BudgetPoint::bestForMacs).count();
    long bestFc = fc.stream().filter(BudgetPoint::bestForMacs).count();
    return String.format(
        Locale.ROOT,
        "%s. By multiply-accumulates, %d convolutional and %d fully-connected networks are the most"
            + " accurate for their cost.",
        capital(catching),
        best,
        bestFc);
  }

  private static List<BudgetPoint> of(Budget budget, String kind) {
    return budget.points().stream().filter(point -> point.kind().equals(kind)).toList();
  }

  /** What the counts show. */
  static String sharing(Sharing sharing) {
    Optional<LayerInfo> conv =
        sharing.convolutional().layers().stream()
            .filter(layer -> layer.type().equals("conv"))
            .findFirst();
    Optional<Counted> outputs =
        sharing.partners().stream()
            .filter(partner -> partner.match().filter("outputs"::equals).isPresent())
            .findFirst();
    if (conv.isEmpty() || outputs.isEmpty()) {
      return "The network has no convolution.";
    }
    LayerInfo dense = outputs.get().layers().get(0);
    return String.format(
        Locale.ROOT,
        "Layer %s uses each of its %,d weights %,d times for one image, and each output looks at %,d"
            + " inputs; a dense layer with the same outputs has %,d weights, uses each once, and"
            + " looks at all %,d inputs.",
        conv.get().name(),
        conv.get().weights(),
        conv.get().weightReuse().orElse(0L),
        conv.get().fanIn().orElse(0L),
        dense.weights(),
        dense.fanIn().orElse(0L));
  }

  /** What calibration shows. */
  static String calibration(Reliability reliability) {
    StringBuilder text = new StringBuilder();
    for (Calibrated member : reliability.members()) {
      double confidence = 0;
      double right = 0;
      long examples = 0;
      for (ProbeResults.ReliabilityBin bin : member.bins()) {
        confidence += bin.confidence() * bin.examples();
        right += bin.accuracy() * bin.examples();
        examples += bin.examples();
      }
      text.append(
          String.format(
              Locale.ROOT,
              "%s%s is %s: on average %s sure and %s right, with an expected calibration error of"
                  + " %s points.",
              text.isEmpty() ? "" : " ",
              capital(member.kind().equals("cnn") ? CNN : FC),
              confidence > right ? "over-confident" : "under-confident",
              part(confidence / examples),
              part(right / examples),
              Numbers.unsignedPoints(member.expectedError().mean())));
    }
    return text.toString();
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  /** Words for a level of a disturbance. */
  enum LevelText {
    SHIFT("moved by %d pixels"),
    NOISE("under Gaussian noise of %d grey levels"),
    OCCLUSION("hidden behind a grey square of %1$d×%1$d pixels");

    private final String form;

    LevelText(String form) {
      this.form = form;
    }

    String at(int level) {
      return String.format(Locale.ROOT, form, level);
    }
  }
}
