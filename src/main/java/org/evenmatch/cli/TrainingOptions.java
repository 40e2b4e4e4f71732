package org.evenmatch.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.evenmatch.Pairs;
import org.evenmatch.data.Dataset;
import org.evenmatch.data.Datasets;
import org.evenmatch.definition.Images;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.RunPlan;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.process.BackendRuns;
import org.evenmatch.process.EngineProcess;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What {@code compare} and {@code train} have in common: pair, images, engine and run. */
final class TrainingOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Mixin private PairOptions pairOptions;
  @Mixin private DataOptions dataOptions;
  @Mixin private EngineOptions engineOptions;
  @Mixin private RunOptions runOptions;

  /** Starts or resumes what the options say, and prints what came of it. */
  int run(EvenmatchCommand program, List<Kind> members, List<String> probes) {
    RunPrinter printer = new RunPrinter(program.console(), runOptions.json());
    BackendRuns runs = new BackendRuns(program.supervision());
    if (runOptions.resume().isPresent()) {
      ResumeAlone.require(command);
      Path folder = runOptions.resume().get();
      return printer.print(runs.resume(folder), folder);
    }
    Optional<MatchedPair> named =
        pairOptions.pair().map(name -> pairOptions.matched(name, members).requireTrainable());
    List<EngineProcess> processes =
        engineOptions.processes(program.console()::notice, program.notices());
    engineOptions.requireOnePrecisionOnAll(processes);
    Images images = dataOptions.images(named.map(pair -> pair.members().get(0).image()));
    Dataset dataset = Datasets.load(images, runOptions.seed());
    String pair = pairOptions.pair().orElseGet(() -> DataOptions.pairFor(dataset.shape()));
    RunPlan plan =
        new RunPlan(
            pair,
            Pairs.definition(pair),
            pairOptions.match().orElseGet(() -> Pairs.load(pair).spec().match()),
            Optional.empty(),
            members,
            images,
            runOptions.epochs(),
            runOptions.batch(),
            runOptions.set(),
            runOptions.seed(),
            runOptions.seeds(),
            probes,
            engineOptions.computing(processes.get(0)),
            runOptions.checkpointSeconds(),
            runOptions.tune(),
            runOptions.validation());
    Once<Path> out = new Once<>(() -> runOptions.out(command.name()));
    int code = runs.start(program.words(), plan, dataset, processes, out);
    return printer.print(code, out.get());
  }

  boolean resumes() {
    return runOptions.resume().isPresent();
  }
}
