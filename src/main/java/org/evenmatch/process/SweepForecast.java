package org.evenmatch.process;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.evenmatch.data.Dataset;
import org.evenmatch.data.Datasets;
import org.evenmatch.definition.Computing;
import org.evenmatch.definition.Images;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.RunPlan;
import org.evenmatch.definition.SweepPlan.Cell;
import org.evenmatch.definition.SweepPlan.Task;
import org.evenmatch.engine.Backend;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.match.NetworkCount;
import org.evenmatch.process.WorkerRequest.Network;
import org.evenmatch.process.WorkerRequest.Paces;
import org.evenmatch.report.Numbers;
import org.evenmatch.report.Table;
import org.evenmatch.report.Table.Cells;
import org.evenmatch.run.ComparisonRun;
import org.evenmatch.training.Benchmark;

/** What a sweep will take, listed before it begins: every place, its arithmetic, and the time. */
final class SweepForecast {
  /** Below it a sweep is done sooner than steps are timed. */
  private static final double LEAST_TFLOP = 3;

  private static final double FLOP_PER_TFLOP = 1e12;
  private static final double NANOS_PER_MINUTE = TimeUnit.MINUTES.toNanos(1);
  private static final int MOST_LISTED = 40;

  /** A forward pass is a third of a training step. */
  private static final double TESTED = 1.0 / 3;

  private final SweepRuns.Start start;
  private final List<Place> places;

  private SweepForecast(SweepRuns.Start start, List<Place> places) {
    this.start = start;
    this.places = places;
  }

  /** One member at a place, and how many seeds of it are trained here. */
  private record Place(Task task, NetworkSpec network, long images, long tests, int seeds) {
    double trainMacs() {
      return Benchmark.trainMacs(NetworkCount.of(network));
    }

    /** Examples that are trained on, tests as the part of one that they cost. */
    double examples() {
      return network.training().epochs() * (images + TESTED * tests);
    }

    double tflop() {
      return 2 * trainMacs() * examples() * seeds / FLOP_PER_TFLOP;
    }

    Key key() {
      return new Key(task.cell().pair(), task.member());
    }

    Network timed() {
      return new Network(
          task.cell().pair(),
          task.definition(),
          Optional.of(task.cell().match()),
          task.member(),
          network.training().batch());
    }
  }

  /** What is timed once: elsewhere the same pair's member has the same pace a MAC. */
  private record Key(String pair, Kind member) {}

  /** A place and a member. */
  private record Spot(Cell cell, Kind member) {}

  /**
   * Looks at every task of {@code start}.
   *
   * @throws InvalidInputException if one cannot be done
   */
  static SweepForecast of(SweepRuns.Start start) {
    Map<Images, Dataset> loaded = new HashMap<>();
    Map<Spot, Place> places = new LinkedHashMap<>();
    for (Task task : start.plan().tasks()) {
      places.computeIfAbsent(
          new Spot(task.cell(), task.member()), key -> place(start, task, loaded));
    }
    Map<Spot, Integer> seeds = new HashMap<>();
    start
        .shard()
        .of(start.plan().tasks())
        .forEach(task -> seeds.merge(new Spot(task.cell(), task.member()), 1, Integer::sum));
    List<Place> here = new ArrayList<>();
    places.forEach(
        (spot, place) -> {
          if (seeds.containsKey(spot)) {
            here.add(
                new Place(
                    place.task(), place.network(), place.images(), place.tests(), seeds.get(spot)));
          }
        });
    return new SweepForecast(start, here);
  }

  private static Place place(SweepRuns.Start start, Task task, Map<Images, Dataset> loaded) {
    RunPlan plan = start.plan().run(task, start.computing(), SweepRuns.CHECKPOINT_SECONDS);
    Images all = new Images(plan.images().dataset(), plan.images().dataDir(), Optional.empty());
    Dataset dataset = loaded.computeIfAbsent(all, images -> Datasets.load(images, task.seed()));
    try {
      ComparisonRun run = ComparisonRun.of(plan, dataset).check();
      return new Place(
          task,
          run.design().pair().member(task.member()),
          run.design().dataset().train().size(),
          run.design().dataset().test().size(),
          0);
    } catch (InvalidInputException e) {
      throw new InvalidInputException("task " + task.name() + ": " + e.getMessage(), e);
    }
  }

  private int trainings() {
    return places.stream().mapToInt(Place::seeds).sum();
  }

  private double tflop() {
    return places.stream().mapToDouble(Place::tflop).sum();
  }

  /** How much there is to do, in a line. */
  String summary() {
    return String.format(
        Locale.ROOT,
        "%,d trainings%s, %s",
        trainings(),
        start.shard().count() == 1 ? "" : " of shard " + start.shard(),
        tflop() < 1 ? "less than 1 TFLOP" : String.format(Locale.ROOT, "%,.0f TFLOP", tflop()));
  }

  /** The first places, a line each, and how many more there are. */
  List<String> listing() {
    List<Place> listed = places.subList(0, Math.min(MOST_LISTED, places.size()));
    List<String> lines =
        new ArrayList<>(
            Table.of(
                    List.<Cells<Place>>of(
                        new Cells<>("network", place -> place.network().name()),
                        new Cells<>("dataset", place -> place.task().cell().dataset()),
                        new Cells<>("matched by", place -> place.task().cell().match().yamlName()),
                        new Cells<>("images", place -> Numbers.count(place.images())),
                        new Cells<>(
                            "epochs", place -> Numbers.count(place.network().training().epochs())),
                        new Cells<>(
                            "batch", place -> Numbers.count(place.network().training().batch())),
                        new Cells<>("seeds", place -> Numbers.count(place.seeds())),
                        new Cells<>(
                            "TFLOP", place -> String.format(Locale.ROOT, "%,.1f", place.tflop()))),
                    listed)
                .asText()
                .lines()
                .toList());
    if (listed.size() < places.size()) {
      lines.add("and " + Numbers.count(places.size() - listed.size()) + " more");
    }
    return lines;
  }

  /** How long it will take, from steps timed on this machine; empty where that is soon seen. */
  Optional<String> time(Supervision supervision) {
    boolean elsewhere = start.cluster().isPresent();
    boolean onGpus = start.computing().backend().equals(Backend.CUDA.yamlName());
    if (tflop() < LEAST_TFLOP || (elsewhere && onGpus)) {
      return Optional.empty();
    }
    Computing computing =
        elsewhere
            ? new Computing(
                Backend.CPU.yamlName(),
                Optional.empty(),
                Optional.empty(),
                start.computing().threads())
            : start.computing();
    EngineProcess engine = EngineProcess.find(computing, supervision.notices());
    Map<Key, Place> timed = new LinkedHashMap<>();
    places.forEach(place -> timed.putIfAbsent(place.key(), place));
    long begin = System.nanoTime();
    Optional<Paces> paces =
        engine
            .askWorker(
                new WorkerRequest.Pace(
                    timed.values().stream().map(Place::timed).toList(), computing),
                supervision)
            .as(Paces.class);
    double elapsedNanos = System.nanoTime() - begin;
    return paces.map(
        found -> {
          Map<Key, Double> nanosPerMac = new HashMap<>();
          for (Place place : timed.values()) {
            nanosPerMac.put(
                place.key(), found.nanosPerExample().get(nanosPerMac.size()) / place.trainMacs());
          }
          double nanos = 0;
          for (Place place : places) {
            nanos +=
                place.seeds() * place.examples() * place.trainMacs() * nanosPerMac.get(place.key());
          }
          // Every training's process starts as the one did that timed the steps.
          nanos += trainings() * (elapsedNanos - found.elapsedNanos());
          return text(nanos / NANOS_PER_MINUTE);
        });
  }

  private String text(double minutes) {
    if (start.cluster().isPresent()) {
      return String.format(
          Locale.ROOT, "about %s one after the other on this processor", inWords(minutes));
    }
    // Trainings beside each other on one GPU share it.
    boolean onGpus = start.computing().backend().equals(Backend.CUDA.yamlName());
    return String.format(
        Locale.ROOT,
        "about %s, %d at a time",
        inWords(onGpus ? minutes : minutes / start.jobs()),
        start.jobs());
  }

  private static String inWords(double minutes) {
    if (minutes < 1.5) {
      return "a minute";
    }
    return minutes < 120
        ? String.format(Locale.ROOT, "%.0f minutes", minutes)
        : String.format(Locale.ROOT, "%,.1f hours", minutes / 60);
  }
}
