package org.evenmatch.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.evenmatch.match.LayerCount;
import org.evenmatch.measure.Interval;
import org.evenmatch.measure.Summary;
import org.evenmatch.measure.Throughput;
import org.evenmatch.spec.RunRecipe;

/**
 * The content of {@code results.json}, schema 1: what a run did, on what, and what came of it.
 *
 * <p>What was not measured is empty here and {@code null} in the file. Fields may be added, never
 * renamed or removed.
 *
 * @param schema 1
 * @param command the command line without the program's name
 * @param machine what it ran on
 * @param dataset the images
 * @param pair the pair and its rule
 * @param configurations one for each network trained
 * @param comparison the members against each other, when both were trained
 * @param probes results of experiments
 * @param failures trainings of experiments that failed, so that these have fewer seeds
 * @param recipe what it takes to run it again
 */
public record RunDocument(
    int schema,
    List<String> command,
    Machine machine,
    DatasetInfo dataset,
    PairInfo pair,
    List<Configuration> configurations,
    Optional<ComparisonInfo> comparison,
    ProbeResults probes,
    List<Failure> failures,
    Optional<RunRecipe> recipe) {

  /** The schema's number. */
  public static final int SCHEMA = 1;

  public RunDocument {
    command = List.copyOf(command);
    configurations = List.copyOf(configurations);
    probes = probes == null ? ProbeResults.NONE : probes;
    failures = failures == null ? List.of() : List.copyOf(failures);
  }

  /** Whether every training, the experiments' too, was done. */
  public boolean isOk() {
    return failures.isEmpty() && configurations.stream().allMatch(Configuration::isOk);
  }

  /**
   * A training of an experiment that failed.
   *
   * @param training its name
   * @param reason why
   */
  public record Failure(String training, String reason) {

    /** One line for the user. */
    public String line() {
      return training + " failed, so that its experiment has fewer seeds: " + reason;
    }
  }

  /**
   * What a run ran on.
   *
   * @param processor the processor's model name
   * @param cores its physical cores
   * @param memoryBytes the machine's memory
   * @param gpus names of its GPUs
   * @param java the version of Java
   * @param os the operating system
   */
  public record Machine(
      String processor, int cores, long memoryBytes, List<String> gpus, String java, String os) {}

  /**
   * The images of a run.
   *
   * @param name of the dataset
   * @param train number of training images used
   * @param test number of test images
   * @param height of an image
   * @param width of an image
   * @param channels of an image
   * @param classes number of classes
   * @param classNames their names, by index
   * @param digest SHA-256 of all images and labels used
   */
  public record DatasetInfo(
      String name,
      int train,
      int test,
      int height,
      int width,
      int channels,
      int classes,
      List<String> classNames,
      String digest) {}

  /**
   * The pair of a run.
   *
   * @param name of the pair
   * @param match the matching rule
   */
  public record PairInfo(String name, String match) {}

  /**
   * One network, counted and trained.
   *
   * @param name for example {@code lenet-cnn}
   * @param kind {@code fc} or {@code cnn}
   * @param batch examples in a batch
   * @param precision of parameters and arithmetic
   * @param epochs passes over the training images
   * @param optimizer how gradients become updates
   * @param learningRate the optimiser's
   * @param environment the engine that computed
   * @param weights trained weights
   * @param biases trained biases
   * @param parameters trained parameters
   * @param buffers values kept but not trained
   * @param connections of one example
   * @param macs multiply-accumulates of one example's forward pass
   * @param layers one count a layer
   * @param trainSamplesPerSecond training throughput
   * @param inferenceSamplesPerSecond inference throughput
   * @param accuracy on the test images, one run a seed
   * @param accuracyInterval its 95 % interval: over seeds, or for one seed over test images
   * @param curve one point an epoch and seed
   * @param confusion {@code [true class][predicted class]}, summed over seeds
   * @param models saved networks, relative to the run's folder
   * @param status {@code ok} or {@code failed}
   * @param error why it failed
   */
  public record Configuration(
      String name,
      String kind,
      int batch,
      String precision,
      int epochs,
      String optimizer,
      double learningRate,
      Environment environment,
      long weights,
      long biases,
      long parameters,
      long buffers,
      long connections,
      long macs,
      List<LayerInfo> layers,
      Optional<Throughput> trainSamplesPerSecond,
      Optional<Throughput> inferenceSamplesPerSecond,
      Optional<Summary> accuracy,
      Optional<Interval> accuracyInterval,
      List<CurvePoint> curve,
      Optional<List<List<Integer>>> confusion,
      List<String> models,
      String status,
      Optional<String> error) {

    /** The status of a configuration all of whose seeds were trained. */
    public static final String OK = "ok";

    /** The status of a configuration that could not be trained. */
    public static final String FAILED = "failed";

    public boolean isOk() {
      return status.equals(OK);
    }

    public boolean isConvolutional() {
      return kind.equals("cnn");
    }

    /** Mean seconds in training steps of a run; empty if no run was finished. */
    public Optional<Double> trainingSeconds() {
      OptionalDouble mean =
          curve.stream()
              .filter(point -> point.epoch() == epochs)
              .mapToDouble(CurvePoint::seconds)
              .average();
      return mean.isPresent() ? Optional.of(mean.getAsDouble()) : Optional.empty();
    }
  }

  /**
   * The engine that computed.
   *
   * @param backend {@code cpu} or {@code cuda}
   * @param device the processor, or the first GPU
   * @param engine Deeplearning4j and its version
   * @param nativeBuild the build of the native library, {@code native} in the file
   * @param kernels who computes convolutions
   * @param blas the BLAS library
   * @param threads threads inside operations
   * @param gpus how many GPUs a batch is divided among; empty on the processor
   */
  public record Environment(
      String backend,
      String device,
      String engine,
      @JsonProperty("native") String nativeBuild,
      String kernels,
      String blas,
      int threads,
      Optional<Integer> gpus) {}

  /**
   * One layer, counted.
   *
   * @param name of the layer
   * @param type of the layer
   * @param kernel {@code [height, width]} of its window
   * @param output shape of one example
   * @param weights trained weights
   * @param biases trained biases
   * @param buffers values kept but not trained
   * @param connections outputs × fan-in
   * @param macs multiply-accumulates
   * @param fanIn inputs that each output depends on
   * @param weightReuse connections ÷ weights
   * @param activationBytes of one example
   */
  public record LayerInfo(
      String name,
      String type,
      Optional<List<Integer>> kernel,
      List<Integer> output,
      long weights,
      long biases,
      long buffers,
      long connections,
      long macs,
      Optional<Long> fanIn,
      Optional<Long> weightReuse,
      long activationBytes) {

    /** The document's form of a count. */
    public static LayerInfo of(LayerCount layer) {
      return new LayerInfo(
          layer.name(),
          layer.type(),
          layer.window().map(window -> List.of(window.height(), window.width())),
          layer.output().dimensions(),
          layer.weights(),
          layer.biases(),
          layer.buffers(),
          layer.connections(),
          layer.macs(),
          layer.fanIn().stream().boxed().findFirst(),
          layer.weightReuse().stream().boxed().findFirst(),
          layer.activationBytes());
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

  /**
   * The convolutional network against the fully-connected one.
   *
   * @param accuracyDifference CNN − FC with its 95 % interval
   * @param mcnemarP one p-value a seed
   * @param parameterRatio FC ÷ CNN
   * @param macRatio FC ÷ CNN
   * @param throughputRatio FC ÷ CNN in training
   */
  public record ComparisonInfo(
      Interval accuracyDifference,
      List<Double> mcnemarP,
      double parameterRatio,
      double macRatio,
      Optional<Double> throughputRatio) {}

  /** The first configuration of a kind. */
  public Optional<Configuration> member(String kind) {
    return configurations.stream()
        .filter(configuration -> configuration.kind().equals(kind))
        .findFirst();
  }
}
