package org.evenmatch.match;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.Match;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.PairSpec;
import org.evenmatch.definition.Weights;
import org.evenmatch.files.InvalidInputException;

/**
 * Derives the locally connected member: the convolutional one with weights of their own at each
 * place. Its connections, outputs and multiply-accumulates are the convolutional member's, unless
 * it shall have as many parameters: then it has fewer filters.
 */
final class LocallyConnected {
  private static final double TOLERANCE = 0.01;
  private static final int HALVINGS = 60;

  private final NetworkSpec cnn;
  private final long target;

  private LocallyConnected(NetworkSpec cnn) {
    this.cnn = cnn;
    this.target = NetworkCount.of(cnn).parameters();
  }

  static NetworkSpec of(PairSpec pair, Match match) {
    LocallyConnected member = new LocallyConnected(pair.convolutional());
    List<Integer> filters = member.ownFilters();
    return member.with(match == Match.PARAMETERS ? member.solve(filters) : filters);
  }

  private List<Integer> ownFilters() {
    List<Integer> filters = new ArrayList<>();
    for (LayerSpec layer : cnn.layers()) {
      if (layer instanceof LayerSpec.Conv conv) {
        filters.add(conv.filters());
      }
    }
    return filters;
  }

  /**
   * Filters in the convolutional member's proportion whose total is nearest to the target; then,
   * where that is more than 1 % away, a filter more or less in one layer or two as long as it
   * helps.
   */
  private List<Integer> solve(List<Integer> own) {
    double low = 0;
    double high = 1;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (total(scaled(own, middle)) <= target) {
        low = middle;
      } else {
        high = middle;
      }
    }
    List<Integer> below = scaled(own, low);
    List<Integer> above = scaled(own, high);
    List<Integer> best = miss(above) < miss(below) ? above : below;
    Optional<List<Integer>> better = Optional.of(best);
    while (better.isPresent()) {
      best = better.get();
      better = miss(best) > TOLERANCE * target ? better(best) : Optional.empty();
    }
    return best;
  }

  private static List<Integer> scaled(List<Integer> own, double factor) {
    return own.stream().map(filters -> (int) Math.max(1, Math.round(filters * factor))).toList();
  }

  /** The best of all that differ by one filter in one layer or two, if it is better. */
  private Optional<List<Integer>> better(List<Integer> filters) {
    return neighbours(filters).stream()
        .flatMap(one -> Stream.concat(Stream.of(one), neighbours(one).stream()))
        .min(Comparator.comparingLong(this::miss))
        .filter(best -> miss(best) < miss(filters));
  }

  private static List<List<Integer>> neighbours(List<Integer> filters) {
    List<List<Integer>> all = new ArrayList<>();
    for (int i = 0; i < filters.size(); i++) {
      for (int change : new int[] {-1, 1}) {
        List<Integer> changed = new ArrayList<>(filters);
        changed.set(i, filters.get(i) + change);
        if (changed.get(i) > 0) {
          all.add(changed);
        }
      }
    }
    return all;
  }

  private long miss(List<Integer> filters) {
    return Math.abs(total(filters) - target);
  }

  private long total(List<Integer> filters) {
    return NetworkCount.of(with(filters)).parameters();
  }

  private NetworkSpec with(List<Integer> filters) {
    List<LayerSpec> layers = new ArrayList<>();
    int local = 0;
    for (LayerSpec layer : cnn.layers()) {
      if (layer instanceof LayerSpec.Conv conv) {
        if (conv.weights() != Weights.HE) {
          throw new InvalidInputException(
              String.format(
                  "the weights of a locally connected member begin at random, but layer '%s' begins"
                      + " with %s filters: leave that member out",
                  conv.name(), conv.weights().yamlName()));
        }
        layers.add(
            new LayerSpec.Local(
                "local" + (local + 1), filters.get(local++), conv.window(), conv.activation()));
      } else {
        if (layer instanceof LayerSpec.Pool pool) {
          pool.window().requireSquare(pool.name(), cnn.image());
        }
        layers.add(layer);
      }
    }
    if (local == 0) {
      throw new InvalidInputException(
          "a locally connected member needs a conv layer, but '"
              + cnn.name()
              + "' has none: leave that member out");
    }
    String name = cnn.name().replaceFirst("-cnn$", "") + "-local";
    return new NetworkSpec(name, Kind.LOCAL, cnn.image(), layers, cnn.training());
  }
}
