package org.evenmatch.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.evenmatch.files.Json;
import org.evenmatch.report.Section;
import org.evenmatch.training.Measurement;

/**
 * A claim about convolutions, put to the test beside the comparison itself.
 *
 * <p>To add one, write a class and list it in {@link Experiments}.
 *
 * @param <R> the record that it makes: its section of {@code probes} in {@code results.json}
 */
public abstract class Experiment<R extends Record> {
  private final String name;
  private final Class<R> type;

  Experiment(String name, Class<R> type) {
    this.name = name;
    this.type = type;
  }

  /** The name that users write. */
  public final String name() {
    return name;
  }

  /** The trainings that it needs beside those of the comparison itself, in order. */
  public List<Trial> trials(Design design) {
    return List.of();
  }

  /** What it measures on every trained network of the comparison; a saved one will do as well. */
  public Optional<Measurement> measurement() {
    return Optional.empty();
  }

  /** What it measures on networks of its own trainings. */
  public Optional<Measurement> measurementOfTrials(Design design) {
    return Optional.empty();
  }

  /** What it found; empty as long as there is nothing to show. */
  public abstract Optional<R> result(Evidence evidence);

  /**
   * What a report shows of it.
   *
   * @param classes how many equally frequent classes the images have
   */
  abstract Section section(R result, int classes);

  /** The same from the {@code probes} of a file; empty if it is not among them. */
  final Optional<Section> section(JsonNode probes, int classes) {
    JsonNode own = probes.path(name);
    return own.isMissingNode() || own.isNull()
        ? Optional.empty()
        : Optional.of(section(Json.parse("the experiment " + name, own, type), classes));
  }
}
