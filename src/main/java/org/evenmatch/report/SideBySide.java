package org.evenmatch.report;

import java.util.ArrayList;
import java.util.List;

/** Puts the configurations of several runs into one table. */
final class SideBySide {
  private static final List<String> HEADER =
      List.of(
          "run",
          "network",
          "match",
          "parameters",
          "MACs",
          "test accuracy",
          "train ex/s",
          "speed-up",
          "infer ex/s",
          "machine");

  private SideBySide() {}

  /** No rows for a single run. */
  static Figure of(List<RunDocument> runs) {
    List<List<String>> rows = new ArrayList<>();
    if (runs.size() > 1) {
      for (int i = 0; i < runs.size(); i++) {
        RunDocument run = runs.get(i);
        for (RunDocument.Configuration c : run.configurations()) {
          rows.add(
              List.of(
                  (i + 1) + ": " + run.dataset().name(),
                  c.name(),
                  run.pair().match(),
                  Numbers.count(c.parameters()),
                  Numbers.count(c.macs()),
                  c.accuracy().map(Numbers::percent).orElse(c.status()),
                  Numbers.rate(c.trainSamplesPerSecond()),
                  BackendTables.named(runs.get(0), c.name())
                      .map(
                          first ->
                              BackendTables.speedUp(
                                  first.trainSamplesPerSecond(), c.trainSamplesPerSecond()))
                      .orElse(Numbers.ABSENT),
                  Numbers.rate(c.inferenceSamplesPerSecond()),
                  run.machine().processor() + ", " + c.environment().backend()));
        }
      }
    }
    return new Figure("side-by-side", "Test accuracy of all runs", HEADER, rows);
  }
}
