package org.evenmatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.match.NetworkCount;
import org.evenmatch.match.Pair;
import org.evenmatch.report.ProbeResults.Counted;
import org.evenmatch.report.ProbeResults.Sharing;
import org.evenmatch.report.RunDocument.LayerInfo;
import org.evenmatch.spec.Match;
import org.evenmatch.spec.NetworkSpec;
import org.evenmatch.spec.PairSpec;

/** Counts a convolutional network beside its partner under every matching rule. */
final class SharingCounts {
  private SharingCounts() {}

  static Sharing of(MatchedPair pair) {
    Pair definition = new Pair(new PairSpec(pair.name(), pair.convolutional(), pair.match()));
    List<Counted> partners = new ArrayList<>();
    for (Match match : Match.values()) {
      partners.add(
          counted(definition.matchedBy(match).fullyConnected(), Optional.of(match.yamlName())));
    }
    return new Sharing(counted(pair.convolutional(), Optional.empty()), partners);
  }

  private static Counted counted(NetworkSpec network, Optional<String> match) {
    NetworkCount count = NetworkCount.of(network);
    return new Counted(
        network.name(),
        match,
        count.weights(),
        count.parameters(),
        count.connections(),
        count.macs(),
        count.layers().stream()
            .filter(layer -> layer.fanIn().isPresent())
            .map(LayerInfo::of)
            .toList());
  }
}
