package org.evenmatch.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evenmatch.definition.Averaging;
import org.evenmatch.definition.Border;
import org.evenmatch.definition.Keep;
import org.evenmatch.definition.Mirror;
import org.evenmatch.definition.Optimizer;
import org.evenmatch.definition.Schedule;
import org.evenmatch.definition.TestViews;
import org.evenmatch.definition.Training;
import org.evenmatch.report.Report.Fact;
import org.evenmatch.report.Results.ComparisonInfo;
import org.evenmatch.report.Results.DatasetInfo;

/** What describes how a run was made. */
final class Facts {
  private Facts() {}

  static List<Fact> ofRun(Results results, DatasetInfo dataset) {
    Configuration first = results.configurations().get(0);
    List<Fact> facts = new ArrayList<>(head(results));
    facts.addAll(recipes(results.configurations()));
    facts.add(
        new Fact(
            "Recipe",
            results
                .search()
                .map(
                    search ->
                        String.format(
                            "tuned for each network on %s validation images, which are training"
                                + " images",
                            Numbers.count(search.validationImages())))
                .orElse("as given, the same for all networks")));
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
    first
        .outcome()
        .training()
        .map(Training::testViews)
        .filter(views -> views != TestViews.NONE)
        .ifPresent(
            views ->
                facts.add(
                    new Fact(
                        "Test images",
                        String.format(
                            "accuracies after training are of the mean logits over %d views of each image;"
                                + " those by epoch, and the speed of inference, of the image alone",
                            views.count()))));
    results
        .comparison()
        .flatMap(ComparisonInfo::intervalOver)
        .ifPresent(over -> facts.add(new Fact("Intervals", intervals(over))));
    if (first.outcome().training().filter(recipe -> recipe.keep() == Keep.BEST).isPresent()) {
      facts.add(new Fact("Epochs kept", keptEpochs(results)));
    }
    facts.addAll(tail(results));
    first
        .environment()
        .ifPresent(
            environment ->
                facts.add(new Fact("Reproducible", reproducible(environment, mixed(results)))));
    return facts;
  }

  private static String intervals(String over) {
    return String.format(
        "95 %% each, over %s; of 20 differences that do not exist, one will look real. Sizes of the"
            + " training set, where there are several, are decided together (Holm)",
        over);
  }

  private static String keptEpochs(Results results) {
    Training recipe = results.configurations().get(0).outcome().training().orElseThrow();
    int images = results.dataset().map(Results.DatasetInfo::train).orElse(0);
    return String.format(
        "those that were best on %s validation images, which are training images%s: %s",
        Numbers.count(recipe.validationImages(images)),
        recipe.patience() == 0
            ? ""
            : String.format(", tried for %d epochs more", recipe.patience()),
        results.configurations().stream()
            .map(
                one ->
                    one.name()
                        + " "
                        + one.outcome().keptEpochs().stream()
                            .map(kept -> Integer.toString(kept.epoch()))
                            .collect(Collectors.joining(", ")))
            .collect(Collectors.joining("; ")));
  }

  /** How networks were trained: once, if all were alike. */
  private static List<Fact> recipes(List<Configuration> configurations) {
    List<String> recipes = configurations.stream().map(Facts::recipe).toList();
    if (recipes.stream().distinct().count() == 1) {
      return List.of(new Fact("Training", recipes.get(0)));
    }
    return IntStream.range(0, recipes.size())
        .mapToObj(i -> new Fact("Training of " + configurations.get(i).name(), recipes.get(i)))
        .toList();
  }

  private static String recipe(Configuration configuration) {
    Configuration.Outcome outcome = configuration.outcome();
    return String.format(
        "%d epochs of batches of %d, %s, learning rate %s%s, %s",
        outcome.epochs().orElse(0),
        configuration.batch(),
        outcome.optimizer().orElse(Numbers.ABSENT),
        outcome.learningRate().map(Numbers::plain).orElse(Numbers.ABSENT),
        outcome.training().map(Facts::refinements).orElse(""),
        configuration.precision().orElse(Numbers.ABSENT));
  }

  /** What a recipe does beyond plain steps. */
  private static String refinements(Training training) {
    StringBuilder text = new StringBuilder();
    if (training.optimizer() == Optimizer.NESTEROVS) {
      text.append(", momentum ").append(Numbers.plain(training.momentum()));
    }
    if (training.schedule() != Schedule.CONSTANT) {
      text.append(", ").append(training.schedule().yamlName()).append(" schedule");
    }
    if (training.warmUp() > 0) {
      text.append(
          String.format(" after a warm-up of %s of all steps", Numbers.plain(training.warmUp())));
    }
    if (training.weightDecay() > 0) {
      text.append(", weight decay ").append(Numbers.plain(training.weightDecay()));
    }
    if (training.gradientClip() > 0) {
      text.append(", gradients clipped at ").append(Numbers.plain(training.gradientClip()));
    }
    if (training.averaging() != Averaging.NONE) {
      text.append(", weights averaged (").append(training.averaging().yamlName()).append(")");
    }
    if (training.outputScale() < 1) {
      text.append(", logits scaled by ").append(Numbers.plain(training.outputScale()));
    }
    return text.toString();
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
    if (training.rotate() > 0) {
      changes.add(String.format("turned by up to %s degrees", Numbers.plain(training.rotate())));
    }
    if (training.zoom() > 0) {
      changes.add(
          String.format(
              "grown or shrunk by up to %s of their size", Numbers.plain(training.zoom())));
    }
    if (training.deform() > 0) {
      changes.add(
          String.format(
              "deformed, points of a grid by %s pixels", Numbers.plain(training.deform())));
    }
    if (training.hide() > 0) {
      changes.add(String.format("a square of %d×%1$d pixels hidden", training.hide()));
    }
    if (training.labelSmoothing() > 0) {
      changes.add(
          "labels smoothed by "
              + Numbers.plain(training.labelSmoothing())
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
