package org.evenmatch.report;

import org.evenmatch.definition.TestViews;
import org.evenmatch.definition.Training;
import org.evenmatch.report.Results.DatasetInfo;

/** What was run, in a line. */
final class Heading {
  private Heading() {}

  static String of(Results results, DatasetInfo dataset) {
    Configuration first = results.configurations().get(0);
    int seeds =
        first.outcome().accuracy().map(accuracy -> accuracy.runs().size()).orElse(0)
            + first.outcome().failedSeeds().size();
    return String.format(
        "%s, matched by %s, on %s (%s training and %s test images), %d epochs, batch %d, %s, %s%s",
        results.pair().orElseThrow().name(),
        results.pair().orElseThrow().match(),
        dataset.name(),
        Numbers.count(dataset.train()),
        Numbers.count(dataset.test()),
        first.outcome().epochs().orElse(0),
        first.batch(),
        seeds == 1 ? "1 seed" : seeds + " seeds",
        computedBy(first),
        views(first));
  }

  /** The backend, and which GPU it is: the machine's line says which processor. */
  private static String computedBy(Configuration configuration) {
    return configuration
        .environment()
        .filter(environment -> environment.backend().equals("cuda"))
        .map(environment -> configuration.backend() + " (" + environment.device() + ")")
        .orElse(configuration.backend());
  }

  private static String views(Configuration configuration) {
    return configuration
        .outcome()
        .training()
        .map(Training::testViews)
        .map(Heading::views)
        .orElse("");
  }

  /** What is said of an accuracy besides its number; empty where images were seen as they are. */
  static String views(TestViews views) {
    return views == TestViews.NONE
        ? ""
        : String.format(", over %d views of each test image", views.count());
  }
}
