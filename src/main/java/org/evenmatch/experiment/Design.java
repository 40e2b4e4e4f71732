package org.evenmatch.experiment;

import java.util.List;
import java.util.stream.LongStream;
import org.evenmatch.data.Dataset;
import org.evenmatch.match.MatchedPair;

/**
 * The comparison that experiments belong to.
 *
 * @param pair its members, with their training recipe
 * @param dataset its images
 * @param seeds its seeds, in order
 */
public record Design(MatchedPair pair, Dataset dataset, List<Long> seeds) {
  public Design {
    seeds = List.copyOf(seeds);
  }

  /** With {@code count} seeds, from {@code first} on. */
  public static Design of(MatchedPair pair, Dataset dataset, long first, int count) {
    return new Design(pair, dataset, LongStream.range(first, first + count).boxed().toList());
  }
}
