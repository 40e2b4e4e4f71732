package org.evenmatch.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.evenmatch.definition.Activation;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.Match;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.Shape;
import org.evenmatch.definition.Training;
import org.junit.jupiter.api.Test;

class WidthSolverTest {
  private static final double TOLERANCE = 0.01;

  private static NetworkSpec dense(int inputs, List<Integer> widths, int classes) {
    List<LayerSpec> layers = new ArrayList<>();
    for (int width : widths) {
      layers.add(new LayerSpec.Dense("d" + layers.size(), width, Activation.RELU));
    }
    layers.add(new LayerSpec.Output("o", classes));
    return new NetworkSpec("n", Kind.FC, Shape.image(1, 1, inputs), layers, Training.DEFAULT);
  }

  private static long parameters(int inputs, List<Integer> widths, int classes) {
    return NetworkCount.of(dense(inputs, widths, classes)).parameters();
  }

  /** The smallest difference that any two widths reach, by trying all. */
  private static long nearestByTryingAll(int inputs, int classes, long target) {
    long best = Long.MAX_VALUE;
    boolean tooLarge = false;
    for (int first = 1; !tooLarge; first++) {
      tooLarge = parameters(inputs, List.of(first, 1), classes) > target;
      long total = 0;
      for (int second = 1; total <= target; second++) {
        total = parameters(inputs, List.of(first, second), classes);
        best = Math.min(best, Math.abs(total - target));
      }
    }
    return best;
  }

  @Test
  void findsTheEqualWidthsOfLenet() {
    NetworkSpec skeleton = dense(784, List.of(1, 1, 1), 10);

    assertThat(WidthSolver.parameters(skeleton, 431_080).solve()).containsExactly(306, 306, 306);
  }

  @Test
  void isWithinOnePercentOrAsNearAsAnyTwoWidthsCanBe() {
    for (int inputs : List.of(3, 17, 60)) {
      for (long target = 20; target < 4_000; target = (target * 5 / 4) + 3) {
        List<Integer> widths =
            WidthSolver.parameters(dense(inputs, List.of(1, 1), 4), target).solve();

        long difference = Math.abs(parameters(inputs, widths, 4) - target);

        if (difference > TOLERANCE * target) {
          assertThat(difference)
              .as("inputs %d, target %d, widths %s", inputs, target, widths)
              .isEqualTo(nearestByTryingAll(inputs, 4, target));
        }
      }
    }
  }

  @Test
  void takesTheNearestWhereNoWidthIsNearEnough() {
    // One hidden unit takes 1,000 weights, a bias, and 2 × 2 for the output: steps of 1,003.
    List<Integer> widths = WidthSolver.parameters(dense(1_000, List.of(1), 2), 2_600).solve();

    assertThat(widths).containsExactly(3);
  }

  @Test
  void isNoFartherThanEqualWidthsForThousandsOfRandomDefinitions() {
    RandomPairs random = new RandomPairs(20_26);
    int near = 0;
    int tried = 3_000;
    for (int i = 0; i < tried; i++) {
      Pair pair = random.next(200);
      for (Match match : List.of(Match.PARAMETERS, Match.COMPUTE)) {
        MatchedPair matched = pair.matchedBy(match);
        long target = total(matched.convolutional(), match);
        long difference = Math.abs(total(matched.fullyConnected(), match) - target);
        if (difference <= TOLERANCE * target) {
          near++;
        } else {
          assertThat(difference)
              .as("%s by %s", pair.spec(), match)
              .isLessThanOrEqualTo(nearestEqualWidth(matched.fullyConnected(), match, target));
        }
      }
    }
    assertThat(near).isGreaterThan(tried);
  }

  private static long total(NetworkSpec network, Match match) {
    NetworkCount count = NetworkCount.of(network);
    return match == Match.COMPUTE ? count.macs() : count.parameters();
  }

  private static long nearestEqualWidth(NetworkSpec fc, Match match, long target) {
    long best = Long.MAX_VALUE;
    for (int width = 1; width < 5_000; width++) {
      int units = width;
      List<LayerSpec> layers =
          fc.layers().stream()
              .map(
                  layer ->
                      layer instanceof LayerSpec.Dense dense
                          ? new LayerSpec.Dense(dense.name(), units, dense.activation())
                          : layer)
              .toList();
      NetworkSpec equal = new NetworkSpec("e", Kind.FC, fc.image(), layers, Training.DEFAULT);
      long total = total(equal, match);
      best = Math.min(best, Math.abs(total - target));
      if (total > target) {
        return best;
      }
    }
    return best;
  }
}
