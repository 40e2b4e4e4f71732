package org.evenmatch.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.evenmatch.Pairs;
import org.evenmatch.data.Dataset;
import org.evenmatch.data.Datasets;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.PairReader;
import org.evenmatch.definition.Training;
import org.evenmatch.network.NetworkFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A training goes on from its journal as if it had never been interrupted. */
class JournalTest {
  /**
   * Dropout, an optimiser with two moments and images changed at random. Batch normalisation over
   * several threads adds up in no fixed order; a test with one thread covers it.
   */
  private static final String PAIR =
      """
      name: stateful
      input: {height: 28, width: 28, channels: 1}
      classes: 10
      match: units
      training:
        optimizer: adam
        learning-rate: 0.001
        schedule: linear
        batch: 32
        epochs: 3
        label-smoothing: 0.1
        mirror: alternating
        move: 2
        border: mirrored
        hide: 4
      layers:
        - conv: {filters: 4, kernel: 5, activation: relu}
        - max-pool: {size: 2}
        - dropout: {rate: 0.3}
        - output
      """;

  private static final Dataset SMALL = small();

  @TempDir private Path folder;

  private static Dataset small() {
    Dataset glyphs = Datasets.glyphs();
    return new Dataset(
        "small",
        glyphs.train().first(300),
        glyphs.test().first(100),
        glyphs.classes(),
        Optional.empty());
  }

  private static NetworkSpec network() {
    return PairReader.parse("test", PAIR).convolutional();
  }

  /** Asks to stop after a number of batches. */
  private static final class StopAfter implements TrainingListener {
    private final StopRequest stop;
    private int left;

    StopAfter(StopRequest stop, int batches) {
      this.stop = stop;
      this.left = batches;
    }

    @Override
    public void on(TrainingEvent event) {
      left -= event instanceof TrainingEvent.Stepped ? 1 : 0;
      if (left == 0) {
        stop.request();
      }
    }
  }

  private TrainerSettings settings(int stopAfter) {
    StopRequest stop = new StopRequest();
    return TrainerSettings.NONE
        .withJournal(new FolderJournal(folder), Duration.ofHours(1))
        .withStop(stop)
        .withListener(new StopAfter(stop, stopAfter));
  }

  private static TrainerSettings counting(TrainerSettings settings, int[] batches, int at) {
    return settings.withListener(
        event -> batches[at] += event instanceof TrainingEvent.Stepped ? 1 : 0);
  }

  private static INDArray train(TrainerSettings settings, TrainingTask task) {
    MultiLayerNetwork[] trained = new MultiLayerNetwork[1];
    TrainingRun run = new Trainer(settings).train(task, network -> trained[0] = network);
    assertThat(run.failure()).isEmpty();
    return trained[0].params().dup();
  }

  @ParameterizedTest
  @CsvSource({"fast, none", "fast, lookahead", "fast, exponential", "built-in, exponential"})
  void givesTheSameParametersHoweverOftenItIsStopped(String kernels, String averaging) {
    NetworkSpec spec = network();
    TrainingTask task =
        TrainingTask.main(
            spec.withTraining(spec.training().with("averaging", averaging)), SMALL, 5);
    System.setProperty("evenmatch.kernels", kernels);
    try {
      assertThat(givesTheSameWhenStopped(task)).isEqualTo(4);
    } finally {
      System.clearProperty("evenmatch.kernels");
    }
  }

  /** Trains at once, and stopped at every seventh batch; gives how often it was stopped. */
  private int givesTheSameWhenStopped(TrainingTask task) {
    INDArray uninterrupted = train(TrainerSettings.NONE, task);
    int stops = 0;
    INDArray resumed = null;
    while (resumed == null) {
      try {
        resumed = train(settings(7), task);
      } catch (StoppedException e) {
        stops++;
      }
    }
    assertThat(resumed.equalsWithEps(uninterrupted, 0)).isTrue();
    return stops;
  }

  @Test
  void keepsNewCheckpointsThoughOlderOnesThatLookNewerCannotBeRead() throws IOException {
    TrainingTask task = TrainingTask.main(network(), SMALL, 5);
    for (String step : List.of("000001000", "2000000000")) {
      Files.writeString(folder.resolve(task.id() + "." + step + ".checkpoint"), "no archive");
    }
    INDArray uninterrupted = train(TrainerSettings.NONE, task);

    assertThatThrownBy(() -> train(settings(7), task)).isInstanceOf(StoppedException.class);

    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .contains(task.id() + ".000000007.checkpoint")
          .noneMatch(name -> name.contains("000.checkpoint"));
    }
    int[] batches = new int[1];
    TrainerSettings going =
        TrainerSettings.NONE.withJournal(new FolderJournal(folder), Duration.ofHours(1));
    assertThat(train(counting(going, batches, 0), task).equalsWithEps(uninterrupted, 0)).isTrue();
    // 300 images make 10 batches.
    assertThat(batches[0]).isEqualTo(30 - 7);
  }

  @Test
  void findsTheSameBestEpochHoweverOftenItIsStopped() {
    NetworkSpec spec = network();
    Training restless =
        spec.training()
            .with("learning-rate", "0.03")
            .with("schedule", "constant")
            .with("averaging", "exponential")
            .with("keep", "best")
            .with("patience", "3")
            .withEpochs(20);
    TrainingTask task = TrainingTask.main(spec.withTraining(restless), SMALL, 5);
    TrainingRun run = new Trainer(TrainerSettings.NONE).train(task, trained -> {});
    // An epoch before the last, so that its parameters come out of a checkpoint.
    assertThat(run.curve()).hasSize(run.keptEpoch().orElseThrow() + 3).hasSizeLessThan(20);

    assertThat(givesTheSameWhenStopped(task)).isGreaterThan(4);
    TrainingRun resumed = new Trainer(settings(7)).train(task, trained -> {});
    assertThat(resumed.keptEpoch()).isEqualTo(run.keptEpoch());
  }

  @Test
  void keepsTwoCheckpointsThatPlainDeeplearning4jLoads() throws IOException {
    TrainingTask task = TrainingTask.main(network(), SMALL, 5);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> train(settings(4), task)).isInstanceOf(StoppedException.class);
    }

    List<Path> checkpoints = checkpoints();

    assertThat(checkpoints).hasSize(2);
    MultiLayerNetwork before =
        ModelSerializer.restoreMultiLayerNetwork(checkpoints.get(0).toFile(), true);
    MultiLayerNetwork newest =
        ModelSerializer.restoreMultiLayerNetwork(checkpoints.get(1).toFile(), true);
    assertThat(before.getIterationCount()).isEqualTo(8);
    assertThat(newest.getIterationCount()).isEqualTo(12);
    assertThat(newest.params()).isEqualTo(NetworkFiles.load(checkpoints.get(1)).params());
    assertThat(newest.params()).isNotEqualTo(before.params());
    assertThat(newest.getUpdater().getStateViewArray().norm2Number().doubleValue()).isPositive();
  }

  @Test
  void stopsBetweenEpochsOfOneBatch() throws IOException {
    NetworkSpec whole =
        network().withTraining(network().training().withBatch(SMALL.train().size()));

    assertThatThrownBy(() -> train(settings(1), TrainingTask.main(whole, SMALL, 5)))
        .isInstanceOf(StoppedException.class);

    assertThat(checkpoints()).hasSize(1);
  }

  @Test
  void takesTheCheckpointBeforeADamagedOne() throws IOException {
    TrainingTask task = TrainingTask.main(network(), SMALL, 5);
    int[] batches = new int[2];
    INDArray uninterrupted = train(counting(TrainerSettings.NONE, batches, 0), task);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> train(settings(6), task)).isInstanceOf(StoppedException.class);
    }
    Path newest = checkpoints().get(1);
    byte[] bytes = Files.readAllBytes(newest);
    bytes[bytes.length / 2] ^= 1;
    Files.write(newest, bytes);

    INDArray resumed = train(counting(settings(1_000), batches, 1), task);

    assertThat(resumed.equalsWithEps(uninterrupted, 0)).isTrue();
    assertThat(batches[1]).isEqualTo(batches[0] - 6);
  }

  @Test
  void doesNotRepeatWhatIsFinished() {
    TrainingTask task = TrainingTask.main(network(), SMALL, 5);
    TrainingRun first = new Trainer(settings(1_000)).train(task, network -> {});

    TrainingRun second =
        new Trainer(settings(1_000))
            .train(
                task,
                network -> {
                  throw new AssertionError("trained again");
                });

    assertThat(second).isEqualTo(first);
  }

  @Test
  void remembersATrainingThatTookItsProcessDown() {
    TrainingTask task = TrainingTask.main(Pairs.load("lenet").matched().convolutional(), SMALL, 5);
    FolderJournal journal = new FolderJournal(folder);
    journal.begin(task);
    assertThat(journal.underWay()).contains("lenet-cnn-seed5");

    journal.fail("lenet-cnn-seed5", "crashed: SIGSEGV");

    assertThat(journal.underWay()).isEmpty();
    assertThat(journal.finished(task).orElseThrow().failure()).contains("crashed: SIGSEGV");
  }

  @Test
  void aTrainingThatAnExceptionEndedGoesOnFromItsCheckpointWhenItIsTakenUpAgain()
      throws IOException {
    TrainingTask task = TrainingTask.main(network(), SMALL, 6);
    INDArray whole = train(TrainerSettings.NONE, task);
    int[] seen = new int[2];
    FolderJournal journal = new FolderJournal(folder);
    TrainerSettings saving = TrainerSettings.NONE.withJournal(journal, Duration.ZERO);

    TrainingRun failed =
        new Trainer(
                saving.withListener(
                    event -> {
                      if (event instanceof TrainingEvent.Stepped && ++seen[0] == 15) {
                        throw new IllegalStateException("no memory on the device");
                      }
                    }))
            .train(task, network -> {});

    assertThat(failed.failure().orElseThrow()).contains("no memory on the device");
    assertThat(checkpoints()).isNotEmpty();
    assertThat(journal.hasFailed()).isTrue();
    assertThat(journal.finished(task).orElseThrow().failure()).isEqualTo(failed.failure());
    journal.takeUpFailed();
    assertThat(train(counting(saving, seen, 1), task)).isEqualTo(whole);
    assertThat(seen[1]).isLessThan(30 - 10);
    assertThat(checkpoints()).isEmpty();
  }

  @Test
  void anAttemptOfASearchIsNotRepeatedOnceTheSearchWentOn() {
    TrainingTask attempt = TrainingTask.ofSearch(2, 7, network(), SMALL, 1);
    FolderJournal journal = new FolderJournal(folder);
    journal.begin(attempt);
    journal.fail("tune-2-epochs-7-stateful-cnn-seed1", "crashed: SIGSEGV");

    assertThat(attempt.id()).isEqualTo("tune-2-epochs-7-stateful-cnn-seed1");
    assertThat(journal.hasFailed()).isFalse();
    journal.takeUpFailed();
    assertThat(journal.finished(attempt).orElseThrow().failure()).contains("crashed: SIGSEGV");
  }

  private List<Path> checkpoints() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".checkpoint")).sorted().toList();
    }
  }
}
