package org.evenmatch.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.evenmatch.definition.BenchPlan;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.RunPlan;
import org.evenmatch.measure.Interval;

/**
 * The content of {@code results.json}, schema 1: what a run or a benchmark did, on what, and what
 * came of it.
 *
 * <p>What was not measured is empty here and {@code null} in the file. Fields may be added, never
 * renamed or removed.
 *
 * @param schema 1
 * @param command the command line without the program's name
 * @param machine what it ran on
 * @param dataset the images; a benchmark has none
 * @param pair the pair and its rule; a benchmark may have several
 * @param configurations one for each network trained or measured
 * @param comparison the members against each other, when both were trained
 * @param probes a field for each experiment, with the record that it makes
 * @param failures trainings of experiments that failed, so that these have fewer seeds
 * @param recipe what it takes to run it again
 * @param benchmark what it takes to measure it again
 * @param search what was tried before the members' recipes were chosen, if they were
 * @param comparisons with more than two members, each against the one before it, in their order
 */
public record Results(
    int schema,
    List<String> command,
    Machine machine,
    Optional<DatasetInfo> dataset,
    Optional<PairInfo> pair,
    List<Configuration> configurations,
    Optional<ComparisonInfo> comparison,
    JsonNode probes,
    List<Failure> failures,
    Optional<RunPlan> recipe,
    Optional<BenchPlan> benchmark,
    Optional<Search> search,
    List<ComparisonInfo> comparisons) {
  /** The schema's number. */
  public static final int SCHEMA = 1;

  public Results {
    command = List.copyOf(command);
    configurations = List.copyOf(configurations);
    probes = probes == null || probes.isNull() ? JsonNodeFactory.instance.objectNode() : probes;
    search = search == null ? Optional.empty() : search;
    comparisons = comparisons == null ? List.of() : List.copyOf(comparisons);
    failures = failures == null ? List.of() : List.copyOf(failures);
  }

  /** The results of a benchmark. */
  public static Results of(
      List<String> command, Machine machine, BenchPlan benchmark, List<Configuration> rows) {
    return new Results(
        SCHEMA,
        command,
        machine,
        Optional.empty(),
        Optional.empty(),
        rows,
        Optional.empty(),
        JsonNodeFactory.instance.objectNode(),
        List.of(),
        Optional.empty(),
        Optional.of(benchmark),
        Optional.empty(),
        List.of());
  }

  /** Whether every training, the experiments' too, was done. */
  public boolean isOk() {
    return failures.isEmpty() && configurations.stream().allMatch(Configuration::isOk);
  }

  /** The first configuration of a kind. */
  public Optional<Configuration> member(String kind) {
    return configurations.stream().filter(one -> one.kind().equals(kind)).findFirst();
  }

  /** The first configuration of a name. */
  public Optional<Configuration> named(String name) {
    return configurations.stream().filter(one -> one.name().equals(name)).findFirst();
  }

  /** Names of what was not done as it should have been. */
  public List<String> failed() {
    return Stream.concat(
            configurations.stream().filter(one -> !one.isOk()).map(Configuration::name),
            failures.stream().map(Failure::training))
        .toList();
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
   * One network, the subject, against another, the reference.
   *
   * @param subject kind of the subject; {@code cnn} where a file does not say
   * @param reference kind of the reference; {@code fc} where a file does not say
   * @param accuracyDifference subject − reference with its 95 % interval
   * @param mcnemarP one p-value a seed
   * @param parameterRatio reference ÷ subject
   * @param macRatio reference ÷ subject
   * @param throughputRatio reference ÷ subject in training
   * @param intervalOver what the interval takes for drawn at random: {@link #IMAGES}, {@link
   *     #SEEDS_AND_IMAGES}; absent where an earlier version wrote it, which with several seeds took
   *     seeds alone
   */
  public record ComparisonInfo(
      String subject,
      String reference,
      Interval accuracyDifference,
      List<Double> mcnemarP,
      double parameterRatio,
      double macRatio,
      Optional<Double> throughputRatio,
      Optional<String> intervalOver) {
    public static final String IMAGES = "test images";
    public static final String SEEDS_AND_IMAGES = "seeds and test images";

    public ComparisonInfo {
      subject = subject == null ? Kind.CNN.yamlName() : subject;
      reference = reference == null ? Kind.FC.yamlName() : reference;
    }
  }
}
