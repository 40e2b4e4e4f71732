package org.evenmatch.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evenmatch.definition.Border;
import org.evenmatch.definition.Mirror;
import org.evenmatch.definition.Training;
import org.evenmatch.report.Report.Fact;
import org.evenmatch.report.Results.DatasetInfo;

/** What describes how a run was made. */
final class Facts {
  private Facts() {}

  static List<Fact> ofRun(Results results, DatasetInfo dataset) {
    Configuration first = results.configurations().get(0);
    List<Fact> facts = new ArrayList<>(head(results));
    facts.add(
        new Fact(
            "Training",
            String.format(
                "%d epochs of batches of %d, %s, learning rate %s%s, %s",
                first.outcome().epochs().orElse(0),
                first.batch(),
                first.outcome().optimizer().orElse(Numbers.ABSENT),
                first.outcome().learningRate().map(Object::toString).orElse(Numbers.ABSENT),
                first
                    .outcome()
                    .training()
                    .filter(training -> training.weightDecay() > 0)
                    .map(training -> ", weight decay " + training.weightDecay())
                    .orElse(""),
                first.precision().orElse(Numbers.ABSENT))));
    facts.add(
        new Fact(
            "Images",
            String.format(
                "%s training and %s test images of %d×%d×%d, %d classes, %s",
                Numbers.count(dataset.train()),
                Numbers.count(dataset.test()),
                dataset.height(),
                dataset.width(),
                dataset.channels(),
                dataset.classes(),
                dataset.digest())));
    first
        .outcome()
        .training()
        .map(Facts::changes)
        .filter(changes -> !changes.isEmpty())
        .ifPresent(changes -> facts.add(new Fact("Training images", changes)));
    facts.addAll(tail(results));
    first
        .environment()
        .ifPresent(
            environment ->
                facts.add(new Fact("Reproducible", reproducible(environment, mixed(results)))));
    return facts;
  }

  /** How a recipe changes images and labels, the same for all members. */
  private static String changes(Training training) {
    List<String> changes = new ArrayList<>();
    if (training.mirror() != Mirror.NONE) {
      changes.add(
          training.mirror() == Mirror.RANDOM
              ? "mirrored at random"
              : "mirrored in every second epoch");
    }
    if (training.move() > 0) {
      changes.add(
          String.format(
              "moved by up to %d pixels, %s",
              training.move(),
              training.border() == Border.MIRRORED ? "mirrored at the edge" : "black behind"));
    }
    if (training.hide() > 0) {
      changes.add(String.format("a square of %d×%1$d pixels hidden", training.hide()));
    }
    if (training.labelSmoothing() > 0) {
      changes.add(
          "labels smoothed by "
              + training.labelSmoothing()
              + ", so that the loss is not that of plain labels");
    }
    return String.join("; ", changes);
  }

  static List<Fact> ofBenchmark(Results results) {
    List<Fact> facts = new ArrayList<>(head(results));
    facts.addAll(tail(results));
    return facts;
  }

  private static List<Fact> head(Results results) {
    return List.of(
        new Fact("Command", "scripts/evenmatch " + String.join(" ", results.command())),
        new Fact("Again", "scripts/evenmatch rerun " + ResultsFile.NAME));
  }

  private static List<Fact> tail(Results results) {
    List<Fact> facts = new ArrayList<>();
    facts.add(
        new Fact(
            "Machine",
            String.format(
                "%s, %d cores, %s memory",
                results.machine().processor(),
                results.machine().cores(),
                Numbers.bytes(results.machine().memoryBytes()))));
    results.configurations().stream()
        .flatMap(c -> c.environment().stream())
        .findFirst()
        .ifPresent(
            environment ->
                facts.add(
                    new Fact(
                        "Engine",
                        String.format(
                            "%s on %s: %s, kernels by %s, BLAS by %s, %d threads",
                            environment.engine(),
                            environment.backend(),
                            environment.nativeBuild(),
                            environment.kernels(),
                            environment.blas(),
                            environment.threads()))));
    facts.add(
        new Fact(
            "Software",
            String.format("Java %s, %s", results.machine().java(), results.machine().os())));
    return facts;
  }

  /** What computed some configuration after another engine had begun it; empty where none did. */
  private static List<Environment> mixed(Results results) {
    return Stream.concat(
            results.configurations().stream().flatMap(c -> c.environments().stream()),
            results.configurations().stream()
                .flatMap(c -> c.environment().stream())
                .filter(one -> results.recipe().isPresent()))
        .distinct()
        .toList();
  }

  private static String reproducible(Environment environment, List<Environment> mixed) {
    if (mixed.size() > 1) {
      return "No: the run was interrupted and went on otherwise than it began, computed by "
          + mixed.stream()
              .map(
                  one ->
                      String.format(
                          "%s on %s with %d threads",
                          one.nativeBuild(), one.device(), one.threads()))
              .collect(Collectors.joining(", then by "))
          + ".";
    }
    return environment.threads() == 1 && environment.backend().equals("cpu")
        ? "The same machine gives the same parameters and accuracies again, bit for bit; times vary."
        : "Counts, images and the order of examples are the same every time. Sums over several"
            + " threads may be added in another order, so that parameters and accuracies can differ"
            + " a little; --threads 1 leaves that out. Times vary.";
  }
}
