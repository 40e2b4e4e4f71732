package org.evenmatch.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.evenmatch.Pairs;
import org.evenmatch.data.Dataset;
import org.evenmatch.definition.BenchPlan;
import org.evenmatch.definition.RunPlan;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.process.BackendRuns;
import org.evenmatch.process.EngineProcess;
import org.evenmatch.report.Results;
import org.evenmatch.report.ResultsFile;
import org.evenmatch.report.SweepResults;
import org.evenmatch.run.ComparisonRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Repeats a run from its results. */
@Command(
    name = "rerun",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Repeat the run that a results.json describes, on the same images.")
final class RerunCommand implements Callable<Integer> {
  private final EvenmatchCommand program;

  @Parameters(paramLabel = "results.json", description = "The results, or the folder of the run.")
  private Path results;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The folder for the results (default: runs/<time>-rerun).")
  private Path out;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where the dataset's files lie, if no longer where the run found them.")
  private Path dataDir;

  @Option(
      names = "--json",
      description = "Print the results as JSON and nothing else on standard output.")
  private boolean json;

  RerunCommand(EvenmatchCommand program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    if (SweepResults.isIn(results)) {
      throw new InvalidInputException(
          results
              + " must describe a run or a benchmark, but describes a sweep: run 'sweep' with its"
              + " plan again");
    }
    Results earlier = ResultsFile.read(results);
    if (earlier.benchmark().isPresent()) {
      if (dataDir != null) {
        throw new InvalidInputException(
            "--data-dir is for a run on images, but these results are of a benchmark, which has none:"
                + " leave it out");
      }
      return measureAgain(earlier, earlier.benchmark().get());
    }
    RunPlan described =
        earlier
            .recipe()
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        results
                            + " must hold the recipe of its run, but does not: it was made through"
                            + " the API, or is of several backends"));
    RunPlan plan = described;
    if (dataDir != null) {
      DataOptions.requireFiles(described.images().dataset());
      plan = described.with(described.images().in(DataOptions.absolute(dataDir)));
    }
    Dataset dataset = ComparisonRun.images(plan);
    String digest = plan.images().limit().map(dataset::limitedTo).orElse(dataset).digest();
    String digestThen = earlier.dataset().orElseThrow().digest();
    if (!digest.equals(digestThen)) {
      throw new InvalidInputException(
          String.format(
              "the images must be those of the run, but %s has the digest %s and the run had %s:"
                  + " get the same images",
              plan.images().dataset(), digest, digestThen));
    }
    EngineProcess engine = EngineProcess.find(plan.computing(), program.console()::notice);
    Once<Path> folder = new Once<>(() -> RunOptions.out(out, "rerun"));
    int code =
        new BackendRuns(program.supervision())
            .start(earlier.command(), plan, dataset, List.of(engine), folder);
    return new RunPrinter(program.console(), json).print(code, folder.get());
  }

  private int measureAgain(Results earlier, BenchPlan earlierPlan) {
    BenchPlan plan =
        earlierPlan.definitions().isEmpty()
            ? earlierPlan.with(earlierPlan.pairs().stream().map(Pairs::definition).toList())
            : earlierPlan;
    List<EngineProcess> processes =
        plan.backends().stream()
            .map(backend -> EngineProcess.find(plan.computing(backend), program.console()::notice))
            .toList();
    Once<Path> folder = new Once<>(() -> RunOptions.out(out, "rerun"));
    Results again =
        BenchCommand.runs(program, List.of()).start(earlier.command(), plan, processes, folder);
    return BenchCommand.print(program.console(), json, again, folder.get());
  }
}
