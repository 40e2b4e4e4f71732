package org.evenmatch.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.evenmatch.Pairs;
import org.evenmatch.data.Dataset;
import org.evenmatch.data.Datasets;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.spec.InvalidInputException;
import org.evenmatch.spec.Kind;
import org.evenmatch.spec.Probe;
import org.evenmatch.spec.RunRecipe;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** What {@code compare} and {@code train} have in common: pair, images, engine and run. */
final class TrainingOptions {
  /** What may stand beside {@code --resume}. */
  private static final Set<String> WITH_RESUME =
      Set.of("--resume", "--json", "--quiet", "--verbose");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Mixin private PairOptions pairOptions;
  @Mixin private DataOptions dataOptions;
  @Mixin private EngineOptions engineOptions;
  @Mixin private RunOptions runOptions;

  /** Starts or resumes what the options say. */
  int run(EvenmatchCommand program, Optional<Kind> member, List<Probe> probes) {
    if (runOptions.resume().isPresent()) {
      refuseOthersBesideResume();
      return BackendRuns.resume(program, runOptions.json(), runOptions.resume().get());
    }
    Optional<MatchedPair> named =
        pairOptions.pair().map(name -> pairOptions.matched(name).requireTrainable());
    List<EngineProcess> processes =
        engineOptions.processes(program.console(), program.quiet() || runOptions.json());
    engineOptions.requireOnePrecisionOnAll(processes);
    String datasetName = dataOptions.name(named.map(pair -> pair.convolutional().image()));
    Dataset dataset =
        Datasets.load(datasetName, dataOptions.dataDir().map(Path::of), runOptions.seed());
    String pair = pairOptions.pair().orElseGet(() -> DataOptions.pairFor(dataset.shape()));
    RunRecipe recipe =
        new RunRecipe(
            pair,
            Pairs.definition(pair),
            pairOptions.match().orElseGet(() -> Pairs.load(pair).spec().match()),
            member,
            datasetName,
            dataOptions.dataDir(),
            dataOptions.limit(),
            runOptions.epochs(),
            runOptions.batch(),
            runOptions.seed(),
            runOptions.seeds(),
            probes,
            processes.get(0).request().yamlName(),
            engineOptions.precision(),
            engineOptions.gpus(),
            engineOptions.threads(),
            runOptions.checkpointSeconds());
    return new BackendRuns(program, runOptions.json(), processes)
        .start(recipe, dataset, runOptions.out(command.name()));
  }

  boolean resumes() {
    return runOptions.resume().isPresent();
  }

  private void refuseOthersBesideResume() {
    List<String> others = new ArrayList<>();
    for (OptionSpec option : command.commandLine().getParseResult().matchedOptions()) {
      if (!WITH_RESUME.contains(option.longestName())) {
        others.add(option.longestName());
      }
    }
    if (!others.isEmpty()) {
      throw new InvalidInputException(
          "--resume goes on with a run as it was started, but "
              + String.join(", ", others)
              + " was given too: leave it out, or start a new run");
    }
  }
}
