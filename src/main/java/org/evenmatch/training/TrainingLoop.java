package org.evenmatch.training;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.data.Batch;
import org.evenmatch.data.Batches;
import org.evenmatch.data.Dataset;
import org.evenmatch.data.ImageSet;
import org.evenmatch.data.Normalization;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.TestViews;
import org.evenmatch.definition.Training;
import org.evenmatch.engine.EngineInfo;
import org.evenmatch.engine.NativeRuntime;
import org.evenmatch.kernels.KernelLibrary;
import org.evenmatch.kernels.NetworkRunner;
import org.evenmatch.measure.ThroughputMeter;
import org.evenmatch.network.KeptParameters;
import org.evenmatch.network.Networks;
import org.evenmatch.network.Runners;
import org.evenmatch.network.SparseWeights;
import org.evenmatch.training.TrainingEvent.EpochDone;
import org.evenmatch.training.TrainingEvent.Started;
import org.evenmatch.training.TrainingEvent.Stepped;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The fit loop of one training, from its first step or from where it was last saved. */
final class TrainingLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingLoop.class);
  private static final int MOST_TRAIN_EVALUATED = 10_000;
  private static final int MANY_EXAMPLES = 10_000;

  private final TrainingTask task;
  private final TrainerSettings settings;
  private final NetworkSpec spec;
  private final Dataset dataset;
  private final ImageSet trainImages;
  private final MultiLayerNetwork network;
  private final WeightAverage average;
  private final BestEpoch best;
  private final Optional<SparseWeights> sparse;
  private final NetworkRunner runner;
  private final TimedSteps steps;
  private final Classifier classifier;
  private final Batches train;
  private final ThroughputMeter meter;
  private final List<EpochResult> curve;
  private final List<EngineInfo> engines;

  private int epoch;
  private int batches;
  private double lossSum;
  private long examples;
  private long epochNanos;
  private long trainedNanos;
  private long savedNanos = System.nanoTime();
  private Duration savedFor = Duration.ZERO;

  TrainingLoop(TrainingTask task, TrainerSettings settings) {
    this.task = task;
    this.settings = settings;
    this.spec = task.network();
    this.dataset = task.dataset();
    Training training = spec.training();
    this.network = Networks.build(spec, task.seed(), dataset.train().size());
    Normalization normalization = Normalization.of(dataset.train());
    Whitening.set(network, spec, dataset.train(), normalization);
    task.start().ifPresent(trained -> Start.from(trained, task, settings, network));
    this.sparse = SparseWeights.of(network, spec, task.seed());
    this.average =
        new WeightAverage(training.averaging(), network, training.steps(dataset.train().size()));
    int setAside = training.validationImages(dataset.train().size());
    Optional<Dataset> divided =
        setAside == 0
            ? Optional.empty()
            : Optional.of(dataset.withValidation(setAside, task.seed()));
    this.trainImages = divided.orElse(dataset).train();
    this.best = new BestEpoch(training, divided.map(Dataset::test), network);
    TrainingState state =
        settings.journal().resume(task, network, kept()).orElse(TrainingState.START);
    best.restore(state.best());
    KernelLibrary.current().choose(state.algorithms());
    this.runner = Runners.of(network);
    this.steps = new TimedSteps(runner);
    int classes = dataset.classes().size();
    boolean flat = spec.input().flat();
    this.train = Batches.toTrain(spec, trainImages, classes, normalization);
    this.classifier =
        new Classifier(
            network, runner, normalization, classes, training.batch(), flat, TestViews.NONE);
    this.meter = new ThroughputMeter(state.examplesPerSecond());
    this.curve = new ArrayList<>(state.curve());
    this.engines =
        Stream.concat(
                state.engines().stream(),
                Stream.of(NativeRuntime.current().start().with(KernelLibrary.inUse(network))))
            .distinct()
            .toList();
    this.epoch = state.epoch();
    this.batches = state.batches();
    this.lossSum = state.lossSum();
    this.examples = state.examples();
    this.epochNanos = state.epochNanos();
    this.trainedNanos = state.trainedNanos();
  }

  /** Gives back what the images take on a device. */
  @Override
  public void close() {
    sparse.ifPresent(SparseWeights::close);
    try {
      train.close();
    } finally {
      runner.close();
    }
  }

  private KeptParameters kept() {
    return new KeptParameters(average.values(), best.values());
  }

  /** The epoch whose parameters the network has in the end, if that was asked for. */
  Optional<Integer> keptEpoch() {
    return best.mark().map(BestEpoch.Mark::epoch);
  }

  MultiLayerNetwork network() {
    return network;
  }

  Classifier classifier() {
    return classifier;
  }

  /** That it begins, or is taken up. */
  Started started() {
    return new Started(task.id(), train.perEpoch(), ((epoch - 1L) * train.perEpoch()) + batches);
  }

  /** What computed it, in order. */
  List<EngineInfo> engines() {
    return engines;
  }

  /** One point a finished epoch. */
  List<EpochResult> curve() {
    return List.copyOf(curve);
  }

  /**
   * Windows of training throughput. A training of many examples that was over too soon to be
   * measured goes on with a network that nobody sees, for less than a second.
   */
  List<Double> examplesPerSecond() {
    long trained = (long) curve.size() * trainImages.size();
    if (task.everyEpoch() && trained >= MANY_EXAMPLES && meter.examplesPerSecondAtEnd().isEmpty()) {
      try (NetworkRunner other = Runners.of(Networks.build(spec, task.seed()))) {
        other.startEpoch(1);
        TimedSteps again = new TimedSteps(other);
        Iterator<Batch> endless = train.endless(task.seed());
        while (meter.windows() == 0) {
          again.step(endless).ifPresent(span -> meter.add(span.examples(), span.elapsedNanos()));
        }
      }
    }
    return meter.examplesPerSecondAtEnd();
  }

  /**
   * Trains to the end of the last epoch.
   *
   * @throws DivergedException if a loss is not finite
   * @throws StoppedException if it was asked to stop; where it stands is saved
   */
  void run() {
    while (!isOver(epoch)) {
      runner.startEpoch(epoch);
      fitEpoch();
      endEpoch();
      if (!isOver(epoch) && settings.stop().isRequested()) {
        save();
        throw new StoppedException(task.id());
      }
    }
  }

  /** Whether no more is to be done before {@code next}, the number of an epoch. */
  private boolean isOver(int next) {
    return next > spec.training().epochs() || best.isOver(next - 1);
  }

  private void fitEpoch() {
    Iterator<Batch> iterator = train.shuffled(task.seed(), epoch, batches).iterator();
    while (iterator.hasNext()) {
      Optional<TimedSteps.Span> span = steps.step(iterator, this::stepped);
      if (span.isPresent()) {
        count(span.get());
        saveIfDue(iterator.hasNext());
      }
    }
  }

  private void stepped() {
    if (sparse.isPresent()) {
      runner.updateNetwork();
      sparse.get().apply();
      runner.parametersChanged();
    }
    average.stepped(runner);
  }

  private void count(TimedSteps.Span span) {
    double loss = span.loss();
    lossSum += span.lossSum();
    batches += span.batches();
    examples += span.examples();
    epochNanos += span.elapsedNanos();
    meter.add(span.examples(), span.elapsedNanos());
    settings
        .listener()
        .on(
            new Stepped(
                epoch, batches, loss, ThroughputMeter.examplesPerSecond(examples, epochNanos)));
    if (!Double.isFinite(loss)) {
      throw new DivergedException(loss, batches, epoch, spec.training());
    }
  }

  private void endEpoch() {
    trainedNanos += epochNanos;
    if (best.values().isPresent()) {
      var unused = average.during(runner, () -> best.look(epoch, classifier, runner));
    }
    boolean last = isOver(epoch + 1);
    if (task.everyEpoch() || last) {
      EpochResult result = average.during(runner, this::measured);
      curve.add(result);
      LOG.info("{} {}", task.id(), result);
      settings.listener().on(new EpochDone(result));
    }
    if (last) {
      average.finish(runner);
      best.finish(runner);
    }
    epoch++;
    batches = 0;
    lossSum = 0;
    examples = 0;
    epochNanos = 0;
    Duration apart = settings.untilNextEpochsCheckpoint(savedFor);
    if (last || System.nanoTime() - savedNanos > apart.toNanos()) {
      save();
    }
  }

  private EpochResult measured() {
    return new EpochResult(
        task.seed(),
        epoch,
        lossSum / batches,
        classifier.confusion(trainImages.first(MOST_TRAIN_EVALUATED)).accuracy(),
        classifier.confusion(dataset.test()).accuracy(),
        trainedNanos / 1e9);
  }

  private void saveIfDue(boolean middleOfEpoch) {
    boolean stop = settings.stop().isRequested();
    boolean due = System.nanoTime() - savedNanos > settings.checkpointEvery().toNanos();
    if (middleOfEpoch && (stop || due)) {
      save();
    }
    if (stop && middleOfEpoch) {
      throw new StoppedException(task.id());
    }
  }

  private void save() {
    long began = System.nanoTime();
    runner.updateNetwork();
    settings
        .journal()
        .checkpoint(
            task,
            network,
            kept(),
            new TrainingState(
                epoch,
                batches,
                lossSum,
                examples,
                epochNanos,
                trainedNanos,
                curve,
                meter.examplesPerSecond(),
                engines,
                KernelLibrary.current().chosenAlgorithms(),
                best.mark()));
    savedNanos = System.nanoTime();
    savedFor = Duration.ofNanos(savedNanos - began);
  }
}
