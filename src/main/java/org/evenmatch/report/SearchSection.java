package org.evenmatch.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.evenmatch.measure.Summary;
import org.evenmatch.report.Search.Attempt;

/** Shows a search for training recipes, all of it. */
final class SearchSection {
  private SearchSection() {}

  static Section of(Search search) {
    return new Section(
        "How were the training recipes found?",
        finding(search),
        new Figure(
            "search",
            "Accuracy on validation images of every training of the search",
            new Chart.Dots(recipes(search), false, groups(search)),
            Table.of(
                List.of(
                    new Table.Cells<>("network", Attempt::name),
                    new Table.Cells<>("recipe", SearchSection::recipe),
                    new Table.Cells<>("epochs", attempt -> Numbers.count(attempt.epochs())),
                    new Table.Cells<>(
                        "validation accuracy",
                        attempt -> attempt.accuracy().map(Numbers::percent).orElse("failed")),
                    new Table.Cells<>("", attempt -> attempt.chosen() ? "chosen" : "")),
                search.attempts())),
        Optional.empty());
  }

  private static String finding(Search search) {
    String chosen =
        search.attempts().stream()
            .filter(Attempt::chosen)
            .map(attempt -> attempt.name() + " with " + recipe(attempt))
            .collect(Collectors.joining(" and "));
    return String.format(
        "Each network had the same grid of recipes and as many trainings, on %s of the training"
            + " images, and was judged by %s others of them; no test image was looked at. Then %s"
            + " was trained on all training images.",
        Numbers.count(search.trainingImages()), Numbers.count(search.validationImages()), chosen);
  }

  private static List<String> recipes(Search search) {
    return search.attempts().stream().map(SearchSection::recipe).distinct().toList();
  }

  /** One for each network and length of training, so that only equals are compared. */
  private static List<Chart.Group> groups(Search search) {
    List<String> recipes = recipes(search);
    List<Chart.Group> groups = new ArrayList<>();
    for (String name : search.attempts().stream().map(Attempt::name).distinct().toList()) {
      List<Attempt> own =
          search.attempts().stream().filter(attempt -> attempt.name().equals(name)).toList();
      for (int epochs : own.stream().map(Attempt::epochs).distinct().toList()) {
        groups.add(
            new Chart.Group(
                String.format("%s, %d epochs", name, epochs),
                own.get(0).kind(),
                own.stream()
                    .filter(attempt -> attempt.epochs() == epochs)
                    .filter(attempt -> attempt.accuracy().isPresent())
                    .map(
                        attempt ->
                            new Chart.Dot(
                                recipes.indexOf(recipe(attempt)),
                                Summary.of(List.of(attempt.accuracy().get())),
                                Optional.empty()))
                    .toList()));
      }
    }
    return groups;
  }

  private static String recipe(Attempt attempt) {
    return attempt.values().stream()
        .map(value -> value.name() + " " + Numbers.plain(value.value()))
        .collect(Collectors.joining(", "));
  }
}
