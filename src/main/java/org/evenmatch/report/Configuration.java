package org.evenmatch.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.Training;
import org.evenmatch.match.NetworkCount;
import org.evenmatch.match.TrainingMemory;
import org.evenmatch.measure.Interval;
import org.evenmatch.measure.Summary;

/**
 * One network in one way of computing it: counted, trained, measured or evaluated. In JSON its
 * parts are one flat object.
 *
 * @param name for example {@code lenet-cnn}
 * @param kind {@code fc}, {@code local} or {@code cnn}
 * @param batch examples in a batch, as asked for or as far as memory allowed
 * @param precision of arithmetic
 * @param environment the engine that computed first
 * @param environments all of them, where a run went on otherwise than it began
 * @param counts what it costs
 * @param outcome what training gave
 * @param speed how fast it was
 * @param status {@code ok} or {@code failed}
 * @param error why it failed, or that it ran at a smaller batch
 */
public record Configuration(
    String name,
    String kind,
    int batch,
    Optional<String> precision,
    Optional<Environment> environment,
    List<Environment> environments,
    @JsonUnwrapped Counts counts,
    @JsonUnwrapped Outcome outcome,
    @JsonUnwrapped Speed speed,
    String status,
    Optional<String> error) {
  public Configuration {
    environments = environments == null ? List.of() : List.copyOf(environments);
  }

  /** The status of a configuration all of whose seeds were trained. */
  public static final String OK = "ok";

  /** The status of a configuration that could not be trained. */
  public static final String FAILED = "failed";

  /** {@code network}, counted. */
  public static Configuration of(NetworkSpec network) {
    return new Configuration(
        network.name(),
        network.kind().yamlName(),
        network.training().batch(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Counts.of(network),
        Outcome.NONE,
        Speed.NONE,
        OK,
        Optional.empty());
  }

  /** The same, computed by {@code engines}, of which one is usual, in {@code type}. */
  public Configuration by(List<Environment> engines, String type) {
    return new Configuration(
        name,
        kind,
        batch,
        Optional.of(type),
        engines.stream().findFirst(),
        engines.size() > 1 ? engines : List.of(),
        counts,
        outcome,
        speed,
        status,
        error);
  }

  /** The same with what training gave. */
  public Configuration with(Outcome other) {
    return copy(other, speed, status, error);
  }

  /** The same with how fast it was. */
  public Configuration with(Speed other) {
    return copy(outcome, other, status, error);
  }

  /** The same, failed. */
  public Configuration failed(String reason) {
    return copy(outcome, speed, FAILED, Optional.of(reason));
  }

  /** The same with something to be said of it. */
  public Configuration noted(String text) {
    return copy(outcome, speed, status, Optional.of(text));
  }

  private Configuration copy(Outcome gave, Speed had, String ended, Optional<String> said) {
    return new Configuration(
        name, kind, batch, precision, environment, environments, counts, gave, had, ended, said);
  }

  public boolean isOk() {
    return status.equals(OK);
  }

  /** Whether it sees images and not their values as a vector. */
  public boolean seesImages() {
    return !kind.equals(Kind.FC.yamlName());
  }

  /** The backend that computed it; empty if none did. */
  public String backend() {
    return environment.map(Environment::backend).orElse("");
  }

  /** Mean seconds in training steps of a run; empty if no run was finished. */
  public Optional<Double> trainingSeconds() {
    return outcome.ends().mapToDouble(outcome::secondsOf).average().stream().boxed().findFirst();
  }

  /**
   * What a network costs.
   *
   * @param weights trained weights
   * @param biases trained biases
   * @param parameters trained parameters
   * @param buffers values kept but not trained
   * @param connections of one example
   * @param macs multiply-accumulates of one example's forward pass
   * @param trainingMemoryBytes estimate for training on batches of its size
   * @param layers one count a layer
   */
  public record Counts(
      long weights,
      long biases,
      long parameters,
      long buffers,
      long connections,
      long macs,
      Optional<Long> trainingMemoryBytes,
      List<LayerInfo> layers) {
    public Counts {
      layers = layers == null ? List.of() : List.copyOf(layers);
    }

    static Counts of(NetworkSpec network) {
      NetworkCount count = NetworkCount.of(network);
      return new Counts(
          count.weights(),
          count.biases(),
          count.parameters(),
          count.buffers(),
          count.connections(),
          count.macs(),
          Optional.of(TrainingMemory.of(count, network.training().batch()).totalBytes()),
          count.layers().stream().map(LayerInfo::of).toList());
    }
  }

  /**
   * What training gave.
   *
   * @param epochs passes over the training images
   * @param optimizer how gradients become updates
   * @param learningRate the optimiser's
   * @param training the whole recipe
   * @param accuracy on the test images, one run a seed
   * @param accuracyInterval its 95 % interval: over seeds, or for one seed over test images
   * @param curve one point an epoch and seed
   * @param confusion {@code [true class][predicted class]}, summed over seeds
   * @param models saved networks, relative to the run's folder
   * @param keptEpochs whose parameters were kept, by seed; empty where the last ones were
   * @param failedSeeds the trainings that came to nothing
   */
  public record Outcome(
      Optional<Integer> epochs,
      Optional<String> optimizer,
      Optional<Double> learningRate,
      Optional<Training> training,
      Optional<Summary> accuracy,
      Optional<Interval> accuracyInterval,
      List<CurvePoint> curve,
      Optional<List<List<Integer>>> confusion,
      List<String> models,
      List<KeptEpoch> keptEpochs,
      List<FailedSeed> failedSeeds) {
    /** It was not trained. */
    public static final Outcome NONE =
        new Outcome(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            List.of(),
            List.of(),
            List.of());

    public Outcome {
      failedSeeds = failedSeeds == null ? List.of() : List.copyOf(failedSeeds);
      keptEpochs = keptEpochs == null ? List.of() : List.copyOf(keptEpochs);
      curve = curve == null ? List.of() : List.copyOf(curve);
      models = models == null ? List.of() : List.copyOf(models);
    }

    /** The same with its networks in the folder {@code folder}. */
    Outcome in(String folder) {
      return new Outcome(
          epochs,
          optimizer,
          learningRate,
          training,
          accuracy,
          accuracyInterval,
          curve,
          confusion,
          models.stream().map(model -> folder + "/" + model).toList(),
          keptEpochs,
          failedSeeds);
    }

    /** How long the training of {@code point} was. */
    private double secondsOf(CurvePoint point) {
      Stream<CurvePoint> all = curve.stream().filter(other -> other.seed() == point.seed());
      return all.mapToDouble(CurvePoint::seconds).max().orElseThrow();
    }

    /** The point that counts of each seed that was trained: the last, or the one that was kept. */
    Stream<CurvePoint> ends() {
      Stream<CurvePoint> trained =
          curve.stream()
              .filter(point -> failedSeeds.stream().noneMatch(one -> one.seed() == point.seed()));
      if (!keptEpochs.isEmpty()) {
        return trained.filter(
            point -> keptEpochs.contains(new KeptEpoch(point.seed(), point.epoch())));
      }
      return trained.filter(point -> point.epoch() == epochs.orElse(0));
    }
  }

  /**
   * One point of a learning curve.
   *
   * @param seed of the run
   * @param epoch 1 for the first
   * @param loss mean training loss
   * @param trainAccuracy on the first training images
   * @param testAccuracy on all test images
   * @param seconds in training steps since the start
   */
  public record CurvePoint(
      long seed,
      int epoch,
      double loss,
      double trainAccuracy,
      double testAccuracy,
      double seconds) {}
}
