package org.evenmatch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.evenmatch.data.Dataset;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.match.NetworkCount;
import org.evenmatch.match.TrainingMemory;
import org.evenmatch.report.RunDocument;
import org.evenmatch.runtime.EngineInfo;
import org.evenmatch.runtime.NativeRuntime;
import org.evenmatch.spec.InvalidInputException;
import org.evenmatch.spec.NetworkSpec;
import org.evenmatch.spec.Training;
import org.evenmatch.training.Trainer;
import org.evenmatch.training.TrainingListener;
import org.evenmatch.training.TrainingRun;

/**
 * Both members of a pair, trained on the same images, and what came of it.
 *
 * <pre>{@code
 * MatchedPair pair = Pairs.load("lenet").matchedBy(Match.PARAMETERS);
 * Comparison result = Comparison.of(pair).on(Datasets.mnist()).epochs(5).seeds(3).run();
 * }</pre>
 */
public final class Comparison {
  private final List<TrainingRun> runs;
  private final RunDocument document;

  private Comparison(List<TrainingRun> runs, RunDocument document) {
    this.runs = List.copyOf(runs);
    this.document = document;
  }

  /** Plans a comparison of both members of {@code pair}. */
  public static Plan of(MatchedPair pair) {
    return new Plan(pair, List.of(pair.fullyConnected(), pair.convolutional()));
  }

  /** Plans a training of one member of {@code pair}. */
  public static Plan of(MatchedPair pair, NetworkSpec member) {
    return new Plan(pair, List.of(member));
  }

  /** Every training, in order. */
  public List<TrainingRun> runs() {
    return runs;
  }

  /** The content of {@code results.json}. */
  public RunDocument document() {
    return document;
  }

  /** What is to be compared, and how. */
  public static final class Plan {
    private final MatchedPair pair;
    private List<NetworkSpec> members;
    private Optional<Dataset> dataset = Optional.empty();
    private Optional<RunFolder> folder = Optional.empty();
    private List<String> command = List.of();
    private TrainingListener listener = TrainingListener.NONE;
    private OptionalInt limit = OptionalInt.empty();
    private long firstSeed = 1;
    private int seeds = 1;

    private Plan(MatchedPair pair, List<NetworkSpec> members) {
      this.pair = pair.requireTrainable();
      this.members = members;
    }

    /** Trains and tests on {@code images}. */
    public Plan on(Dataset images) {
      dataset = Optional.of(images);
      return this;
    }

    /** Uses only the first {@code images} training images. */
    public Plan limit(int images) {
      limit = OptionalInt.of(positive("the limit of training images", images));
      return this;
    }

    /** Makes {@code count} passes over the training images. */
    public Plan epochs(int count) {
      positive("epochs", count);
      return withTraining(training -> training.withEpochs(count));
    }

    /** Puts {@code examples} into a batch. */
    public Plan batch(int examples) {
      positive("batch", examples);
      return withTraining(training -> training.withBatch(examples));
    }

    /** Repeats with {@code count} seeds: the first, the first + 1, and so on. */
    public Plan seeds(int count) {
      seeds = positive("seeds", count);
      return this;
    }

    /** The first seed; 1 unless said otherwise. */
    public Plan seed(long seed) {
      firstSeed = seed;
      return this;
    }

    /** Saves results, report and networks there, after every training. */
    public Plan saveTo(RunFolder there) {
      folder = Optional.of(there);
      return this;
    }

    /** The command line that the results shall name. */
    public Plan command(List<String> words) {
      command = List.copyOf(words);
      return this;
    }

    /** Tells {@code listener} how the trainings go. */
    public Plan listener(TrainingListener toTell) {
      listener = toTell;
      return this;
    }

    /**
     * Checks the plan without starting anything.
     *
     * @throws InvalidInputException if the pair does not fit the dataset or memory
     */
    public Plan check() {
      Dataset images = requireDataset();
      for (NetworkSpec member : members) {
        images.requireFits(member);
        Memory.requireFits(
            TrainingMemory.of(NetworkCount.of(member), member.training().batch()), member);
      }
      return this;
    }

    /**
     * Trains every member with every seed.
     *
     * @throws InvalidInputException as {@link #check} does, before anything is started
     */
    public Comparison run() {
      check();
      Dataset images =
          limit.isPresent() ? requireDataset().limitedTo(limit.getAsInt()) : requireDataset();
      EngineInfo engine = NativeRuntime.current().start();
      Trainer trainer = new Trainer(images, listener);
      DocumentBuilder builder = new DocumentBuilder(pair, images, engine, command);
      List<TrainingRun> runs = new ArrayList<>();
      Map<String, List<String>> models = new HashMap<>();
      for (int i = 0; i < seeds; i++) {
        long seed = firstSeed + i;
        for (NetworkSpec member : members) {
          List<String> saved = models.computeIfAbsent(member.name(), name -> new ArrayList<>());
          runs.add(
              trainer.train(
                  member,
                  seed,
                  network ->
                      folder.ifPresent(
                          there -> saved.add(there.save(network, member.name(), seed)))));
          RunDocument sofar = builder.build(members, runs, models);
          folder.ifPresent(there -> there.write(sofar));
        }
      }
      return new Comparison(runs, builder.build(members, runs, models));
    }

    private Dataset requireDataset() {
      return dataset.orElseThrow(
          () -> new InvalidInputException("a comparison needs a dataset, but has none: name one"));
    }

    private Plan withTraining(UnaryOperator<Training> change) {
      members =
          members.stream()
              .map(member -> member.withTraining(change.apply(member.training())))
              .toList();
      return this;
    }

    private static int positive(String what, int value) {
      if (value < 1) {
        throw new InvalidInputException(
            what + " must be at least 1, but is " + value + ": give a positive whole number");
      }
      return value;
    }
  }
}
