package org.evenmatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.evenmatch.Experiments.Trial;
import org.evenmatch.data.Dataset;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.match.NetworkCount;
import org.evenmatch.measure.ConfusionMatrix;
import org.evenmatch.measure.Interval;
import org.evenmatch.measure.PairedCounts;
import org.evenmatch.measure.Summary;
import org.evenmatch.measure.Throughput;
import org.evenmatch.report.RunDocument;
import org.evenmatch.report.RunDocument.ComparisonInfo;
import org.evenmatch.report.RunDocument.Configuration;
import org.evenmatch.report.RunDocument.Failure;
import org.evenmatch.report.RunDocument.LayerInfo;
import org.evenmatch.runtime.EngineInfo;
import org.evenmatch.runtime.Gpu;
import org.evenmatch.runtime.NvidiaDriver;
import org.evenmatch.runtime.Processor;
import org.evenmatch.spec.Kind;
import org.evenmatch.spec.NetworkSpec;
import org.evenmatch.spec.Probe;
import org.evenmatch.spec.RunRecipe;
import org.evenmatch.training.TrainingRun;

/** Puts counts, trainings and machine together into the document of a run. */
final class DocumentBuilder {
  private final MatchedPair pair;
  private final Dataset dataset;
  private final EngineInfo engine;
  private final List<String> command;
  private final Optional<RunRecipe> recipe;
  private final String digest;
  private final ProbeSections probes;
  private final List<TrainingRun> runs = new ArrayList<>();
  private final List<Failure> failures = new ArrayList<>();

  DocumentBuilder(
      MatchedPair pair,
      Dataset dataset,
      EngineInfo engine,
      List<String> command,
      Optional<RunRecipe> recipe,
      Set<Probe> probes) {
    this.pair = pair;
    this.dataset = dataset;
    this.engine = engine;
    this.command = command;
    this.recipe = recipe;
    this.digest = dataset.digest();
    this.probes = new ProbeSections(pair, dataset, probes);
  }

  /** Adds a training of the comparison itself. */
  void add(TrainingRun run) {
    runs.add(run);
    probes.add(run);
  }

  /** Adds a training of an experiment. */
  void add(Trial trial, TrainingRun run) {
    probes.add(trial, run);
    run.failure().ifPresent(reason -> failures.add(new Failure(trial.task().id(), reason)));
  }

  /** The trainings of the comparison itself, in order. */
  List<TrainingRun> mainRuns() {
    return List.copyOf(runs);
  }

  /**
   * The document of all that was added.
   *
   * @param folder where the networks were saved, if anywhere
   */
  RunDocument build(List<NetworkSpec> members, Optional<RunFolder> folder) {
    List<Configuration> configurations = new ArrayList<>();
    for (NetworkSpec member : members) {
      List<TrainingRun> own = runsOf(member, runs);
      if (!own.isEmpty()) {
        configurations.add(
            configuration(
                member,
                own,
                folder.isEmpty()
                    ? List.of()
                    : own.stream()
                        .filter(run -> !run.failed())
                        .map(run -> RunFolder.model(member.name(), run.seed()))
                        .toList()));
      }
    }
    return new RunDocument(
        RunDocument.SCHEMA,
        command,
        machine(),
        new RunDocument.DatasetInfo(
            dataset.name(),
            dataset.train().size(),
            dataset.test().size(),
            dataset.shape().height(),
            dataset.shape().width(),
            dataset.shape().channels(),
            dataset.classes().size(),
            dataset.classes(),
            digest),
        new RunDocument.PairInfo(pair.name(), pair.match().yamlName()),
        configurations,
        comparison(members, runs),
        probes.build(),
        failures,
        recipe);
  }

  private static List<TrainingRun> runsOf(NetworkSpec member, List<TrainingRun> runs) {
    return runs.stream().filter(run -> run.network().name().equals(member.name())).toList();
  }

  static RunDocument.Environment environment(EngineInfo engine) {
    return new RunDocument.Environment(
        engine.backend().yamlName(),
        engine.device(),
        engine.engine(),
        engine.nativeBuild(),
        engine.kernels(),
        engine.blas(),
        engine.threads(),
        engine.gpus() == 0 ? Optional.empty() : Optional.of(engine.gpus()));
  }

  static RunDocument.Machine machine() {
    Processor processor = Processor.detect();
    return new RunDocument.Machine(
        processor.name(),
        processor.cores(),
        Memory.totalBytes(),
        NvidiaDriver.current().gpus().stream().map(Gpu::name).toList(),
        System.getProperty("java.vm.name") + " " + Runtime.version(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"));
  }

  private Configuration configuration(
      NetworkSpec member, List<TrainingRun> runs, List<String> models) {
    NetworkCount count = NetworkCount.of(member);
    List<TrainingRun> good = runs.stream().filter(run -> !run.failed()).toList();
    Optional<String> error = runs.stream().flatMap(run -> run.failure().stream()).findFirst();
    return new Configuration(
        member.name(),
        member.kind().yamlName(),
        member.training().batch(),
        engine.precision().yamlName(),
        member.training().epochs(),
        member.training().optimizer().yamlName(),
        member.training().learningRate(),
        environment(engine),
        count.weights(),
        count.biases(),
        count.parameters(),
        count.buffers(),
        count.connections(),
        count.macs(),
        count.layers().stream().map(LayerInfo::of).toList(),
        throughput(runs, TrainingRun::trainExamplesPerSecond),
        throughput(runs, TrainingRun::inferenceExamplesPerSecond),
        good.isEmpty() ? Optional.empty() : Optional.of(accuracy(good)),
        good.isEmpty() ? Optional.empty() : Optional.of(accuracyInterval(good)),
        runs.stream()
            .flatMap(run -> run.curve().stream())
            .map(
                point ->
                    new RunDocument.CurvePoint(
                        point.seed(),
                        point.epoch(),
                        point.loss(),
                        point.trainAccuracy(),
                        point.testAccuracy(),
                        point.seconds()))
            .toList(),
        confusion(good),
        List.copyOf(models),
        error.isPresent() ? Configuration.FAILED : Configuration.OK,
        error);
  }

  private static Optional<Throughput> throughput(
      List<TrainingRun> runs, Function<TrainingRun, List<Double>> windows) {
    return Throughput.of(runs.stream().flatMap(run -> windows.apply(run).stream()).toList());
  }

  private static Summary accuracy(List<TrainingRun> runs) {
    return Summary.of(runs.stream().map(run -> run.confusion().orElseThrow().accuracy()).toList());
  }

  private static Interval accuracyInterval(List<TrainingRun> runs) {
    if (runs.size() > 1) {
      return Interval.ofMean(accuracy(runs));
    }
    ConfusionMatrix only = runs.get(0).confusion().orElseThrow();
    return Interval.ofProportion(only.right(), only.examples());
  }

  private static Optional<List<List<Integer>>> confusion(List<TrainingRun> runs) {
    return runs.stream()
        .map(run -> run.confusion().orElseThrow())
        .reduce(ConfusionMatrix::plus)
        .map(ConfusionMatrix::counts);
  }

  private Optional<ComparisonInfo> comparison(List<NetworkSpec> members, List<TrainingRun> runs) {
    List<PairedCounts> paired = new ArrayList<>();
    List<Double> differences = new ArrayList<>();
    int[] labels = dataset.test().labels();
    for (TrainingRun cnn : runs) {
      for (TrainingRun fc : runs) {
        if (cnn.network().kind() == Kind.CNN
            && fc.network().kind() == Kind.FC
            && cnn.seed() == fc.seed()
            && !cnn.failed()
            && !fc.failed()) {
          PairedCounts counts = PairedCounts.of(predictions(cnn), predictions(fc), labels);
          paired.add(counts);
          differences.add(counts.difference());
        }
      }
    }
    if (paired.isEmpty()) {
      return Optional.empty();
    }
    PairedCounts only = paired.get(0);
    Interval difference =
        paired.size() > 1
            ? Interval.ofMean(Summary.of(differences))
            : Interval.ofPairedDifference(only.onlyFirst(), only.onlySecond(), only.examples());
    return Optional.of(
        new ComparisonInfo(
            difference,
            paired.stream().map(PairedCounts::mcNemarP).toList(),
            pair.parameterRatio(),
            pair.macRatio(),
            throughputRatio(members, runs)));
  }

  private static int[] predictions(TrainingRun run) {
    return run.predictions().stream().mapToInt(Integer::intValue).toArray();
  }

  private static Optional<Double> throughputRatio(
      List<NetworkSpec> members, List<TrainingRun> runs) {
    Optional<Throughput> fc = Optional.empty();
    Optional<Throughput> cnn = Optional.empty();
    for (NetworkSpec member : members) {
      Optional<Throughput> own =
          throughput(runsOf(member, runs), TrainingRun::trainExamplesPerSecond);
      if (member.kind() == Kind.FC) {
        fc = own;
      } else {
        cnn = own;
      }
    }
    return fc.isPresent() && cnn.isPresent()
        ? Optional.of(fc.get().median() / cnn.get().median())
        : Optional.empty();
  }
}
