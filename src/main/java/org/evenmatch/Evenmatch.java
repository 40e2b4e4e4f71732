package org.evenmatch;

import java.nio.file.Path;
import java.util.List;
import org.evenmatch.definition.BenchPlan;
import org.evenmatch.definition.Computing;
import org.evenmatch.definition.Images;
import org.evenmatch.definition.RunPlan;
import org.evenmatch.process.BenchRuns;
import org.evenmatch.process.EngineProcess;
import org.evenmatch.process.ExitCode;
import org.evenmatch.process.SupervisedRun;
import org.evenmatch.process.Supervision;
import org.evenmatch.process.WorkerRequest;
import org.evenmatch.report.Results;
import org.evenmatch.report.ResultsFile;
import org.evenmatch.run.ComparisonRun;
import org.evenmatch.run.EngineReport;
import org.evenmatch.run.RunFolder;
import org.evenmatch.training.TrainingListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the command line does, for programs: runs in worker processes that are watched, so that a
 * crash costs one training alone, and can go on after an interruption.
 *
 * <pre>{@code
 * RunPlan plan = Evenmatch.plan("lenet", "mnist").withSeeds(1, 3).withProbes(List.of("shift"));
 * Results results = Evenmatch.compare(plan, Path.of("runs/mnist"), TrainingListener.NONE);
 * }</pre>
 */
public final class Evenmatch {
  private static final Logger LOG = LoggerFactory.getLogger(Evenmatch.class);

  private Evenmatch() {}

  /**
   * The plan of a comparison by the pair's own rule and training recipe.
   *
   * @param pair a shipped pair's name or the path of a YAML file
   * @param dataset a known dataset's name or the path of a folder
   */
  public static RunPlan plan(String pair, String dataset) {
    return RunPlan.of(
        pair, Pairs.definition(pair), Pairs.load(pair).spec().match(), Images.of(dataset));
  }

  /**
   * Makes a comparison.
   *
   * @param out a folder for the results that holds no run yet
   * @param listener hears how the trainings go
   * @return the content of {@code results.json}; of an interrupted run, as far as it got
   * @throws org.evenmatch.files.InvalidInputException if the plan or the folder cannot be used
   * @throws org.evenmatch.engine.BackendUnavailableException if the backend is not to be had
   */
  public static Results compare(RunPlan plan, Path out, TrainingListener listener) {
    Supervision supervision = Supervision.of(listener);
    EngineProcess engine = EngineProcess.find(plan.computing(), supervision.notices());
    RunPlan onBackend = plan.with(plan.computing().on(engine.backend()));
    SupervisedRun run = new SupervisedRun(supervision, () -> engine);
    int code = run.start(List.of(), onBackend, ComparisonRun.images(plan), () -> out);
    return results(out, code, run);
  }

  /** Failed trainings stand in the results; a run that gave up is an exception. */
  private static Results results(Path out, int code, SupervisedRun run) {
    LOG.info("{} ended with {}", out, code);
    if (!RunFolder.open(out).isFinished() && !ExitCode.isInterrupted(code)) {
      throw new IllegalStateException(
          "the run in "
              + out
              + " gave up with exit code "
              + code
              + ": "
              + run.failure().orElse("its worker said nothing")
              + " (what was finished is saved; it can be resumed)");
    }
    return ResultsFile.read(out);
  }

  /**
   * Goes on with a comparison that was interrupted.
   *
   * @param out its folder
   */
  public static Results resume(Path out, TrainingListener listener) {
    Supervision supervision = Supervision.of(listener);
    SupervisedRun run =
        new SupervisedRun(
            supervision,
            () ->
                EngineProcess.find(
                    RunFolder.open(out).start().plan().computing(), supervision.notices()));
    return results(out, run.resume(out), run);
  }

  /**
   * Measures throughput, each combination in a process of its own.
   *
   * @param out a folder for the results that holds no run yet
   */
  public static Results benchmark(BenchPlan plan, Path out) {
    Supervision supervision = Supervision.of(TrainingListener.NONE);
    List<EngineProcess> engines =
        plan.backends().stream()
            .map(backend -> EngineProcess.find(plan.computing(backend), supervision.notices()))
            .toList();
    BenchPlan found = plan.on(engines.stream().map(EngineProcess::backend).distinct().toList());
    return new BenchRuns(supervision, List.of(), row -> LOG.info("{}", row.name()))
        .start(List.of(), found, engines, () -> out);
  }

  /** Says what this machine has and what would compute. */
  public static EngineReport doctor(Computing computing) {
    EngineProcess engine = EngineProcess.find(computing, LOG::info);
    return engine
        .ask(
            new WorkerRequest.Describe(computing.on(engine.backend())),
            EngineReport.class,
            Supervision.of(TrainingListener.NONE))
        .because(engine.choice().reason());
  }
}
