package org.evenmatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.Experiments.Trial;
import org.evenmatch.data.Dataset;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.match.NetworkCount;
import org.evenmatch.match.Pair;
import org.evenmatch.match.TrainingMemory;
import org.evenmatch.report.RunDocument;
import org.evenmatch.runtime.Backend;
import org.evenmatch.runtime.EngineInfo;
import org.evenmatch.runtime.NativeRuntime;
import org.evenmatch.spec.InvalidInputException;
import org.evenmatch.spec.NetworkSpec;
import org.evenmatch.spec.PairReader;
import org.evenmatch.spec.Probe;
import org.evenmatch.spec.RunRecipe;
import org.evenmatch.spec.Training;
import org.evenmatch.training.Journal;
import org.evenmatch.training.StopRequest;
import org.evenmatch.training.Trainer;
import org.evenmatch.training.TrainerSettings;
import org.evenmatch.training.TrainingListener;
import org.evenmatch.training.TrainingRun;
import org.evenmatch.training.TrainingTask;

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

  /**
   * Plans what {@code recipe} says, on {@code dataset}, which is the recipe's.
   *
   * @throws InvalidInputException if the recipe's pair is not valid
   */
  public static Plan of(RunRecipe recipe, Dataset dataset) {
    MatchedPair pair =
        new Pair(PairReader.parse(recipe.pair(), recipe.definition())).matchedBy(recipe.match());
    Plan plan =
        recipe.member().isPresent() ? of(pair, pair.member(recipe.member().get())) : of(pair);
    plan.on(dataset).seed(recipe.seed()).seeds(recipe.seeds()).recipe(recipe);
    plan.probes(recipe.probes().toArray(Probe[]::new));
    recipe.epochs().ifPresent(plan::epochs);
    recipe.batch().ifPresent(plan::batch);
    recipe.limit().ifPresent(plan::limit);
    return plan;
  }

  /** Every training of the comparison itself, in order. */
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
    private Optional<RunRecipe> recipe = Optional.empty();
    private TrainerSettings settings = TrainerSettings.NONE;
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

    /** What it takes to run it again, for the results to hold. */
    public Plan recipe(RunRecipe all) {
      recipe = Optional.of(all);
      return this;
    }

    /** Does experiments too. */
    public Plan probes(Probe... experiments) {
      settings = settings.withProbes(Set.of(experiments));
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
      Dataset images = requireDataset();
      for (NetworkSpec member : members) {
        member.training().requireDivisibleAmong(recipe.flatMap(RunRecipe::gpus).orElse(1));
        images.requireFits(member);
        requireFitsMemory(member);
      }
      trials(usedDataset()).forEach(trial -> requireFitsMemory(trial.task().network()));
      return this;
    }

    /**
     * Trains every member with every seed, then what the experiments need.
     *
     * @throws InvalidInputException as {@link #check} does, before anything is started
     * @throws org.evenmatch.training.StoppedException if it was asked to stop
     */
    public Comparison run() {
      check();
      Dataset images = usedDataset();
      EngineInfo engine = NativeRuntime.current().start();
      for (NetworkSpec member : members) {
        member.training().requireDivisibleAmong(Math.max(1, engine.gpus()));
      }
      List<TrainingTask> tasks = mainTasks(images);
      List<Trial> trials = trials(images);
      settings
          .listener()
          .planned(Stream.concat(tasks.stream(), trials.stream().map(Trial::task)).toList());
      Trainer trainer = new Trainer(settings);
      DocumentBuilder builder =
          new DocumentBuilder(pair, images, engine, command, recipe, settings.probes());
      for (TrainingTask task : tasks) {
        builder.add(trainer.train(task, network -> save(network, task)));
        write(builder);
      }
      folder.ifPresent(
          there -> there.write(new PictureMaker(there, images).of(builder.mainRuns(), firstSeed)));
      for (Trial trial : trials) {
        builder.add(trial, trainer.train(trial.task(), network -> {}));
        write(builder);
      }
      write(builder);
      return new Comparison(builder.mainRuns(), builder.build(members, folder));
    }

    private void save(MultiLayerNetwork network, TrainingTask task) {
      folder.ifPresent(there -> there.save(network, task.network().name(), task.seed()));
    }

    private void write(DocumentBuilder builder) {
      folder.ifPresent(there -> there.write(builder.build(members, folder)));
    }

    private List<TrainingTask> mainTasks(Dataset images) {
      List<TrainingTask> tasks = new ArrayList<>();
      for (int i = 0; i < seeds; i++) {
        for (NetworkSpec member : members) {
          tasks.add(TrainingTask.main(member, images, firstSeed + i));
        }
      }
      return tasks;
    }

    private List<Trial> trials(Dataset images) {
      Training training = members.get(0).training();
      return Experiments.trials(
          settings.probes(), pair.withTraining(training), images, firstSeed, seeds);
    }

    private Dataset usedDataset() {
      return limit.isPresent() ? requireDataset().limitedTo(limit.getAsInt()) : requireDataset();
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

    /** A GPU has memory of its own, which is asked when it is used up. */
    private void requireFitsMemory(NetworkSpec network) {
      if (recipe.filter(one -> one.backend().equals(Backend.CUDA.yamlName())).isEmpty()) {
        Memory.requireFits(
            TrainingMemory.of(NetworkCount.of(network), network.training().batch()), network);
      }
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
