package org.evenmatch;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.evenmatch.data.Dataset;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.Training;
import org.evenmatch.experiment.Design;
import org.evenmatch.experiment.Experiments;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.report.Results;
import org.evenmatch.run.ComparisonRun;
import org.evenmatch.run.RunFolder;
import org.evenmatch.training.Journal;
import org.evenmatch.training.StopRequest;
import org.evenmatch.training.TrainerSettings;
import org.evenmatch.training.TrainingListener;
import org.evenmatch.training.TrainingRun;

/**
 * Members of a pair, trained on the same images in this process, and what came of it.
 *
 * <pre>{@code
 * MatchedPair pair = Pairs.load("lenet").matchedBy(Match.PARAMETERS);
 * Comparison result = Comparison.of(pair).on(Datasets.mnist()).epochs(5).seeds(3).run();
 * }</pre>
 *
 * <p>{@link Evenmatch} does the same in worker processes, as the command line does.
 */
public final class Comparison {
  private final ComparisonRun.Result result;

  private Comparison(ComparisonRun.Result result) {
    this.result = result;
  }

  /** Plans a comparison of the members of {@code pair}. */
  public static Plan of(MatchedPair pair) {
    return new Plan(pair.requireTrainable());
  }

  /** Plans a training of one member of {@code pair}. */
  public static Plan of(MatchedPair pair, Kind member) {
    return of(pair.only(List.of(member)));
  }

  /** Every training of the comparison itself, in order. */
  public List<TrainingRun> runs() {
    return result.runs();
  }

  /** The content of {@code results.json}. */
  public Results results() {
    return result.results();
  }

  /** What is to be compared, and how. */
  public static final class Plan {
    private MatchedPair pair;
    private Optional<Dataset> dataset = Optional.empty();
    private Optional<RunFolder> folder = Optional.empty();
    private List<String> probes = List.of();
    private TrainerSettings settings = TrainerSettings.NONE;
    private OptionalInt limit = OptionalInt.empty();
    private long firstSeed = 1;
    private int seeds = 1;

    private Plan(MatchedPair pair) {
      this.pair = pair;
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
      return training(pair.training().withEpochs(count));
    }

    /** Puts {@code examples} into a batch. */
    public Plan batch(int examples) {
      return training(pair.training().withBatch(examples));
    }

    /** Trains all members by {@code recipe}. */
    public Plan training(Training recipe) {
      pair = pair.withTraining(recipe);
      return this;
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

    /** Saves results, report and networks in a folder that holds no run yet. */
    public Plan saveTo(Path there) {
      folder = Optional.of(RunFolder.create(there));
      return this;
    }

    /** Does experiments too, by the names that {@code --probe} takes. */
    public Plan probes(String... names) {
      probes = List.of(names);
      return this;
    }

    /** Tells {@code listener} how the trainings go. */
    public Plan listener(TrainingListener toTell) {
      settings = settings.withListener(toTell);
      return this;
    }

    /** Keeps a journal of the trainings, so that the plan can go on where it was interrupted. */
    public Plan journal(Journal journal, Duration checkpointEvery) {
      settings = settings.withJournal(journal, checkpointEvery);
      return this;
    }

    /** Stops when {@code stop} asks for it. */
    public Plan stopOn(StopRequest stop) {
      settings = settings.withStop(stop);
      return this;
    }

    /**
     * Checks the plan without starting anything.
     *
     * @throws InvalidInputException if the pair does not fit the dataset or memory
     */
    public Plan check() {
      ComparisonRun unused = planned().check();
      return this;
    }

    /**
     * Trains every member with every seed, then what the experiments need.
     *
     * @throws InvalidInputException as {@link #check} does, before anything is started
     * @throws org.evenmatch.training.StoppedException if it was asked to stop
     */
    public Comparison run() {
      return new Comparison(planned().run(settings));
    }

    private ComparisonRun planned() {
      Dataset images =
          dataset.orElseThrow(
              () ->
                  new InvalidInputException(
                      "a comparison needs a dataset, but has none: name one"));
      Dataset used = limit.isPresent() ? images.limitedTo(limit.getAsInt()) : images;
      return new ComparisonRun(
          Design.of(pair, used, firstSeed, seeds),
          Experiments.named(probes),
          List.of(),
          Optional.empty(),
          folder);
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
