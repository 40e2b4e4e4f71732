package org.evenmatch.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.data.Dataset;
import org.evenmatch.data.Datasets;
import org.evenmatch.definition.Hyperparameter;
import org.evenmatch.definition.Keep;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.RunPlan;
import org.evenmatch.definition.Training;
import org.evenmatch.engine.Backend;
import org.evenmatch.engine.EngineInfo;
import org.evenmatch.engine.Memory;
import org.evenmatch.engine.NativeRuntime;
import org.evenmatch.experiment.Design;
import org.evenmatch.experiment.Experiment;
import org.evenmatch.experiment.Experiments;
import org.evenmatch.experiment.Trial;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.match.NetworkCount;
import org.evenmatch.match.Pair;
import org.evenmatch.match.TrainingMemory;
import org.evenmatch.report.Results;
import org.evenmatch.report.Search;
import org.evenmatch.training.Trainer;
import org.evenmatch.training.TrainerSettings;
import org.evenmatch.training.TrainingEvent;
import org.evenmatch.training.TrainingRun;
import org.evenmatch.training.TrainingTask;

/**
 * The members of a pair, trained on the same images, and what the experiments need besides.
 *
 * @param design the members with their training recipe, the images, and the seeds
 * @param experiments what else is asked
 * @param command the command line that the results shall name
 * @param plan what it takes to run it again, for the results to hold
 * @param folder where results, report and networks are saved after every training, if anywhere
 */
public record ComparisonRun(
    Design design,
    List<Experiment<?>> experiments,
    List<String> command,
    Optional<RunPlan> plan,
    Optional<RunFolder> folder) {
  public ComparisonRun {
    design.pair().requireTrainable();
    experiments = List.copyOf(experiments);
    command = List.copyOf(command);
  }

  /**
   * What came of it.
   *
   * @param runs every training of the comparison itself, in order
   * @param results the content of {@code results.json}
   */
  public record Result(List<TrainingRun> runs, Results results) {}

  /**
   * What {@code plan} says, on {@code all} images of its dataset.
   *
   * @throws InvalidInputException if the plan's pair, settings or experiments are not valid
   */
  public static ComparisonRun of(RunPlan plan, Dataset all) {
    MatchedPair pair =
        new Pair(plan.pairSpec()).matchedBy(plan.match(), plan.members()).requireTrainable();
    Dataset used = plan.images().limit().map(all::limitedTo).orElse(all);
    return new ComparisonRun(
        Design.of(
            pair.withTraining(plan.training(pair.training())), used, plan.seed(), plan.seeds()),
        Experiments.named(plan.probes()),
        List.of(),
        Optional.of(plan),
        Optional.empty());
  }

  /** The images that {@code plan} names, all of them. */
  public static Dataset images(RunPlan plan) {
    return Datasets.load(plan.images(), plan.seed());
  }

  /** The same, saved in {@code there} under the command line {@code words}. */
  public ComparisonRun savedTo(RunFolder there, List<String> words) {
    return new ComparisonRun(design, experiments, words, plan, Optional.of(there));
  }

  /**
   * Checks the run without starting anything.
   *
   * @throws InvalidInputException if the pair does not fit the dataset or memory
   */
  public ComparisonRun check() {
    int gpus = plan.flatMap(one -> one.computing().gpus()).orElse(1);
    for (NetworkSpec member : design.pair().members()) {
      member.training().requireDivisibleAmong(gpus);
      design.dataset().requireFits(member);
      requireFitsMemory(member, design.dataset());
      requireValidation(member, design.dataset());
    }
    for (Trial trial : trials()) {
      requireFitsMemory(trial.task().network(), trial.task().dataset());
      requireValidation(trial.task().network(), trial.task().dataset());
    }
    requireDropoutForBudget();
    search()
        .ifPresent(
            one -> {
              one.check(design.pair());
              design.pair().members().forEach(member -> requireValidation(member, one.dataset()));
            });
    return this;
  }

  /**
   * Trains every member with every seed, then what the experiments need.
   *
   * @param settings how the trainings are accompanied
   * @throws InvalidInputException as {@link #check} does, before anything is started
   * @throws org.evenmatch.training.StoppedException if it was asked to stop
   */
  public Result run(TrainerSettings settings) {
    check();
    Trainer trainer = new Trainer(settings.withMeasurements(Experiments.measurements(experiments)));
    Optional<RecipeSearch.Found> found =
        search().map(one -> one.run(design.pair(), trainer, settings.listener()));
    return found
        .map(better -> new Design(better.pair(), design.dataset(), design.seeds()))
        .map(tuned -> new ComparisonRun(tuned, experiments, command, plan, folder))
        .orElse(this)
        .train(settings, trainer, found.map(RecipeSearch.Found::search));
  }

  /** The search that the plan asks for, if it does. */
  private Optional<RecipeSearch> search() {
    return plan.filter(one -> !one.tune().isEmpty())
        .map(
            one -> {
              Dataset all = design.dataset();
              int images = one.validationImages(all.train().size());
              return new RecipeSearch(
                  one.tune(), all.withValidation(images, one.seed()), one.seed());
            });
  }

  private Result train(TrainerSettings settings, Trainer trainer, Optional<Search> search) {
    EngineInfo engine = NativeRuntime.current().start();
    for (NetworkSpec member : design.pair().members()) {
      member.training().requireDivisibleAmong(Math.max(1, engine.gpus()));
    }
    List<TrainingTask> tasks = mainTasks();
    List<Trial> trials = trials();
    settings
        .listener()
        .on(
            new TrainingEvent.Planned(
                Stream.concat(tasks.stream(), trials.stream().map(Trial::task))
                    .map(TrainingTask::summary)
                    .toList()));
    ResultsBuilder builder =
        new ResultsBuilder(
            design.pair(),
            design.dataset(),
            engine,
            command,
            plan,
            experiments,
            folder.isPresent(),
            search);
    KeptNetworks kept = new KeptNetworks(folder);
    boolean areAskedFor = trials.stream().anyMatch(trial -> trial.task().start().isPresent());
    for (TrainingTask task : tasks) {
      builder.add(
          trainer.train(
              task,
              network -> {
                save(network, task);
                if (areAskedFor) {
                  kept.keep(network, task);
                }
              }));
      write(builder);
    }
    Trainer onward =
        new Trainer(
            settings
                .withMeasurements(Experiments.measurementsOfTrials(experiments, design))
                .withTrained(kept));
    folder.ifPresent(
        there ->
            there.write(
                new PictureMaker(there, design.dataset())
                    .of(design.pair(), builder.mainRuns(), design.seeds().get(0))));
    for (Trial trial : trials) {
      builder.add(trial, onward.train(trial.task(), network -> {}));
      write(builder);
    }
    write(builder);
    return new Result(builder.mainRuns(), builder.build());
  }

  private void save(MultiLayerNetwork network, TrainingTask task) {
    folder.ifPresent(there -> there.save(network, task.network().name(), task.seed()));
  }

  private void write(ResultsBuilder builder) {
    folder.ifPresent(there -> there.write(builder.build()));
  }

  private List<TrainingTask> mainTasks() {
    List<TrainingTask> tasks = new ArrayList<>();
    for (long seed : design.seeds()) {
      for (NetworkSpec member : design.pair().members()) {
        tasks.add(TrainingTask.main(member, design.dataset(), seed));
      }
    }
    return tasks;
  }

  private List<Trial> trials() {
    return Experiments.trials(experiments, design);
  }

  /** Its scaled members have the pair's own rates. */
  private void requireDropoutForBudget() {
    if (plan.filter(one -> one.tune().contains(Hyperparameter.DROPOUT)).isPresent()
        && experiments.stream().anyMatch(one -> one.name().equals("budget"))) {
      throw new InvalidInputException(
          "the experiment budget is for dropout as the pair has it, but dropout is to be tuned, for"
              + " each member apart: leave one of them out");
    }
  }

  private static void requireValidation(NetworkSpec network, Dataset dataset) {
    Training training = network.training();
    training.requireCountableSteps(dataset.train().size());
    if (training.keep() == Keep.BEST) {
      dataset.requireValidation(training.validationImages(dataset.train().size()));
    } else if (training.patience() > 0) {
      throw new InvalidInputException(
          "patience is for recipes that keep the best epoch and must be 0 in others, but is "
              + training.patience()
              + ": keep: best does");
    }
  }

  /** A GPU has memory of its own, which is asked when it is used up. */
  private void requireFitsMemory(NetworkSpec network, Dataset dataset) {
    boolean onGpu =
        plan.filter(one -> one.computing().backend().equals(Backend.CUDA.yamlName())).isPresent();
    if (!onGpu) {
      int largest = Math.min(network.training().batch(), dataset.train().size());
      Memory.requireFits(TrainingMemory.of(NetworkCount.of(network), largest), network);
    }
  }
}
