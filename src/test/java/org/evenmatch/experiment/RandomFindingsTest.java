package org.evenmatch.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.evenmatch.definition.Kind;
import org.evenmatch.measure.Correctness;
import org.evenmatch.measure.MeanOverSeeds;
import org.junit.jupiter.api.Test;

/**
 * Sentences about thousands of random outcomes, against the answers that they were made of: few and
 * many images and classes, one seed and several, ties, members in either order.
 */
class RandomFindingsTest {
  private static final int DOCUMENTS = 1_000;
  private static final int LEVELS = 3;
  private static final Pattern POINTS =
      Pattern.compile("\\(([^ (]*) points before, ([^ ]*) after\\)");

  /** How each member answered: {@code [level][member][seed][image]}, 1 for right. */
  private static final class Answers {
    private final int classes;
    private final List<Kind> kinds;
    private final int[][][][] right;

    Answers(int classes, List<Kind> kinds, int[][][][] right) {
      this.classes = classes;
      this.kinds = kinds;
      this.right = right;
    }

    static Answers random(SplittableRandom random, boolean alike) {
      int classes = List.of(2, 10, 100).get(random.nextInt(3));
      List<Kind> kinds =
          random.nextBoolean() ? List.of(Kind.FC, Kind.CNN) : List.of(Kind.CNN, Kind.FC);
      int seeds = 1 + random.nextInt(3);
      int images = 50 + random.nextInt(400);
      int[][][][] right = new int[LEVELS][2][seeds][images];
      double[] skill = new double[2];
      double[] fragility = new double[2];
      for (int member = 0; member < 2; member++) {
        skill[member] = member == 1 && alike ? skill[0] : 0.3 + (0.65 * random.nextDouble());
        fragility[member] = member == 1 && alike ? fragility[0] : 0.4 * random.nextDouble();
      }
      for (int image = 0; image < images; image++) {
        double ease = 0.2 * random.nextGaussian();
        for (int level = 0; level < LEVELS; level++) {
          for (int member = 0; member < 2; member++) {
            for (int seed = 0; seed < seeds; seed++) {
              double chance = skill[member] - (level * fragility[member]) + ease;
              right[level][member][seed][image] = random.nextDouble() < chance ? 1 : 0;
            }
          }
        }
      }
      return new Answers(classes, kinds, right);
    }

    double accuracy(int level, int member) {
      return Arrays.stream(right[level][member])
          .mapToDouble(seed -> IntStream.of(seed).average().orElseThrow())
          .average()
          .orElseThrow();
    }

    boolean guesses(int level, int member) {
      return accuracy(level, member) <= 1.5 / classes;
    }

    Side side(int level, int member) {
      List<Correctness> correctness = new ArrayList<>();
      for (int[] seed : right[level][member]) {
        correctness.add(new Correctness(1, IntStream.of(seed).boxed().toList()));
      }
      return new Side(LongStream.range(0, correctness.size()).boxed().toList(), correctness);
    }

    Levels levels(String unit, int... values) {
      List<Evidence.Member> members =
          kinds.stream().map(kind -> new Evidence.Member("net-" + kind.yamlName(), kind)).toList();
      List<Levels.Level> seen = new ArrayList<>();
      for (int level = 0; level < LEVELS; level++) {
        seen.add(new Levels.Level(values[level], List.of(side(level, 0), side(level, 1))));
      }
      return Levels.of(unit, members, seen).orElseThrow();
    }
  }

  @Test
  void whoHoldsUpBetterIsWhoLosesLess() {
    SplittableRandom random = new SplittableRandom(1);
    int claims = 0;
    for (int i = 0; i < DOCUMENTS; i++) {
      Answers answers = Answers.random(random, false);
      String sentence =
          new Shift()
              .section(answers.levels("pixels", 0, 4, 8), answers.classes)
              .finding()
              .toLowerCase(Locale.ROOT);

      double[] losses = new double[2];
      for (int member = 0; member < 2; member++) {
        losses[member] = answers.accuracy(0, member) - answers.accuracy(1, member);
        assertThat(sentence)
            .contains(
                String.format(
                    Locale.ROOT,
                    "%s %s %.2f points",
                    answers.kinds.get(member).inWords(),
                    losses[member] < 0 ? "gains" : "loses",
                    100 * Math.abs(losses[member])));
      }
      boolean guessed = answers.guesses(0, 0) || answers.guesses(0, 1);
      boolean bothGuessThen = answers.guesses(1, 0) && answers.guesses(1, 1);
      assertThat(sentence.contains("nothing to lose")).as(sentence).isEqualTo(guessed);
      assertThat(sentence.contains("both are hardly better than guessing"))
          .as(sentence)
          .isEqualTo(!guessed && bothGuessThen);
      for (int member = 0; member < 2; member++) {
        if (sentence.contains(": " + answers.kinds.get(member).inWords() + " holds up better")) {
          claims++;
          assertThat(losses[member]).as(sentence).isLessThan(losses[1 - member]);
          assertThat(guessed || bothGuessThen).as(sentence).isFalse();
        }
      }
    }
    assertThat(claims).isGreaterThan(DOCUMENTS / 4);
  }

  @Test
  void networksThatAreAlikeAreSeldomToldApart() {
    SplittableRandom random = new SplittableRandom(2);
    int held = 0;
    int ahead = 0;
    for (int i = 0; i < DOCUMENTS; i++) {
      Answers answers = Answers.random(random, true);
      String shifted =
          new Shift().section(answers.levels("pixels", 0, 4, 8), answers.classes).finding();
      String sizes =
          new TrainingSize()
              .section(
                  TrainingSize.Result.of(
                      answers.levels("training images", 100, 300, 1_000), Optional.empty()),
                  answers.classes)
              .finding();
      held += shifted.contains("network holds up better") ? 1 : 0;
      ahead += sizes.contains("guessing") || sizes.contains("ahead at 0 and behind at 0") ? 0 : 1;
    }
    assertThat((double) held / DOCUMENTS).isLessThan(0.07);
    assertThat((double) ahead / DOCUMENTS).isLessThan(0.07);
  }

  @Test
  void sizesAreCountedAsAheadOnTheRightSide() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < DOCUMENTS; i++) {
      Answers answers = Answers.random(random, false);
      String sentence =
          new TrainingSize()
              .section(
                  TrainingSize.Result.of(
                      answers.levels("training images", 100, 300, 1_000), Optional.empty()),
                  answers.classes)
              .finding();
      if (answers.guesses(2, 0)) {
        assertThat(sentence).contains("hardly better than guessing");
        continue;
      }
      int ahead = 0;
      int behind = 0;
      int guessed = 0;
      for (int level = 0; level < LEVELS; level++) {
        double difference = answers.accuracy(level, 1) - answers.accuracy(level, 0);
        ahead += difference > 0 ? 1 : 0;
        behind += difference < 0 ? 1 : 0;
        guessed += answers.guesses(level, 0) || answers.guesses(level, 1) ? 1 : 0;
      }
      assertThat(number(sentence, "ahead at ")).as(sentence).isLessThanOrEqualTo(ahead);
      assertThat(number(sentence, "behind at ")).as(sentence).isLessThanOrEqualTo(behind);
      assertThat(sentence.contains("At " + guessed + " of them")).isEqualTo(guessed > 0);
    }
  }

  private static int number(String sentence, String before) {
    int from = sentence.indexOf(before) + before.length();
    int to = from;
    while (Character.isDigit(sentence.charAt(to))) {
      to++;
    }
    return Integer.parseInt(sentence.substring(from, to));
  }

  @Test
  void whatBecomesOfAnAdvantageIsWhatTheAnswersSay() {
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < DOCUMENTS; i++) {
      Answers answers = Answers.random(random, false);
      Side[] sides = {
        answers.side(0, 0), answers.side(0, 1), answers.side(1, 0), answers.side(1, 1)
      };
      Permute.Result result =
          new Permute.Result(
              List.of(change(answers, 0), change(answers, 1)),
              sides[1].minus(sides[0]).interval(),
              sides[3].minus(sides[2]).interval(),
              Optional.of(Side.change(sides[1], sides[0], sides[3], sides[2]).interval()));
      String sentence = new Permute().section(result, answers.classes).finding();

      double before = answers.accuracy(0, 1) - answers.accuracy(0, 0);
      double after = answers.accuracy(1, 1) - answers.accuracy(1, 0);
      Matcher points = POINTS.matcher(sentence);
      assertThat(points.find()).as(sentence).isTrue();
      assertThat(Double.parseDouble(points.group(1))).isCloseTo(100 * before, within(0.006));
      assertThat(Double.parseDouble(points.group(2))).isCloseTo(100 * after, within(0.006));
      if (sentence.contains("shrinks but stays")) {
        assertThat(after).as(sentence).isPositive().isLessThan(before);
      } else if (sentence.contains("turns into a disadvantage")) {
        assertThat(after).as(sentence).isNegative();
        assertThat(before).as(sentence).isPositive();
      } else if (sentence.contains("is gone") || sentence.contains("does not measurably shrink")) {
        assertThat(before).as(sentence).isPositive();
      } else if (sentence.contains("advantage grows")) {
        assertThat(before).as(sentence).isPositive();
        assertThat(after).as(sentence).isGreaterThan(before);
      } else {
        assertThat(sentence).contains("it had no measurable advantage to lose");
      }
    }
  }

  private static Permute.Change change(Answers answers, int member) {
    Side before = answers.side(0, member);
    Side after = answers.side(1, member);
    MeanOverSeeds change = after.minus(before);
    return new Permute.Change(
        "net",
        answers.kinds.get(member).yamlName(),
        before.accuracy(),
        after.accuracy(),
        change.interval());
  }

  /**
   * Three conditions of which the sentence claims who is ahead, on the side that the answers say.
   */
  @Test
  void whatIsWorthItselfIsOnTheRightSide() {
    SplittableRandom random = new SplittableRandom(5);
    int claims = 0;
    for (int i = 0; i < DOCUMENTS; i++) {
      Answers answers = Answers.random(random, false);
      Side first = answers.side(0, 0);
      Side second = answers.side(0, 1);
      double difference = first.accuracy().mean() - second.accuracy().mean();
      Sparse.Result sparse =
          new Sparse.Result(
              new Sparse.Member("l", "local", 10, first.accuracy()),
              new Sparse.Member("s", "fc", 10, second.accuracy()),
              first.minus(second).interval());
      String which = new Sparse().section(sparse, answers.classes).finding();
      Relax.Result relax =
          new Relax.Result(
              second.accuracy(),
              new Relax.Member("c", "cnn", 10, second.accuracy()),
              new Relax.Member("u", "fc", 10, first.accuracy()),
              first.minus(second).interval(),
              second.accuracy(),
              second.accuracy(),
              second.accuracy());
      String leaving = new Relax().section(relax, answers.classes).finding();

      if (which.contains("matters") || leaving.contains("helps")) {
        claims++;
        assertThat(difference).as(which + leaving).isPositive();
      }
      if (which.contains("worse choice") || leaving.contains("hurts")) {
        claims++;
        assertThat(difference).as(which + leaving).isNegative();
      }
      assertPoints(which, "a difference of ", 100 * difference);
      assertPoints(leaving, "a difference of ", 100 * difference);
    }
    assertThat(claims).isGreaterThan(DOCUMENTS / 4);
  }

  @Test
  void localityAndSharingAreWorthWhatTheAnswersSay() {
    SplittableRandom random = new SplittableRandom(6);
    for (int i = 0; i < DOCUMENTS; i++) {
      Answers answers = Answers.random(random, false);
      List<Side> sides = List.of(answers.side(0, 0), answers.side(0, 1), answers.side(1, 1));
      List<Locality.Member> members = new ArrayList<>();
      List<String> kinds = List.of("fc", "local", "cnn");
      for (int member = 0; member < 3; member++) {
        members.add(
            new Locality.Member(
                "net-" + kinds.get(member), kinds.get(member), sides.get(member).accuracy()));
      }
      Locality.Condition condition =
          new Locality.Condition(
              "as they are",
              members,
              sides.get(1).minus(sides.get(0)).interval(),
              sides.get(2).minus(sides.get(1)).interval());
      String sentence =
          new Locality()
              .section(new Locality.Result(List.of(condition)), answers.classes)
              .finding();

      assertWorth(sentence, "locality", sides.get(0), sides.get(1));
      assertWorth(sentence, "sharing weights", sides.get(1), sides.get(2));
    }
  }

  private static void assertWorth(String sentence, String idea, Side without, Side with) {
    double difference = with.accuracy().mean() - without.accuracy().mean();
    if (sentence.contains(idea + " gains")) {
      assertPoints(sentence, idea + " gains ", 100 * difference);
    } else if (sentence.contains(idea + " loses")) {
      assertPoints(sentence, idea + " loses ", -100 * difference);
    } else {
      assertPoints(sentence, idea + " changes nothing measurable, ", 100 * difference);
    }
  }

  /** The number behind {@code before}, as far as its two decimals go. */
  private static void assertPoints(String sentence, String before, double points) {
    assertThat(sentence).contains(before);
    String rest = sentence.substring(sentence.indexOf(before) + before.length());
    assertThat(Double.parseDouble(rest.substring(0, rest.indexOf(" points"))))
        .as(sentence)
        .isCloseTo(points, within(0.006));
  }
}
