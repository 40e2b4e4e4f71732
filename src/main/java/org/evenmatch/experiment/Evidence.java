package org.evenmatch.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.evenmatch.data.Dataset;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.measure.Correctness;
import org.evenmatch.training.Measured;
import org.evenmatch.training.TrainingRun;

/** What was seen of networks so far, for experiments to draw conclusions from. */
public final class Evidence {
  private final Dataset dataset;
  private final Optional<MatchedPair> pair;
  private final List<Member> members;
  private final List<Observation> observations = new ArrayList<>();

  private Evidence(Dataset dataset, Optional<MatchedPair> pair, List<Member> members) {
    this.dataset = dataset;
    this.pair = pair;
    this.members = List.copyOf(members);
  }

  /** A network that is looked at. */
  public record Member(String name, Kind kind) {}

  /**
   * One successful training, or one saved network.
   *
   * @param experiment whose training it is; empty for the comparison's own
   * @param level of what the experiment varies
   * @param kind of the network
   * @param seed of the training
   * @param network what was trained; empty for a saved network
   * @param correctness on the test images as they are, where that is known by image
   * @param accuracy on them, where that is known
   * @param measured what was measured besides
   */
  record Observation(
      Optional<String> experiment,
      double level,
      Kind kind,
      long seed,
      Optional<NetworkSpec> network,
      Optional<Correctness> correctness,
      Optional<Double> accuracy,
      List<Measured> measured) {}

  /** Nothing yet of a comparison of {@code pair} on {@code dataset}. */
  public static Evidence of(MatchedPair pair, Dataset dataset) {
    return new Evidence(
        dataset,
        Optional.of(pair),
        pair.members().stream().map(one -> new Member(one.name(), one.kind())).toList());
  }

  /** All that was measured on a saved network. */
  public static Evidence ofSaved(String name, Kind kind, Dataset dataset, List<Measured> measured) {
    Evidence evidence = new Evidence(dataset, Optional.empty(), List.of(new Member(name, kind)));
    evidence.observations.add(
        new Observation(
            Optional.empty(),
            0,
            kind,
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            measured));
    return evidence;
  }

  /** Adds a training of the comparison itself. */
  public void add(TrainingRun run) {
    add(Optional.empty(), 0, run);
  }

  /** Adds a training of an experiment. */
  public void add(Trial trial, TrainingRun run) {
    add(Optional.of(trial.experiment()), trial.level(), run);
  }

  private void add(Optional<String> experiment, double level, TrainingRun run) {
    if (!run.failed()) {
      observations.add(
          new Observation(
              experiment,
              level,
              run.network().kind(),
              run.seed(),
              Optional.of(run.network()),
              Optional.of(
                  Correctness.of(
                      List.of(run.predictions().stream().mapToInt(Integer::intValue).toArray()),
                      dataset.test().labels())),
              run.accuracy(),
              run.measured()));
    }
  }

  Dataset dataset() {
    return dataset;
  }

  /** The members that were compared; empty for a saved network. */
  Optional<MatchedPair> pair() {
    return pair;
  }

  /** The networks of the comparison itself, in their order. */
  List<Member> members() {
    return members;
  }

  /** The levels of an experiment of which something was seen, in order. */
  List<Double> levels(String experiment) {
    return observations.stream()
        .filter(one -> one.experiment().filter(experiment::equals).isPresent())
        .map(Observation::level)
        .distinct()
        .sorted()
        .toList();
  }

  /** Trainings of the comparison itself, in the order of seeds. */
  List<Observation> own(Kind kind) {
    return find(Optional.empty(), 0, kind);
  }

  /** Trainings of an experiment, in the order of seeds. */
  List<Observation> of(String experiment, double level, Kind kind) {
    return find(Optional.of(experiment), level, kind);
  }

  private List<Observation> find(Optional<String> experiment, double level, Kind kind) {
    return observations.stream()
        .filter(one -> one.experiment().equals(experiment) && one.level() == level)
        .filter(one -> one.kind() == kind)
        .toList();
  }

  /** How the networks of some trainings did on the test images as they are. */
  static Side side(List<Observation> seen) {
    return side(seen, Observation::correctness);
  }

  /** How they did otherwise; those of which that is not known are left out. */
  static Side side(
      List<Observation> seen, Function<Observation, Optional<Correctness>> correctness) {
    List<Observation> known =
        seen.stream().filter(one -> correctness.apply(one).isPresent()).toList();
    return new Side(
        known.stream().map(Observation::seed).toList(),
        known.stream().map(one -> correctness.apply(one).orElseThrow()).toList());
  }
}
