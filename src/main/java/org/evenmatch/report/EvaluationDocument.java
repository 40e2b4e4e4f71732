package org.evenmatch.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.evenmatch.definition.TestViews;

/**
 * What {@code evaluate} prints.
 *
 * @param model the saved network
 * @param dataset the images' name
 * @param examples how many were tested
 * @param testViews of which views of an image the logits' mean was taken
 * @param accuracy the share that was right
 * @param classNames the classes, by index
 * @param confusion {@code [true class][predicted class]}
 * @param probes what experiments found
 */
public record EvaluationDocument(
    String model,
    String dataset,
    int examples,
    TestViews testViews,
    double accuracy,
    List<String> classNames,
    List<List<Integer>> confusion,
    JsonNode probes) {

  /** Accuracy and confusion for a terminal. */
  public String asText() {
    return String.format(
        "%s on %s: %s of %s test images right%s%n%s%n",
        model,
        dataset,
        Numbers.percent(accuracy),
        Numbers.count(examples),
        Heading.views(testViews),
        Confusion.table(classNames, confusion).asText());
  }
}
