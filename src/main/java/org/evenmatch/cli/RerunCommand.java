package org.evenmatch.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.evenmatch.data.Dataset;
import org.evenmatch.report.ResultsJson;
import org.evenmatch.report.RunDocument;
import org.evenmatch.spec.InvalidInputException;
import org.evenmatch.spec.RunRecipe;
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

  @Option(names = "--json", description = "Print the results as JSON, and nothing else, there.")
  private boolean json;

  RerunCommand(EvenmatchCommand program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    RunDocument document = ResultsJson.read(results);
    RunRecipe recipe =
        document
            .recipe()
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        results
                            + " must hold the recipe of its run, but does not: it was made through"
                            + " the API, or is a benchmark's"));
    Dataset dataset = DataOptions.load(recipe);
    String digest = recipe.limit().map(dataset::limitedTo).orElse(dataset).digest();
    if (!digest.equals(document.dataset().digest())) {
      throw new InvalidInputException(
          String.format(
              "the images must be those of the run, but %s has the digest %s and the run had %s:"
                  + " get the same images",
              recipe.dataset(), digest, document.dataset().digest()));
    }
    EngineProcess engine =
        EngineProcess.findNamed(recipe.backend(), recipe.gpus(), program.console());
    return new SupervisedRun(program, BackendRuns.Output.of(json), () -> engine)
        .start(document.command(), recipe, dataset, RunOptions.out(out, "rerun"));
  }
}
