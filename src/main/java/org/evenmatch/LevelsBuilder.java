package org.evenmatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.measure.Interval;
import org.evenmatch.measure.Summary;
import org.evenmatch.report.ProbeResults.Levels;
import org.evenmatch.report.ProbeResults.Series;
import org.evenmatch.spec.NetworkSpec;

/** Collects both members' accuracy level by level. */
final class LevelsBuilder {
  private final String unit;
  private final List<Integer> levels = new ArrayList<>();
  private final List<Summary> fullyConnected = new ArrayList<>();
  private final List<Summary> convolutional = new ArrayList<>();
  private final List<Interval> differences = new ArrayList<>();

  LevelsBuilder(String unit) {
    this.unit = unit;
  }

  /** Adds a level with the seeds that both members have; without one, nothing. */
  void add(int level, Side fc, Side cnn) {
    List<Side> sides = Side.common(List.of(fc, cnn));
    if (!sides.get(0).isEmpty()) {
      levels.add(level);
      fullyConnected.add(sides.get(0).accuracy());
      convolutional.add(sides.get(1).accuracy());
      differences.add(sides.get(1).minus(sides.get(0)));
    }
  }

  Optional<Levels> build(MatchedPair pair) {
    return levels.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Levels(
                unit,
                levels,
                List.of(
                    series(pair.fullyConnected(), fullyConnected),
                    series(pair.convolutional(), convolutional)),
                differences));
  }

  private static Series series(NetworkSpec member, List<Summary> accuracy) {
    return new Series(member.name(), member.kind().yamlName(), accuracy);
  }
}
