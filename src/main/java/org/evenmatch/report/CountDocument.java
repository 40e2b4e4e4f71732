package org.evenmatch.report;

import java.util.List;
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
 * @param macRatio first member ÷ last
 */
public record CountDocument(
    int schema,
    Results.PairInfo pair,
    List<Configuration> configurations,
    double parameterRatio,
    double macRatio) {

  /** Counts all members of {@code pair}. */
  public static CountDocument of(MatchedPair pair) {
    NetworkCount first = NetworkCount.of(pair.members().get(0));
    NetworkCount last = NetworkCount.of(pair.members().get(pair.members().size() - 1));
    return new CountDocument(
        Results.SCHEMA,
        new Results.PairInfo(pair.name(), pair.match().yamlName()),
        pair.members().stream().map(Configuration::of).toList(),
        (double) first.parameters() / last.parameters(),
        (double) first.macs() / last.macs());
  }
}
