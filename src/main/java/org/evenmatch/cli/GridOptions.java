package org.evenmatch.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.evenmatch.files.Json;
import picocli.CommandLine.Option;

/** A sweep's plan as options, each with the name of a key of the plan; lists have commas. */
final class GridOptions {
  private static final String LIST = "A,B";
  private static final String IN_PLACE_OF_A_PLAN = "In place of a plan: its key of that name.";

  @Option(names = "--pair", paramLabel = LIST, description = IN_PLACE_OF_A_PLAN)
  private String pair;

  @Option(names = "--dataset", paramLabel = LIST, description = IN_PLACE_OF_A_PLAN)
  private String dataset;

  @Option(names = "--data-dir", paramLabel = "DIR", description = IN_PLACE_OF_A_PLAN)
  private String dataDir;

  @Option(names = "--match", paramLabel = LIST, description = IN_PLACE_OF_A_PLAN)
  private String match;

  @Option(names = "--members", paramLabel = LIST, description = IN_PLACE_OF_A_PLAN)
  private String members;

  @Option(names = "--limit", paramLabel = LIST, description = IN_PLACE_OF_A_PLAN)
  private String limit;

  @Option(names = "--epochs", paramLabel = LIST, description = IN_PLACE_OF_A_PLAN)
  private String epochs;

  @Option(names = "--batch", paramLabel = LIST, description = IN_PLACE_OF_A_PLAN)
  private String batch;

  @Option(names = "--seeds", paramLabel = "N", description = IN_PLACE_OF_A_PLAN)
  private String seeds;

  @Option(names = "--seed", paramLabel = "N", description = IN_PLACE_OF_A_PLAN)
  private String seed;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "In place of a plan: a setting of the training recipe; may be repeated.")
  private List<String> set;

  /** The plan that the options make, as YAML, a line a key; empty if none of them was given. */
  Optional<String> plan() {
    List<String> lines = new ArrayList<>();
    add(lines, "pair", list(pair));
    add(lines, "dataset", list(dataset));
    add(lines, "data-dir", Optional.ofNullable(dataDir));
    add(lines, "match", list(match));
    add(lines, "members", list(members));
    add(lines, "limit", list(limit));
    add(lines, "epochs", list(epochs));
    add(lines, "batch", list(batch));
    add(lines, "seeds", Optional.ofNullable(seeds));
    add(lines, "seed", Optional.ofNullable(seed));
    add(lines, "set", Optional.ofNullable(set));
    return lines.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", lines));
  }

  private static Optional<List<String>> list(String value) {
    return Optional.ofNullable(value).map(text -> List.of(text.split(",", -1)));
  }

  /** JSON is YAML. */
  private static void add(List<String> lines, String key, Optional<?> value) {
    value.ifPresent(given -> lines.add(key + ": " + Json.line(given)));
  }
}
