package org.evenmatch.match;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.NetworkSpec;

/**
 * Finds hidden widths that bring a fully-connected network's total nearest to a target, by integer
 * search on the count formulas.
 *
 * <p>All hidden layers get the same width, or the last few one unit more: no layer is favoured.
 * Along that sequence totals grow strictly, so the nearest is found by bisection. Where it misses
 * the target by more than 1 %, the first one, two … widths are enumerated freely, the others
 * staying near-equal, until a total is near enough or the budget of trials is spent; of several
 * near enough the most even one is taken.
 */
final class WidthSolver {
  private static final double TOLERANCE = 0.01;
  private static final int MOST_TRIALS = 200_000;

  private final List<LayerSpec> layers;
  private final long inputs;
  private final boolean countMacs;
  private final long target;
  private final int hidden;

  private int trials;
  private int[] best;
  private long bestDifference;

  private WidthSolver(NetworkSpec skeleton, boolean countMacs, long target) {
    this.layers = skeleton.layers();
    this.inputs = skeleton.input().volume();
    this.countMacs = countMacs;
    this.target = target;
    this.hidden = (int) layers.stream().filter(LayerSpec.Dense.class::isInstance).count();
  }

  /** Solves for a total number of trained parameters. */
  static WidthSolver parameters(NetworkSpec skeleton, long target) {
    return new WidthSolver(skeleton, false, target);
  }

  /** Solves for a total number of multiply-accumulates. */
  static WidthSolver macs(NetworkSpec skeleton, long target) {
    return new WidthSolver(skeleton, true, target);
  }

  /** One width for each hidden layer, in order; none where there is nothing to solve. */
  List<Integer> solve() {
    if (hidden == 0) {
      return List.of();
    }
    int[] widths = new int[hidden];
    for (int free = 0; free < hidden && (best == null || !nearEnough(bestDifference)); free++) {
      enumerate(widths, 0, free);
    }
    return IntStream.of(best).boxed().toList();
  }

  private void enumerate(int[] widths, int position, int free) {
    if (position == free) {
      solveRest(widths, free);
      return;
    }
    for (int width = 1; trials < MOST_TRIALS; width++) {
      widths[position] = width;
      Arrays.fill(widths, position + 1, hidden, 1);
      boolean tooLarge = total(widths) > target;
      enumerate(widths, position + 1, free);
      if (tooLarge) {
        return;
      }
    }
  }

  /** Bisects the near-equal widths from {@code from} on; those before stay. */
  private void solveRest(int[] widths, int from) {
    trials++;
    long low = 0;
    long high = 1;
    long widest = (Integer.MAX_VALUE - 1L) * (hidden - from);
    while (high < widest && total(spread(widths, from, high)) < target) {
      low = high;
      high *= 2;
    }
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (total(spread(widths, from, middle)) < target) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low > 0) {
      offer(spread(widths, from, low - 1));
    }
    offer(spread(widths, from, low));
  }

  /** The {@code step}-th widths of the sequence 1 1 1, 1 1 2, 1 2 2, 2 2 2, 2 2 3 … */
  private int[] spread(int[] widths, int from, long step) {
    int count = hidden - from;
    int[] result = widths.clone();
    for (int i = 0; i < count; i++) {
      boolean isOneMore = count - 1 - i < Math.floorMod(step, count);
      long width = 1 + Math.floorDiv(step, count) + (isOneMore ? 1 : 0);
      result[from + i] = (int) Math.min(width, Integer.MAX_VALUE);
    }
    return result;
  }

  private void offer(int[] widths) {
    long difference = Math.abs(total(widths) - target);
    boolean better =
        best == null
            || (bothNearEnough(difference)
                ? unevenness(widths) < unevenness(best)
                : difference < bestDifference);
    if (better) {
      best = widths;
      bestDifference = difference;
    }
  }

  private boolean bothNearEnough(long difference) {
    return nearEnough(difference) && nearEnough(bestDifference);
  }

  private boolean nearEnough(long difference) {
    return difference <= TOLERANCE * target;
  }

  private static double unevenness(int[] widths) {
    return (double) Arrays.stream(widths).max().orElseThrow()
        / Arrays.stream(widths).min().orElseThrow();
  }

  /** The total that these widths give; {@code Long.MAX_VALUE} where it would overflow. */
  private long total(int[] widths) {
    try {
      long total = 0;
      long fanIn = inputs;
      int dense = 0;
      for (LayerSpec layer : layers) {
        if (layer instanceof LayerSpec.BatchNorm norm) {
          long own = Math.multiplyExact((long) norm.parametersPerChannel(), fanIn);
          total = Math.addExact(total, countMacs ? 0 : own);
        } else if (layer.hasWeights()) {
          long units =
              layer instanceof LayerSpec.Output output ? output.classes() : widths[dense++];
          total = Math.addExact(total, Math.multiplyExact(fanIn, units));
          total = Math.addExact(total, countMacs ? 0 : units);
          fanIn = units;
        }
      }
      return total;
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }
}
