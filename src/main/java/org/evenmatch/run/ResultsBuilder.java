package org.evenmatch.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.evenmatch.data.Dataset;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.RunPlan;
import org.evenmatch.definition.Training;
import org.evenmatch.engine.EngineInfo;
import org.evenmatch.experiment.Evidence;
import org.evenmatch.experiment.Experiment;
import org.evenmatch.experiment.Experiments;
import org.evenmatch.experiment.Trial;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.match.NetworkCount;
import org.evenmatch.measure.ConfusionMatrix;
import org.evenmatch.measure.Correctness;
import org.evenmatch.measure.Interval;
import org.evenmatch.measure.MeanOverSeeds;
import org.evenmatch.measure.PairedCounts;
import org.evenmatch.measure.Summary;
import org.evenmatch.measure.Throughput;
import org.evenmatch.report.Configuration;
import org.evenmatch.report.Configuration.Outcome;
import org.evenmatch.report.Environment;
import org.evenmatch.report.FailedSeed;
import org.evenmatch.report.KeptEpoch;
import org.evenmatch.report.Results;
import org.evenmatch.report.Results.ComparisonInfo;
import org.evenmatch.report.Results.Failure;
import org.evenmatch.report.Search;
import org.evenmatch.report.Speed;
import org.evenmatch.training.TrainingRun;

/** Puts counts, trainings and machine together into the results of a run. */
final class ResultsBuilder {
  private final MatchedPair pair;
  private final Dataset dataset;
  private final EngineInfo engine;
  private final List<String> command;
  private final Optional<RunPlan> plan;
  private final List<Experiment<?>> experiments;
  private final boolean saved;
  private final Optional<Search> search;
  private final String digest;
  private final Evidence evidence;
  private final List<TrainingRun> runs = new ArrayList<>();
  private final List<Failure> failures = new ArrayList<>();

  /**
   * Begins without a training.
   *
   * @param pair the members that are trained
   * @param saved whether trained networks are saved in the run's folder
   * @param search how the members' recipes were found, if they were searched
   */
  ResultsBuilder(
      MatchedPair pair,
      Dataset dataset,
      EngineInfo engine,
      List<String> command,
      Optional<RunPlan> plan,
      List<Experiment<?>> experiments,
      boolean saved,
      Optional<Search> search) {
    this.pair = pair;
    this.dataset = dataset;
    this.engine = engine;
    this.command = command;
    this.plan = plan;
    this.experiments = experiments;
    this.saved = saved;
    this.search = search;
    this.digest = dataset.digest();
    this.evidence = Evidence.of(pair, dataset);
  }

  /** Adds a training of the comparison itself. */
  void add(TrainingRun run) {
    runs.add(run);
    evidence.add(run);
  }

  /** Adds a training of an experiment. */
  void add(Trial trial, TrainingRun run) {
    evidence.add(trial, run);
    run.failure().ifPresent(reason -> failures.add(new Failure(trial.task().id(), reason)));
  }

  /** The trainings of the comparison itself, in order. */
  List<TrainingRun> mainRuns() {
    return List.copyOf(runs);
  }

  /** The results of all that was added. */
  Results build() {
    JsonNode probes =
        runs.isEmpty()
            ? Experiments.results(List.of(), evidence)
            : Experiments.results(experiments, evidence);
    return new Results(
        Results.SCHEMA,
        command,
        Machines.current(),
        Optional.of(
            new Results.DatasetInfo(
                dataset.name(),
                dataset.train().size(),
                dataset.test().size(),
                dataset.shape().height(),
                dataset.shape().width(),
                dataset.shape().channels(),
                dataset.classes().size(),
                dataset.classes(),
                digest)),
        Optional.of(new Results.PairInfo(pair.name(), pair.match().yamlName())),
        pair.members().stream()
            .filter(member -> !of(member).isEmpty())
            .map(member -> configuration(member, of(member)))
            .toList(),
        comparison(pair.members().get(0), pair.members().get(pair.members().size() - 1)),
        probes,
        failures,
        plan,
        Optional.empty(),
        search,
        comparisons());
  }

  /** Each member against the one before it, where there are more than two. */
  private List<ComparisonInfo> comparisons() {
    List<NetworkSpec> members = pair.members();
    return members.size() < 3
        ? List.of()
        : IntStream.range(1, members.size())
            .mapToObj(i -> comparison(members.get(i - 1), members.get(i)))
            .flatMap(Optional::stream)
            .toList();
  }

  private List<TrainingRun> of(NetworkSpec member) {
    return runs.stream().filter(run -> run.network().name().equals(member.name())).toList();
  }

  private Configuration configuration(NetworkSpec member, List<TrainingRun> own) {
    Configuration configuration =
        Configuration.of(member)
            .by(environments(own), engine.precision().yamlName())
            .with(outcome(member, own))
            .with(
                Speed.ofRates(
                    throughput(own, TrainingRun::trainExamplesPerSecond),
                    throughput(own, TrainingRun::inferenceExamplesPerSecond)));
    return own.stream()
        .flatMap(run -> run.failure().stream())
        .findFirst()
        .map(configuration::failed)
        .orElse(configuration);
  }

  /** What computed these trainings; this process's engine where none says. */
  private List<Environment> environments(List<TrainingRun> own) {
    List<EngineInfo> engines =
        own.stream().flatMap(run -> run.engines().stream()).distinct().toList();
    return (engines.isEmpty() ? List.of(engine) : engines)
        .stream().map(Machines::environment).toList();
  }

  private Outcome outcome(NetworkSpec member, List<TrainingRun> own) {
    Training training = member.training();
    List<TrainingRun> good = own.stream().filter(run -> !run.failed()).toList();
    return new Outcome(
        Optional.of(training.epochs()),
        Optional.of(training.optimizer().yamlName()),
        Optional.of(training.learningRate()),
        Optional.of(training),
        good.isEmpty() ? Optional.empty() : Optional.of(accuracy(good)),
        good.isEmpty() ? Optional.empty() : Optional.of(accuracyInterval(good)),
        own.stream()
            .flatMap(run -> run.curve().stream())
            .map(
                point ->
                    new Configuration.CurvePoint(
                        point.seed(),
                        point.epoch(),
                        point.loss(),
                        point.trainAccuracy(),
                        point.testAccuracy(),
                        point.seconds()))
            .toList(),
        good.stream()
            .map(run -> run.confusion().orElseThrow())
            .reduce(ConfusionMatrix::plus)
            .map(ConfusionMatrix::counts),
        saved
            ? good.stream().map(run -> RunFolder.model(member.name(), run.seed())).toList()
            : List.of(),
        good.stream()
            .flatMap(run -> run.keptEpoch().stream().map(epoch -> new KeptEpoch(run.seed(), epoch)))
            .toList(),
        own.stream()
            .flatMap(run -> run.failure().stream().map(why -> new FailedSeed(run.seed(), why)))
            .toList());
  }

  private static Optional<Throughput> throughput(
      List<TrainingRun> runs, Function<TrainingRun, List<Double>> windows) {
    return Throughput.of(runs.stream().flatMap(run -> windows.apply(run).stream()).toList());
  }

  private static Summary accuracy(List<TrainingRun> runs) {
    return Summary.of(runs.stream().map(run -> run.confusion().orElseThrow().accuracy()).toList());
  }

  private Interval accuracyInterval(List<TrainingRun> runs) {
    return Correctness.accuracyInterval(runs.stream().map(this::correctness).toList());
  }

  /** Both members on the seeds with which both were trained; empty without one. */
  private Optional<ComparisonInfo> comparison(NetworkSpec reference, NetworkSpec subject) {
    List<PairedCounts> paired = new ArrayList<>();
    List<double[]> differences = new ArrayList<>();
    if (reference.kind() != subject.kind()) {
      for (TrainingRun one : of(subject)) {
        of(reference).stream()
            .filter(other -> other.seed() == one.seed() && !other.failed() && !one.failed())
            .forEach(
                other -> {
                  Correctness first = correctness(one);
                  Correctness second = correctness(other);
                  paired.add(first.paired(second).orElseThrow());
                  differences.add(first.minus(second));
                });
      }
    }
    if (paired.isEmpty()) {
      return Optional.empty();
    }
    Interval difference =
        paired.size() > 1 ? MeanOverSeeds.of(differences).interval() : paired.get(0).interval();
    NetworkCount referenceCount = NetworkCount.of(reference);
    NetworkCount subjectCount = NetworkCount.of(subject);
    return Optional.of(
        new ComparisonInfo(
            subject.kind().yamlName(),
            reference.kind().yamlName(),
            difference,
            paired.stream().map(PairedCounts::mcNemarP).toList(),
            (double) referenceCount.parameters() / subjectCount.parameters(),
            (double) referenceCount.macs() / subjectCount.macs(),
            throughput(of(reference), TrainingRun::trainExamplesPerSecond)
                .flatMap(
                    first ->
                        throughput(of(subject), TrainingRun::trainExamplesPerSecond)
                            .map(second -> first.median() / second.median())),
            Optional.of(
                paired.size() > 1 ? ComparisonInfo.SEEDS_AND_IMAGES : ComparisonInfo.IMAGES)));
  }

  private Correctness correctness(TrainingRun run) {
    int[] predictions = run.predictions().stream().mapToInt(Integer::intValue).toArray();
    return Correctness.of(List.of(predictions), dataset.test().labels());
  }
}
