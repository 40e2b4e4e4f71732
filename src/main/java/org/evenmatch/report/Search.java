package org.evenmatch.report;

import java.util.List;
import java.util.Optional;

/**
 * A search for the members' training recipes, on training images alone.
 *
 * @param validationImages how many of them were set aside to choose by
 * @param trainingImages how many were trained on
 * @param attempts every training, in order
 */
public record Search(int validationImages, int trainingImages, List<Attempt> attempts) {
  public Search {
    attempts = List.copyOf(attempts);
  }

  /**
   * One training.
   *
   * @param name of the member
   * @param kind of the member
   * @param epochs passes over the training images: fewer in the first round
   * @param values what was tried, in the order of what was searched
   * @param accuracy on the validation images; empty if training failed
   * @param chosen whether the member is trained so
   */
  public record Attempt(
      String name,
      String kind,
      int epochs,
      List<Value> values,
      Optional<Double> accuracy,
      boolean chosen) {
    public Attempt {
      values = List.copyOf(values);
    }
  }

  /**
   * One value of what was searched.
   *
   * @param name for example {@code learning-rate}
   * @param value the value
   */
  public record Value(String name, double value) {}
}
