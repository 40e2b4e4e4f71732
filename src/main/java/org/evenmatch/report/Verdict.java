package org.evenmatch.report;

import java.util.Locale;
import java.util.stream.Collectors;
import org.evenmatch.definition.Kind;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.measure.Interval;
import org.evenmatch.report.Results.ComparisonInfo;

/** Says in plain words what a comparison shows, and nothing that its numbers do not support. */
final class Verdict {
  private Verdict() {}

  /** For sentences: what a kind is called. */
  private static String inWords(String kind) {
    return Kind.find(kind).map(Kind::inWords).orElse("the network of kind " + kind);
  }

  /** One or two sentences about {@code results}. */
  static String of(Results results) {
    String steps = results.comparisons().stream().map(Verdict::step).collect(Collectors.joining());
    if (results.comparison().isEmpty()) {
      return results.configurations().size() == 1
          ? ""
          : "Nothing can be compared: not both networks were trained." + steps;
    }
    ComparisonInfo comparison = results.comparison().get();
    Configuration subject = results.member(comparison.subject()).orElseThrow();
    Configuration reference = results.member(comparison.reference()).orElseThrow();
    String subjectInWords = inWords(subject.kind());
    String referenceInWords = inWords(reference.kind());
    Interval difference = comparison.accuracyDifference();
    String outcome;
    if (difference.low() > 0) {
      outcome = subjectInWords + " is ahead";
    } else if (difference.high() < 0) {
      outcome = referenceInWords + " is ahead";
    } else {
      outcome =
          results.comparisons().isEmpty()
              ? "neither network is measurably ahead"
              : String.format(
                  "neither %s nor %s is measurably ahead", subjectInWords, referenceInWords);
    }
    return String.format(
            Locale.ROOT,
            "With %s, %s on %s: %s against %s, a difference of %s points (95 %% interval %s to %s, %s)."
                + " %s has %s times the parameters of %s and takes %s times its multiply-accumulates.",
            matched(results.pair().orElseThrow().match(), comparison),
            outcome,
            results.dataset().orElseThrow().name(),
            Numbers.percent(subject.outcome().accuracy().orElseThrow().mean()),
            Numbers.percent(reference.outcome().accuracy().orElseThrow().mean()),
            Numbers.points(difference.mean()),
            Numbers.points(difference.low()),
            Numbers.points(difference.high()),
            over(comparison, subject, reference),
            Numbers.capital(subjectInWords),
            Numbers.ratio(1 / comparison.parameterRatio()),
            referenceInWords.replace(" network", " one"),
            Numbers.ratio(1 / comparison.macRatio()))
        + steps;
  }

  /** What one of the two ideas behind convolutions was worth by itself; empty for other members. */
  private static String step(ComparisonInfo step) {
    boolean isLocality = is(step, Kind.FC, Kind.LOCAL);
    if (!isLocality && !is(step, Kind.LOCAL, Kind.CNN)) {
      return "";
    }
    Interval difference = step.accuracyDifference();
    String idea =
        isLocality
            ? "Locality (each output sees a window)"
            : "Sharing (all windows have one weight)";
    String worth;
    if (difference.low() > 0) {
      worth = "is worth " + Numbers.unsignedPoints(difference.mean()) + " points here";
    } else if (difference.high() < 0) {
      worth = "costs " + Numbers.unsignedPoints(-difference.mean()) + " points here";
    } else {
      worth = "makes no measurable difference here";
    }
    return String.format(
        Locale.ROOT,
        " %s %s: %s against %s, %s points (95 %% interval %s to %s).",
        idea,
        worth,
        inWords(step.subject()),
        inWords(step.reference()),
        Numbers.points(difference.mean()),
        Numbers.points(difference.low()),
        Numbers.points(difference.high()));
  }

  private static boolean is(ComparisonInfo step, Kind reference, Kind subject) {
    return step.reference().equals(reference.yamlName())
        && step.subject().equals(subject.yamlName());
  }

  /** What the interval is over; where trainings failed, seeds are those that both have. */
  private static String over(
      ComparisonInfo comparison, Configuration subject, Configuration reference) {
    int seeds = comparison.mcnemarP().size();
    boolean all = seeds(subject) == seeds && seeds(reference) == seeds;
    if (seeds == 1) {
      return "over the test images of " + (all ? "one run" : "the one seed that both have");
    }
    boolean both =
        comparison.intervalOver().filter(ComparisonInfo.SEEDS_AND_IMAGES::equals).isPresent();
    return "over "
        + (all ? "" : "the ")
        + seeds
        + " seeds"
        + (all ? "" : " that both have")
        + (both ? " and the test images" : "");
  }

  private static int seeds(Configuration member) {
    return member.outcome().accuracy().orElseThrow().runs().size();
  }

  /** The p-values of McNemar's test, a line; empty where nothing was compared. */
  static String significance(Results results) {
    return results
        .comparison()
        .map(
            comparison ->
                "McNemar's exact test, p by seed: "
                    + comparison.mcnemarP().stream()
                        .map(Numbers::pValue)
                        .collect(Collectors.joining(", ")))
        .orElse("");
  }

  private static String matched(String rule, ComparisonInfo comparison) {
    return switch (rule) {
      case "units" -> "as many units a layer as filters";
      case "outputs" -> "as many outputs a layer";
      case "parameters" -> solved("parameters", comparison.parameterRatio());
      default -> solved("multiply-accumulates", comparison.macRatio());
    };
  }

  /** Whole widths may come no nearer. */
  private static String solved(String what, double ratio) {
    return Math.abs(ratio - 1) <= MatchedPair.NEAR
        ? "as many " + what
        : what + " as near as whole widths come";
  }
}
