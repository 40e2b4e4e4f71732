package org.evenmatch.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.evenmatch.definition.Names;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.files.Json;
import org.evenmatch.report.Section;
import org.evenmatch.training.Measurement;

/** The experiments that there are, in the order in which reports show them. */
public final class Experiments {
  private static final List<Experiment<?>> ALL =
      List.of(
          new Sharing(),
          new Locality(),
          new Sparse(),
          new Relax(),
          new Shift(),
          new Equivariance(),
          new Rotation(),
          new Scale(),
          new Permute(),
          new Augment(),
          new TrainingSize(),
          new Budget(),
          new Noise(),
          new Occlusion(),
          new Reliability());

  private Experiments() {}

  /** The names of all experiments. */
  public static List<String> names() {
    return ALL.stream().map(Experiment::name).toList();
  }

  /** The names of those that a saved network can be put to. */
  public static List<String> namesWithoutTraining() {
    return ALL.stream().filter(Experiments::needsNoTraining).map(Experiment::name).toList();
  }

  private static boolean needsNoTraining(Experiment<?> experiment) {
    return experiment.measurement().isPresent();
  }

  /**
   * The experiments of some names, in the order in which reports show them.
   *
   * @throws InvalidInputException if there is none of a name
   */
  public static List<Experiment<?>> named(List<String> names) {
    for (String name : names) {
      if (!names().contains(name)) {
        throw new InvalidInputException(
            "there is no experiment '" + name + "': " + Names.suggestion(name, names()));
      }
    }
    List<Experiment<?>> named = new ArrayList<>(ALL);
    named.removeIf(experiment -> !names.contains(experiment.name()));
    return named;
  }

  /**
   * The same for a saved network.
   *
   * @throws InvalidInputException if one of them needs training
   */
  public static List<Experiment<?>> onSavedNetworks(List<String> names) {
    List<Experiment<?>> named = named(names);
    for (Experiment<?> experiment : named) {
      if (!needsNoTraining(experiment)) {
        throw new InvalidInputException(
            "a saved network can be examined by "
                + String.join(", ", namesWithoutTraining())
                + ", but '"
                + experiment.name()
                + "' needs training: use 'compare'");
      }
    }
    return named;
  }

  /** What {@code experiments} measure on every trained network. */
  public static List<Measurement> measurements(List<Experiment<?>> experiments) {
    return experiments.stream().flatMap(one -> one.measurement().stream()).toList();
  }

  /** What {@code experiments} measure on networks of their own trainings. */
  public static List<Measurement> measurementsOfTrials(
      List<Experiment<?>> experiments, Design design) {
    return experiments.stream().flatMap(one -> one.measurementOfTrials(design).stream()).toList();
  }

  /** The trainings that {@code experiments} need, in order. */
  public static List<Trial> trials(List<Experiment<?>> experiments, Design design) {
    return experiments.stream().flatMap(one -> one.trials(design).stream()).toList();
  }

  /** What {@code experiments} found so far: a field each that has something to show. */
  public static JsonNode results(List<Experiment<?>> experiments, Evidence evidence) {
    ObjectNode results = JsonNodeFactory.instance.objectNode();
    for (Experiment<?> experiment : experiments) {
      experiment
          .result(evidence)
          .ifPresent(result -> results.set(experiment.name(), Json.tree(result)));
    }
    return results;
  }

  /**
   * What a report shows of them.
   *
   * @param probes as {@link #results} made it
   * @param classes how many equally frequent classes the images have
   */
  public static List<Section> sections(JsonNode probes, int classes) {
    return ALL.stream()
        .flatMap(experiment -> experiment.section(probes, classes).stream())
        .collect(Collectors.toList());
  }
}
