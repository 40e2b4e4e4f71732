package org.evenmatch.report;

import java.util.Locale;
import org.evenmatch.measure.Interval;
import org.evenmatch.report.RunDocument.ComparisonInfo;
import org.evenmatch.report.RunDocument.Configuration;

/** Says in plain words what a comparison shows, and nothing that its numbers do not support. */
public final class Verdict {
  private Verdict() {}

  /** One or two sentences about {@code document}. */
  public static String of(RunDocument document) {
    if (document.comparison().isEmpty()) {
      return "Nothing can be compared: not both networks were trained.";
    }
    ComparisonInfo comparison = document.comparison().get();
    Configuration cnn = document.member("cnn").orElseThrow();
    Configuration fc = document.member("fc").orElseThrow();
    Interval difference = comparison.accuracyDifference();
    String outcome;
    if (difference.low() > 0) {
      outcome = "the convolutional network is ahead";
    } else if (difference.high() < 0) {
      outcome = "the fully-connected network is ahead";
    } else {
      outcome = "neither network is measurably ahead";
    }
    int seeds = cnn.accuracy().orElseThrow().runs().size();
    return String.format(
        Locale.ROOT,
        "With %s, %s on %s: %s against %s, a difference of %s points (95 %% interval %s to %s, %s)."
            + " The convolutional network has %s times the parameters of the fully-connected one and"
            + " takes %s times its multiply-accumulates.",
        matched(document.pair().match()),
        outcome,
        document.dataset().name(),
        Numbers.percent(cnn.accuracy().orElseThrow().mean()),
        Numbers.percent(fc.accuracy().orElseThrow().mean()),
        Numbers.points(difference.mean()),
        Numbers.points(difference.low()),
        Numbers.points(difference.high()),
        seeds == 1 ? "over the test images of one run" : "over " + seeds + " seeds",
        Numbers.ratio(1 / comparison.parameterRatio()),
        Numbers.ratio(1 / comparison.macRatio()));
  }

  private static String matched(String rule) {
    return switch (rule) {
      case "units" -> "as many units a layer as filters";
      case "outputs" -> "as many outputs a layer";
      case "parameters" -> "as many parameters";
      default -> "as many multiply-accumulates";
    };
  }
}
