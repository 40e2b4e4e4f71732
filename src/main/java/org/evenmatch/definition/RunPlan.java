package org.evenmatch.definition;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Optional;
import org.evenmatch.files.InvalidInputException;

/**
 * All that a run depends on: from it a run is started, resumed and repeated.
 *
 * @param pair the name of a shipped pair, or of the file that defined it
 * @param definition the pair's definition as YAML
 * @param match the matching rule
 * @param member the only member to be trained, if there is one only
 * @param members the members to be trained
 * @param images which images
 * @param epochs passes over the training images, if not the pair's own number
 * @param batch examples in a batch, if not the pair's own number
 * @param set other settings than the pair's own, as in {@code training.learning-rate=0.01}
 * @param seed the first seed
 * @param seeds how many seeds
 * @param probes names of experiments
 * @param computing what computes
 * @param checkpointSeconds how often an unfinished training is saved
 * @param tune what is searched for each member before it is trained
 * @param validation how many training images the search is judged by: a part of them, below 1, or a
 *     number
 */
public record RunPlan(
    String pair,
    String definition,
    Match match,
    Optional<Kind> member,
    List<Kind> members,
    @JsonUnwrapped Images images,
    Optional<Integer> epochs,
    Optional<Integer> batch,
    List<String> set,
    long seed,
    int seeds,
    List<String> probes,
    @JsonUnwrapped Computing computing,
    double checkpointSeconds,
    List<Hyperparameter> tune,
    Optional<Double> validation) {
  private static final double CHECKPOINT_SECONDS = 300;
  private static final int MOST_SEEDS = 10_000;
  private static final String TRAINING = "training.";
  private static final double VALIDATION = 0.1;

  public RunPlan {
    members =
        members == null
            ? member.map(List::of).orElse(Kind.DEFAULT)
            : Kind.sorted("members", members);
    member = members.size() == 1 ? Optional.of(members.get(0)) : Optional.empty();
    set = set == null ? List.of() : List.copyOf(set);
    probes = probes.stream().distinct().toList();
    epochs.ifPresent(count -> Checks.positive("epochs", count));
    batch.ifPresent(examples -> Checks.positive("batch", examples));
    Checks.between("seeds", seeds, MOST_SEEDS);
    if (seed > Long.MAX_VALUE - seeds) {
      throw new InvalidInputException(
          "seeds must be below 9,223,372,036,854,775,807, but begin with "
              + seed
              + ": choose a smaller one");
    }
    if (!(checkpointSeconds > 0)) {
      throw new InvalidInputException(
          "the time between checkpoints must be above 0 seconds, but is "
              + checkpointSeconds
              + ": 5m is a good choice");
    }
    tune = tune == null ? List.of() : tune.stream().distinct().sorted().toList();
    validation = validation == null ? Optional.empty() : validation;
    if (tune.isEmpty() && validation.isPresent()) {
      throw new InvalidInputException(
          "validation images are for what is chosen by them, but nothing is: say what shall be"
              + " tuned, or leave them out");
    }
    validation.ifPresent(RunPlan::requireValidation);
    if (members.size() == 1 && !probes.isEmpty()) {
      throw new InvalidInputException(
          "experiments compare members, but only '"
              + members.get(0).yamlName()
              + "' is to be trained: use 'compare'");
    }
  }

  /**
   * One seed of all members, with the pair's own training recipe.
   *
   * @param pair a pair's name
   * @param definition its definition as YAML
   * @param match the matching rule
   */
  public static RunPlan of(String pair, String definition, Match match, Images images) {
    return new RunPlan(
        pair,
        definition,
        match,
        Optional.empty(),
        Kind.DEFAULT,
        images,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        1,
        1,
        List.of(),
        Computing.AUTO,
        CHECKPOINT_SECONDS,
        List.of(),
        Optional.empty());
  }

  /** The same with {@code count} seeds, from {@code first} on. */
  public RunPlan withSeeds(long first, int count) {
    return copy(images, set, first, count, probes, computing, tune, validation);
  }

  /** The same with {@code settings} of the training recipe, as {@link #set} has them. */
  public RunPlan withSet(List<String> settings) {
    return copy(images, settings, seed, seeds, probes, computing, tune, validation);
  }

  /** The same with experiments. */
  public RunPlan withProbes(List<String> names) {
    return copy(images, set, seed, seeds, names, computing, tune, validation);
  }

  /** The same, computed by something else. */
  public RunPlan with(Computing other) {
    return copy(images, set, seed, seeds, probes, other, tune, validation);
  }

  /**
   * The same with a search before each member is trained.
   *
   * @param what is searched
   * @param validationImages as in {@link #validation}
   */
  public RunPlan withTuning(List<Hyperparameter> what, Optional<Double> validationImages) {
    return copy(images, set, seed, seeds, probes, computing, what, validationImages);
  }

  /** The same on other images, or on the same in another place. */
  public RunPlan with(Images other) {
    return copy(other, set, seed, seeds, probes, computing, tune, validation);
  }

  private RunPlan copy(
      Images which,
      List<String> settings,
      long first,
      int count,
      List<String> names,
      Computing by,
      List<Hyperparameter> what,
      Optional<Double> validationImages) {
    return new RunPlan(
        pair,
        definition,
        match,
        member,
        members,
        which,
        epochs,
        batch,
        settings,
        first,
        count,
        names,
        by,
        checkpointSeconds,
        what,
        validationImages);
  }

  private static void requireValidation(double images) {
    if (!(images > 0 && (images < 1 || images == Math.rint(images)))) {
      throw new InvalidInputException(
          "validation images must be a part of the training images, above 0 and below 1, or a whole"
              + " number, but are "
              + images
              + ": 0.1 is common");
    }
  }

  /** How many of {@code examples} training images the search is judged by. */
  public int validationImages(int examples) {
    double images = validation.orElse(VALIDATION);
    return (int) Math.round(images < 1 ? images * examples : images);
  }

  /**
   * The pair that is defined.
   *
   * @throws InvalidInputException if the definition is not valid
   */
  public PairSpec pairSpec() {
    return PairReader.parse(pair, definition);
  }

  /**
   * The pair's own training recipe with this plan's settings.
   *
   * @throws InvalidInputException if a setting is not one of a training recipe
   */
  public Training training(Training own) {
    Training training = own;
    for (String setting : set) {
      int equals = setting.indexOf('=');
      if (!setting.startsWith(TRAINING) || equals < 0) {
        throw new InvalidInputException(
            "a setting must be training.KEY=VALUE, but is '"
                + setting
                + "': write training.learning-rate=0.01");
      }
      training =
          training.with(
              setting.substring(TRAINING.length(), equals), setting.substring(equals + 1));
    }
    training = epochs.isPresent() ? training.withEpochs(epochs.get()) : training;
    return batch.isPresent() ? training.withBatch(batch.get()) : training;
  }
}
