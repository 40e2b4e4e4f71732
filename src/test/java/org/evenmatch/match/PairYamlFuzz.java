package org.evenmatch.match;

import org.evenmatch.definition.FuzzedFile;
import org.evenmatch.definition.Match;
import org.evenmatch.definition.PairReader;
import org.evenmatch.definition.PairSpec;

/** Pair definitions, and the counts and partners that are made of them. */
public final class PairYamlFuzz {
  private static final FuzzedFile FILE = new FuzzedFile("pair.yaml");

  private PairYamlFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    FuzzedFile.expectRefusalAtMost(
        () -> {
          PairSpec spec = PairReader.read(FILE.of(input));
          NetworkCount.of(spec.convolutional());
          for (Match match : Match.values()) {
            FuzzedFile.expectRefusalAtMost(() -> new Pair(spec).matchedBy(match));
          }
        });
  }
}
