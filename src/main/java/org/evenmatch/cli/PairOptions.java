package org.evenmatch.cli;

import java.util.List;
import java.util.Optional;
import org.evenmatch.Pairs;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.Match;
import org.evenmatch.definition.YamlName;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.match.Pair;
import picocli.CommandLine.Option;

/** Which pair, matched by what. */
final class PairOptions {
  @Option(
      names = "--pair",
      paramLabel = "NAME|FILE",
      description = "A shipped pair or a YAML file (default: one that fits the dataset).")
  private String pair;

  @Option(
      names = "--match",
      paramLabel = "RULE",
      description = "units, outputs, parameters or compute (default: the pair's own).")
  private String match;

  Optional<String> pair() {
    return Optional.ofNullable(pair);
  }

  Optional<Match> match() {
    return Optional.ofNullable(match).map(rule -> YamlName.of("--match", rule, Match.class));
  }

  /** The pair asked for, or {@code fallback}, matched. */
  MatchedPair matched(String fallback, List<Kind> kinds) {
    Pair loaded = Pairs.load(pair().orElse(fallback));
    return loaded.matchedBy(match().orElse(loaded.spec().match()), kinds);
  }
}
