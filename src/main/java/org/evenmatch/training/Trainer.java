package org.evenmatch.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.data.Batch;
import org.evenmatch.data.Batches;
import org.evenmatch.data.Dataset;
import org.evenmatch.data.ImageSet;
import org.evenmatch.data.Normalization;
import org.evenmatch.measure.ConfusionMatrix;
import org.evenmatch.measure.ThroughputMeter;
import org.evenmatch.network.NetworkRunner;
import org.evenmatch.network.Networks;
import org.evenmatch.spec.Kind;
import org.evenmatch.spec.NetworkSpec;
import org.nd4j.linalg.exception.ND4JIllegalStateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trains networks on one dataset; the members of a pair see the same batches in the same order. */
public final class Trainer {
  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);
  private static final int MOST_TRAIN_EVALUATED = 10_000;
  private static final int INFERENCE_WINDOWS = 5;
  private static final long MOST_INFERENCE_NANOS = 10_000_000_000L;

  private final Dataset dataset;
  private final Normalization normalization;
  private final TrainingListener listener;

  public Trainer(Dataset dataset, TrainingListener listener) {
    this.dataset = dataset;
    this.normalization = Normalization.of(dataset.train());
    this.listener = listener;
  }

  /**
   * Trains a new network by its own training settings and measures it. A training that fails, by
   * diverging or by an exception, gives a run that says why.
   *
   * @param spec a network that fits the dataset
   * @param seed of the initial parameters, dropout and the order of examples
   * @param trained receives the network when it is trained, not when training failed
   */
  public TrainingRun train(NetworkSpec spec, long seed, Consumer<MultiLayerNetwork> trained) {
    List<EpochResult> curve = new ArrayList<>();
    ThroughputMeter throughput = new ThroughputMeter();
    TrainingRun run;
    try {
      run = trainOrThrow(spec, seed, trained, curve, throughput);
    } catch (DivergedException | ND4JIllegalStateException | OutOfMemoryError e) {
      LOG.error("{} seed {} failed", spec.name(), seed, e);
      run = failed(spec, seed, curve, throughput, reason(e));
    }
    listener.finished(run);
    return run;
  }

  private static String reason(Throwable e) {
    return e instanceof DivergedException ? e.getMessage() : "crashed: " + e;
  }

  private TrainingRun trainOrThrow(
      NetworkSpec spec,
      long seed,
      Consumer<MultiLayerNetwork> trained,
      List<EpochResult> curve,
      ThroughputMeter throughput) {
    MultiLayerNetwork network = Networks.build(spec, seed);
    NetworkRunner.builtInReason(network)
        .ifPresent(
            reason ->
                listener.notice(
                    spec.name() + " runs by Deeplearning4j's own, slower methods: " + reason));
    NetworkRunner runner = NetworkRunner.of(network);
    Batches train = batches(spec, dataset.train());
    listener.started(spec, seed, spec.training().epochs(), train.perEpoch());
    long trainedNanos = 0;
    int[] predictions = new int[0];
    for (int epoch = 1; epoch <= spec.training().epochs(); epoch++) {
      runner.startEpoch(epoch);
      EpochSum sum = fitEpoch(runner, train.shuffled(seed, epoch), epoch, throughput);
      if (!Double.isFinite(sum.meanLoss())) {
        throw new DivergedException(sum.lastLoss, sum.batches, epoch, spec.training());
      }
      trainedNanos += sum.nanos;
      predictions = classify(runner, batches(spec, dataset.test()), dataset.test().size());
      EpochResult result =
          new EpochResult(
              seed,
              epoch,
              sum.meanLoss(),
              accuracy(runner, spec, dataset.train().first(MOST_TRAIN_EVALUATED)),
              confusion(predictions).accuracy(),
              trainedNanos / 1e9);
      curve.add(result);
      LOG.info("{} {}", spec.name(), result);
      listener.epochDone(result);
    }
    trained.accept(network);
    return new TrainingRun(
        spec,
        seed,
        curve,
        boxed(predictions),
        Optional.of(confusion(predictions)),
        throughput.examplesPerSecond(),
        inferenceExamplesPerSecond(runner, spec),
        Optional.empty());
  }

  private static TrainingRun failed(
      NetworkSpec spec,
      long seed,
      List<EpochResult> curve,
      ThroughputMeter throughput,
      String reason) {
    return new TrainingRun(
        spec,
        seed,
        curve,
        List.of(),
        Optional.empty(),
        throughput.examplesPerSecond(),
        List.of(),
        Optional.of(reason));
  }

  /** The class that {@code runner} gives each of {@code images} images, in order. */
  static int[] classify(NetworkRunner runner, Batches batches, int images) {
    int[] classes = new int[images];
    int done = 0;
    for (Batch batch : batches.inOrder()) {
      int[] predicted = runner.classify(batch.features());
      System.arraycopy(predicted, 0, classes, done, predicted.length);
      done += predicted.length;
    }
    return classes;
  }

  /** Sums over the batches of an epoch, up to the first loss that is not finite. */
  private static final class EpochSum {
    private double losses;
    private double lastLoss;
    private int batches;
    private long nanos;

    double meanLoss() {
      return losses / batches;
    }
  }

  /** The fit loop. */
  private EpochSum fitEpoch(
      NetworkRunner runner, Iterable<Batch> batches, int epoch, ThroughputMeter throughput) {
    EpochSum sum = new EpochSum();
    long examples = 0;
    Iterator<Batch> iterator = batches.iterator();
    while (iterator.hasNext()) {
      long start = System.nanoTime();
      Batch batch = iterator.next();
      sum.lastLoss = runner.fit(batch.features(), batch.labels());
      long elapsedNanos = System.nanoTime() - start;
      sum.losses += sum.lastLoss;
      sum.batches++;
      sum.nanos += elapsedNanos;
      examples += batch.size();
      throughput.add(batch.size(), elapsedNanos);
      listener.batchDone(
          epoch, sum.batches, sum.lastLoss, ThroughputMeter.examplesPerSecond(examples, sum.nanos));
      if (!Double.isFinite(sum.lastLoss)) {
        return sum;
      }
    }
    return sum;
  }

  private List<Double> inferenceExamplesPerSecond(NetworkRunner runner, NetworkSpec spec) {
    ThroughputMeter throughput = new ThroughputMeter();
    long began = System.nanoTime();
    while (throughput.windows() < INFERENCE_WINDOWS
        && System.nanoTime() - began < MOST_INFERENCE_NANOS) {
      Iterator<Batch> iterator = batches(spec, dataset.test()).inOrder().iterator();
      while (iterator.hasNext() && throughput.windows() < INFERENCE_WINDOWS) {
        long start = System.nanoTime();
        Batch batch = iterator.next();
        int[] unused = runner.classify(batch.features());
        throughput.add(unused.length, System.nanoTime() - start);
      }
    }
    return throughput.examplesPerSecond();
  }

  private double accuracy(NetworkRunner runner, NetworkSpec spec, ImageSet images) {
    int[] predicted = classify(runner, batches(spec, images), images.size());
    return ConfusionMatrix.of(predicted, images.labels(), dataset.classes().size()).accuracy();
  }

  private ConfusionMatrix confusion(int[] predictions) {
    return ConfusionMatrix.of(predictions, dataset.test().labels(), dataset.classes().size());
  }

  private Batches batches(NetworkSpec spec, ImageSet images) {
    return new Batches(
        images,
        dataset.classes().size(),
        normalization,
        spec.training().batch(),
        spec.kind() == Kind.FC);
  }

  private static List<Integer> boxed(int[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
