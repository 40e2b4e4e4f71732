package org.evenmatch.definition;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds what a mistyped name may have meant. */
public final class Names {
  private static final int MOST_SUGGESTIONS = 3;

  private Names() {}

  /**
   * A clause that helps with an unknown name: the nearest known ones, or all of them when none is
   * near.
   */
  public static String suggestion(String unknown, Collection<String> known) {
    String wanted = unknown.toLowerCase(Locale.ROOT);
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    int limit = Math.max(2, unknown.length() / 2);
    List<String> near =
        known.stream()
            .filter(name -> name.contains(wanted) || distance.apply(wanted, name) <= limit)
            .sorted(
                Comparator.comparingInt((String name) -> distance.apply(wanted, name))
                    .thenComparing(Comparator.naturalOrder()))
            .limit(MOST_SUGGESTIONS)
            .toList();
    return near.isEmpty()
        ? "known are " + quoted(known.stream().sorted().toList())
        : "did you mean " + quoted(near) + "?";
  }

  private static String quoted(Collection<String> names) {
    return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
  }
}
