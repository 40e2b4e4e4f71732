package org.evenmatch.training;

import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.data.Dataset;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.engine.BackendUnavailableException;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.kernels.KernelLibrary;
import org.evenmatch.measure.ConfusionMatrix;
import org.evenmatch.training.TrainingEvent.Finished;
import org.evenmatch.training.TrainingEvent.Notice;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trains networks; the members of a pair see the same batches in the same order. */
public final class Trainer {
  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);

  private static final long LONG_NANOS = 10_000_000_000L;

  private final TrainerSettings settings;

  public Trainer(TrainerSettings settings) {
    this.settings = settings;
  }

  /**
   * Trains a network by its own training settings and measures it, or returns what that gave
   * before. A training that fails gives a run that says why: by diverging, once and for all; by an
   * exception, until the run is resumed, since memory that was short may be there then.
   *
   * @param trained receives the network when it is trained, not when training failed
   * @throws StoppedException if it was asked to stop; where the training stands is saved
   */
  public TrainingRun train(TrainingTask task, Consumer<MultiLayerNetwork> trained) {
    Optional<TrainingRun> earlier = settings.journal().finished(task);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    if (settings.stop().isRequested()) {
      throw new StoppedException(task.id());
    }
    settings.journal().begin(task);
    long startedNanos = System.nanoTime();
    Attempt attempt = attempt(task, trained);
    if (System.nanoTime() - startedNanos > LONG_NANOS) {
      // What kernels hold outside the heap goes with objects that have grown old in it by now.
      Nd4j.getMemoryManager().invokeGc();
    }
    remember(task, attempt);
    settings.listener().on(new Finished(task.id(), attempt.run().failure()));
    return attempt.run();
  }

  /** What came of a training, and the exception that ended it. */
  private record Attempt(TrainingRun run, Optional<Throwable> thrown) {}

  /** Nothing refers to the network or its kernels any more when this returns. */
  private Attempt attempt(TrainingTask task, Consumer<MultiLayerNetwork> trained) {
    TrainingLoop loop = null;
    try {
      loop = new TrainingLoop(task, settings);
      return new Attempt(trainOrThrow(task, loop, trained), Optional.empty());
    } catch (StoppedException
        | UncheckedIOException
        | InvalidInputException
        | BackendUnavailableException e) {
      // Not this training's fault: the run ends.
      throw e;
    } catch (RuntimeException | OutOfMemoryError e) {
      // What native libraries throw reaches Java as plain RuntimeExceptions.
      LOG.error("{} failed", task.id(), e);
      return new Attempt(
          TrainingRun.failed(task, loop == null ? List.of() : loop.curve(), reason(e)),
          Optional.of(e));
    } finally {
      close(task, loop);
    }
  }

  /**
   * An exception's reason may be gone another time. An attempt of a search is not repeated: the
   * search went on from what it gave. Nor is a training that had nothing to go on from, unless that
   * is trained after all.
   */
  private void remember(TrainingTask task, Attempt attempt) {
    TrainingRun run = attempt.run();
    Optional<Throwable> thrown = attempt.thrown();
    boolean isFinal =
        task.purpose() == Purpose.SEARCH
            || thrown.filter(e -> !(e instanceof DivergedException)).isEmpty();
    if (isFinal) {
      settings.journal().finish(task, run);
    } else if (!(thrown.get() instanceof UntrainedStartException)) {
      settings.journal().fail(task, run.failure().orElseThrow());
    }
  }

  /** A device that has failed may refuse to take its memory back: the training's reason counts. */
  private static void close(TrainingTask task, TrainingLoop loop) {
    try {
      if (loop != null) {
        loop.close();
      }
    } catch (RuntimeException e) {
      LOG.warn("{}: its memory is not given back", task.id(), e);
    }
  }

  private static String reason(Throwable e) {
    if (e instanceof OutOfMemoryError) {
      return "out of memory: " + e.getMessage();
    }
    return e instanceof DivergedException ? e.getMessage() : "crashed: " + e;
  }

  private TrainingRun trainOrThrow(
      TrainingTask task, TrainingLoop loop, Consumer<MultiLayerNetwork> trained) {
    NetworkSpec spec = task.network();
    Dataset dataset = task.dataset();
    KernelLibrary.current()
        .problem(loop.network())
        .ifPresent(
            reason ->
                settings
                    .listener()
                    .on(
                        new Notice(
                            spec.name()
                                + " runs by Deeplearning4j's own, slower methods: "
                                + reason)));
    settings.listener().on(loop.started());
    loop.run();
    trained.accept(loop.network());
    Classifier classifier = loop.classifier().with(spec.training().testViews());
    List<Double> trainingRates = loop.examplesPerSecond();
    // Too small to be measured in training is too small to be measured after it.
    boolean measured = task.everyEpoch() && !trainingRates.isEmpty();
    int[] predictions = classifier.classes(dataset.test());
    return new TrainingRun(
        spec,
        task.seed(),
        loop.curve(),
        Arrays.stream(predictions).boxed().toList(),
        Optional.of(
            ConfusionMatrix.of(predictions, dataset.test().labels(), dataset.classes().size())),
        trainingRates,
        measured ? classifier.examplesPerSecond(dataset.test()) : List.of(),
        Measured.all(
            settings.measurements().stream().filter(one -> one.concerns(task)).toList(),
            classifier,
            dataset),
        loop.engines(),
        Optional.empty(),
        loop.keptEpoch());
  }
}
