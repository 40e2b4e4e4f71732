package org.evenmatch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.evenmatch.Experiments.Trial;
import org.evenmatch.data.Dataset;
import org.evenmatch.data.Disturbance;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.match.NetworkCount;
import org.evenmatch.measure.Rightness;
import org.evenmatch.measure.Summary;
import org.evenmatch.report.ProbeResults;
import org.evenmatch.report.ProbeResults.BudgetPoint;
import org.evenmatch.report.ProbeResults.Change;
import org.evenmatch.report.ProbeResults.Levels;
import org.evenmatch.spec.Kind;
import org.evenmatch.spec.Probe;
import org.evenmatch.training.Examination;
import org.evenmatch.training.TrainingRun;

/** Puts what the experiments of a comparison gave into the document of a run. */
final class ProbeSections {
  private final MatchedPair pair;
  private final Dataset dataset;
  private final Set<Probe> probes;
  private final List<Measured> measured = new ArrayList<>();

  /** A finished training of an experiment; of the comparison itself where there is no probe. */
  private record Measured(Optional<Probe> probe, double level, TrainingRun run) {}

  ProbeSections(MatchedPair pair, Dataset dataset, Set<Probe> probes) {
    this.pair = pair;
    this.dataset = dataset;
    this.probes = probes;
  }

  /** Adds a training of the comparison itself. */
  void add(TrainingRun run) {
    measured.add(new Measured(Optional.empty(), 0, run));
  }

  /** Adds a training of an experiment. */
  void add(Trial trial, TrainingRun run) {
    measured.add(new Measured(Optional.of(trial.probe()), trial.level(), run));
  }

  /** The sections of all experiments that have something to show by now. */
  ProbeResults build() {
    return new ProbeResults(
        disturbed(Probe.SHIFT, "pixels"),
        permute(),
        data(),
        budget(),
        disturbed(Probe.NOISE, "grey levels"),
        disturbed(Probe.OCCLUSION, "pixels"),
        probes.contains(Probe.SHARING) ? Optional.of(SharingCounts.of(pair)) : Optional.empty(),
        calibration());
  }

  /** Successful runs of a kind, in the order of seeds. */
  private List<TrainingRun> runs(Optional<Probe> probe, double level, Kind kind) {
    return measured.stream()
        .filter(one -> one.probe().equals(probe) && one.level() == level)
        .map(Measured::run)
        .filter(run -> run.network().kind() == kind && !run.failed())
        .toList();
  }

  private Optional<Levels> disturbed(Probe probe, String unit) {
    if (!probes.contains(probe)) {
      return Optional.empty();
    }
    Disturbance disturbance = Examination.disturbance(probe).orElseThrow();
    List<Integer> levels = disturbance.levels(dataset.shape());
    LevelsBuilder builder = new LevelsBuilder(unit);
    for (int i = 0; i < levels.size(); i++) {
      int index = i;
      builder.add(
          levels.get(i),
          side(Optional.empty(), 0, Kind.FC, run -> rightness(run, disturbance, index)),
          side(Optional.empty(), 0, Kind.CNN, run -> rightness(run, disturbance, index)));
    }
    return builder.build(pair);
  }

  private static Rightness rightness(TrainingRun run, Disturbance disturbance, int index) {
    return run.examination().of(disturbance).orElseThrow().rightness().get(index);
  }

  private Rightness predictions(TrainingRun run) {
    int[] predicted = run.predictions().stream().mapToInt(Integer::intValue).toArray();
    return Rightness.of(List.of(predicted), dataset.test().labels());
  }

  private Side side(
      Optional<Probe> probe, double level, Kind kind, Function<TrainingRun, Rightness> rightness) {
    List<TrainingRun> runs = runs(probe, level, kind);
    return new Side(
        runs.stream().map(TrainingRun::seed).toList(), runs.stream().map(rightness).toList());
  }

  private Optional<Levels> data() {
    LevelsBuilder builder = new LevelsBuilder("training images");
    Set<Double> sizes = new TreeSet<>();
    measured.stream()
        .filter(one -> one.probe().equals(Optional.of(Probe.DATA)))
        .forEach(one -> sizes.add(one.level()));
    if (sizes.isEmpty()) {
      return Optional.empty();
    }
    for (double size : sizes) {
      Optional<Probe> data = Optional.of(Probe.DATA);
      builder.add(
          (int) size,
          side(data, size, Kind.FC, this::predictions),
          side(data, size, Kind.CNN, this::predictions));
    }
    builder.add(
        dataset.train().size(), side(Optional.empty(), Kind.FC), side(Optional.empty(), Kind.CNN));
    return builder.build(pair);
  }

  private Side side(Optional<Probe> probe, Kind kind) {
    return side(probe, 0, kind, this::predictions);
  }

  private Optional<ProbeResults.Permute> permute() {
    Optional<Probe> permuted = Optional.of(Probe.PERMUTE);
    List<Side> sides =
        Side.common(
            List.of(
                side(Optional.empty(), Kind.FC),
                side(Optional.empty(), Kind.CNN),
                side(permuted, Kind.FC),
                side(permuted, Kind.CNN)));
    if (sides.get(0).isEmpty()) {
      return Optional.empty();
    }
    Side fc = sides.get(0);
    Side cnn = sides.get(1);
    Side permutedFc = sides.get(2);
    Side permutedCnn = sides.get(3);
    return Optional.of(
        new ProbeResults.Permute(
            List.of(
                change(pair.fullyConnected().name(), Kind.FC, fc, permutedFc),
                change(pair.convolutional().name(), Kind.CNN, cnn, permutedCnn)),
            cnn.minus(fc),
            permutedCnn.minus(permutedFc)));
  }

  private static Change change(String name, Kind kind, Side before, Side after) {
    return new Change(
        name, kind.yamlName(), before.accuracy(), after.accuracy(), after.minus(before));
  }

  private Optional<ProbeResults.Budget> budget() {
    List<BudgetPoint> points = new ArrayList<>();
    Set<Double> scales = new TreeSet<>();
    measured.stream()
        .filter(one -> one.probe().equals(Optional.of(Probe.BUDGET)))
        .forEach(one -> scales.add(one.level()));
    if (scales.isEmpty()) {
      return Optional.empty();
    }
    for (Kind kind : Kind.values()) {
      for (double scale : scales) {
        point(runs(Optional.of(Probe.BUDGET), scale, kind), scale).ifPresent(points::add);
      }
      point(runs(Optional.empty(), 0, kind), 1).ifPresent(points::add);
    }
    return Optional.of(
        new ProbeResults.Budget(
            pair.match().yamlName(),
            points.stream()
                .map(
                    point ->
                        new BudgetPoint(
                            point.scale(),
                            point.name(),
                            point.kind(),
                            point.parameters(),
                            point.macs(),
                            point.accuracy(),
                            points.stream()
                                .noneMatch(
                                    other ->
                                        other.parameters() <= point.parameters()
                                            && better(other, point)),
                            points.stream()
                                .noneMatch(
                                    other -> other.macs() <= point.macs() && better(other, point))))
                .sorted(Comparator.comparing(BudgetPoint::kind).thenComparing(BudgetPoint::scale))
                .toList()));
  }

  private static boolean better(BudgetPoint other, BudgetPoint point) {
    return other.accuracy().mean() > point.accuracy().mean();
  }

  private static Optional<BudgetPoint> point(List<TrainingRun> runs, double scale) {
    if (runs.isEmpty()) {
      return Optional.empty();
    }
    NetworkCount count = NetworkCount.of(runs.get(0).network());
    return Optional.of(
        new BudgetPoint(
            scale,
            count.network().name(),
            count.network().kind().yamlName(),
            count.parameters(),
            count.macs(),
            Summary.of(runs.stream().map(run -> run.accuracy().orElseThrow()).toList()),
            false,
            false));
  }

  private Optional<ProbeResults.Reliability> calibration() {
    List<ProbeResults.Calibrated> members = new ArrayList<>();
    for (Kind kind : List.of(Kind.FC, Kind.CNN)) {
      List<TrainingRun> runs =
          runs(Optional.empty(), 0, kind).stream()
              .filter(run -> run.examination().calibration().isPresent())
              .toList();
      if (!runs.isEmpty()) {
        members.add(
            Calibrations.of(
                runs.get(0).network().name(),
                kind.yamlName(),
                runs.stream().map(run -> run.examination().calibration().orElseThrow()).toList()));
      }
    }
    return members.isEmpty()
        ? Optional.empty()
        : Optional.of(new ProbeResults.Reliability(members));
  }
}
