package org.evenmatch.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.Pairs;
import org.evenmatch.data.Dataset;
import org.evenmatch.data.Datasets;
import org.evenmatch.data.ImageSet;
import org.evenmatch.data.Normalization;
import org.evenmatch.definition.Activation;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.Optimizer;
import org.evenmatch.definition.Padding;
import org.evenmatch.definition.Schedule;
import org.evenmatch.definition.Training;
import org.evenmatch.definition.Weights;
import org.evenmatch.definition.Window;
import org.evenmatch.kernels.StepReference;
import org.evenmatch.network.Networks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class TrainerTest {
  private final Dataset small = small();

  private static Dataset small() {
    Dataset glyphs = Datasets.glyphs();
    ImageSet test = glyphs.test().first(300);
    return new Dataset(
        "small", glyphs.train().first(1_500), test, glyphs.classes(), Optional.empty());
  }

  private static NetworkSpec fc(Training training) {
    return new NetworkSpec(
        "fc",
        Kind.FC,
        Pairs.load("lenet").spec().convolutional().image(),
        List.of(
            new LayerSpec.Dense("dense", 32, Activation.RELU), new LayerSpec.Output("output", 10)),
        training);
  }

  private TrainingTask task(Training training, long seed) {
    return TrainingTask.main(fc(training), small, seed);
  }

  @Test
  void learnsAndRecordsOnePointAnEpoch() {
    List<String> heard = new ArrayList<>();
    TrainingListener listener =
        event -> {
          if (event instanceof TrainingEvent.EpochDone done) {
            heard.add("epoch " + done.result().epoch());
          } else if (event instanceof TrainingEvent.Finished finished) {
            heard.add("finished " + finished.id());
          }
        };

    TrainingRun run =
        new Trainer(TrainerSettings.NONE.withListener(listener))
            .train(task(Training.DEFAULT.withEpochs(3), 9), n -> {});

    assertThat(heard).containsExactly("epoch 1", "epoch 2", "epoch 3", "finished fc-seed9");
    assertThat(run.curve()).hasSize(3);
    assertThat(run.curve().get(2).loss()).isLessThan(0.8 * run.curve().get(0).loss());
    assertThat(run.curve().get(2).trainAccuracy()).isGreaterThan(0.4);
    assertThat(run.curve().get(2).testAccuracy())
        .isEqualTo(run.confusion().orElseThrow().accuracy());
    assertThat(run.predictions()).hasSize(300);
    assertThat(run.failed()).isFalse();
  }

  @Test
  void endsADivergedRunWithItsReasonAndGivesNoNetwork() {
    List<Object> trained = new ArrayList<>();
    Training wild = new Training(Optimizer.SGD, 10, Schedule.CONSTANT, 64, 5);

    TrainingRun run = new Trainer(TrainerSettings.NONE).train(task(wild, 1), trained::add);

    assertThat(run.failure().orElseThrow())
        .startsWith("diverged: the loss was NaN by batch")
        .endsWith("try a lower learning rate than 10.0");
    assertThat(trained).isEmpty();
    assertThat(run.confusion()).isEmpty();
  }

  @Test
  void givesTheSameResultForTheSameSeed() {
    Training training = Training.DEFAULT.withEpochs(1);

    TrainingRun first = new Trainer(TrainerSettings.NONE).train(task(training, 4), n -> {});
    TrainingRun second = new Trainer(TrainerSettings.NONE).train(task(training, 4), n -> {});

    assertThat(first.predictions()).isEqualTo(second.predictions());
    assertThat(first.curve().get(0).loss()).isEqualTo(second.curve().get(0).loss());
  }

  /** What a training leaves. */
  private MultiLayerNetwork trained(NetworkSpec network) {
    AtomicReference<MultiLayerNetwork> left = new AtomicReference<>();
    TrainingRun run =
        new Trainer(TrainerSettings.NONE)
            .train(TrainingTask.main(network, small, 4), trained -> left.set(trained.clone()));
    assertThat(run.failure()).isEmpty();
    // Measured with the parameters that are kept.
    assertThat(run.curve().get(run.curve().size() - 1).testAccuracy())
        .isEqualTo(run.confusion().orElseThrow().accuracy());
    return left.get();
  }

  @ParameterizedTest
  @CsvSource({
    "label-smoothing, 0.3",
    "move, 2",
    "mirror, random",
    "rotate, 20",
    "zoom, 0.2",
    "deform, 1",
    "hide, 8",
    "schedule, linear",
    "warm-up, 0.5",
    "averaging, exponential",
    "averaging, lookahead",
    "weight-decay, 0.5",
    "gradient-clip, 0.01",
    "output-scale, 0.1",
    "optimizer, sgd",
    "learning-rate, 0.002",
    "batch, 65",
    "epochs, 3"
  })
  void everySettingOfARecipeReachesTheNetworkThatIsTrained(String key, String value) {
    Training plain = Training.DEFAULT.withEpochs(2);
    INDArray without = trained(fc(plain)).params();

    INDArray with = trained(fc(plain.with(key, value))).params();

    assertThat(StepReference.distance(with, without)).isGreaterThan(0.01);
  }

  @Test
  void whitensTheFirstLayerWithItsTrainingImages() {
    Window window = Window.square(2, 4, Padding.VALID);
    NetworkSpec spec =
        new NetworkSpec(
            "white",
            Kind.CNN,
            small.shape(),
            List.of(
                new LayerSpec.Conv("conv", 8, window, Activation.RELU, Weights.WHITENING),
                new LayerSpec.Output("output", 10)),
            Training.DEFAULT.withEpochs(1));
    MultiLayerNetwork white = Networks.build(spec, 4);
    Whitening.set(white, spec, small.train(), Normalization.of(small.train()));

    assertThat(Networks.weights(trained(spec), "conv")).isEqualTo(Networks.weights(white, "conv"));
    assertThat(Networks.weights(white, "conv"))
        .isNotEqualTo(Networks.weights(Networks.build(spec, 4), "conv"));
  }

  @Test
  void measuresTheThroughputOfATrainingThatIsOverAtOnce() {
    Training training = Training.DEFAULT.withEpochs(7);

    TrainingRun run = new Trainer(TrainerSettings.NONE).train(task(training, 4), n -> {});

    assertThat(run.trainExamplesPerSecond()).isNotEmpty().allMatch(rate -> rate > 0);
    assertThat(run.curve()).hasSize(7);
  }
}
