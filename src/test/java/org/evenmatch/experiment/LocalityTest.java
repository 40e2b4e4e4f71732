package org.evenmatch.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import org.evenmatch.Pairs;
import org.evenmatch.data.Datasets;
import org.evenmatch.definition.Images;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.Match;
import org.evenmatch.experiment.Locality.Condition;
import org.evenmatch.experiment.Locality.Member;
import org.evenmatch.experiment.Locality.Result;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.measure.Interval;
import org.evenmatch.measure.Summary;
import org.junit.jupiter.api.Test;

class LocalityTest {
  private static Member member(String kind, double accuracy) {
    return new Member(
        "net-" + kind, kind, new Summary(accuracy, Optional.empty(), List.of(accuracy)));
  }

  private static Condition condition(
      String images, double fc, double local, double cnn, double margin) {
    return new Condition(
        images,
        List.of(member("fc", fc), member("local", local), member("cnn", cnn)),
        new Interval(local - fc, local - fc - margin, local - fc + margin),
        new Interval(cnn - local, cnn - local - margin, cnn - local + margin));
  }

  private static String finding(Condition... conditions) {
    return new Locality().section(new Result(List.of(conditions)), 10).finding();
  }

  @Test
  void saysWhatEachIdeaWasWorth() {
    assertThat(
            finding(
                condition("as they are", 0.5, 0.6, 0.8, 0.02),
                condition("moved", 0.52, 0.51, 0.82, 0.02)))
        .isEqualTo(
            "Trained on images as they are, locality gains 10.00 points (50.00 % without, 60.00 %"
                + " with it), and sharing weights gains 20.00 points (80.00 % with both). Trained on"
                + " images that are moved, locality changes nothing measurable, -1.00 points (52.00"
                + " % without, 51.00 % with it), and sharing weights gains 31.00 points (82.00 %"
                + " with both).");
    assertThat(finding(condition("as they are", 0.5, 0.4, 0.3, 0.02)))
        .contains("locality loses 10.00 points", "sharing weights loses 10.00 points");
  }

  @Test
  void claimsOnlyWhatItsIntervalsExclude() {
    SplittableRandom random = new SplittableRandom(4);
    int claims = 0;
    for (int i = 0; i < 1_000; i++) {
      double[] accuracy = random.doubles(3).toArray();
      double margin = random.nextDouble() * 0.5;
      String sentence =
          finding(condition("as they are", accuracy[0], accuracy[1], accuracy[2], margin));

      for (int idea = 0; idea < 2; idea++) {
        double gain = accuracy[idea + 1] - accuracy[idea];
        String said = List.of("locality ", "sharing weights ").get(idea);
        assertThat(sentence.contains(said + "gains")).as(sentence).isEqualTo(gain > margin);
        assertThat(sentence.contains(said + "loses")).as(sentence).isEqualTo(gain < -margin);
        if (Math.abs(gain) > margin) {
          claims++;
          assertThat(sentence)
              .contains(String.format(Locale.ROOT, "%.2f points", 100 * Math.abs(gain)));
        }
      }
    }
    assertThat(claims).isGreaterThan(500);
  }

  @Test
  void trainsWhatTheComparisonDoesNot() {
    Design without =
        Design.of(
            Pairs.load("lenet").matched(),
            Datasets.load(new Images("glyphs", Optional.empty(), Optional.of(50)), 1),
            1,
            1);
    MatchedPair three = Pairs.load("lenet").matchedBy(Match.PARAMETERS, List.of(Kind.values()));
    Design with = new Design(three, without.dataset(), List.of(1L, 2L));

    assertThat(new Locality().trials(without))
        .extracting(trial -> trial.task().id())
        .hasSize(4)
        .anyMatch(id -> id.startsWith("locality-0-lenet-local"));
    assertThat(new Locality().trials(with)).hasSize(6).allMatch(trial -> trial.level() == 1);
    assertThat(
            new Locality()
                .trials(
                    new Design(
                        three.withTraining(recipe -> recipe.with("move", "3")),
                        without.dataset(),
                        List.of(1L))))
        .hasSize(3)
        .allMatch(trial -> trial.level() == 0);
  }
}
