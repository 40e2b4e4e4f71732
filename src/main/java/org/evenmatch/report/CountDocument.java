package org.evenmatch.report;

import java.util.List;
import java.util.Optional;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.match.NetworkCount;

/**
 * What {@code count} prints as JSON: the configurations of {@link Results} without the fields of
 * training.
 *
 * @param schema the schema of the results
 * @param pair the pair and its rule
 * @param configurations one a member
 * @param parameterRatio first member ÷ last
 * @param macRatio first member ÷ last; absent where the last has none
 */
public record CountDocument(
    int schema,
    Results.PairInfo pair,
    List<Configuration> configurations,
    Optional<Double> parameterRatio,
    Optional<Double> macRatio) {

  /** Counts all members of {@code pair}. */
  public static CountDocument of(MatchedPair pair) {
    NetworkCount first = NetworkCount.of(pair.members().get(0));
    NetworkCount last = NetworkCount.of(pair.members().get(pair.members().size() - 1));
    return new CountDocument(
        Results.SCHEMA,
        new Results.PairInfo(pair.name(), pair.match().yamlName()),
        pair.members().stream().map(Configuration::of).toList(),
        ratio(first.parameters(), last.parameters()),
        ratio(first.macs(), last.macs()));
  }

  private static Optional<Double> ratio(long first, long last) {
    return last == 0 ? Optional.empty() : Optional.of((double) first / last);
  }
}
