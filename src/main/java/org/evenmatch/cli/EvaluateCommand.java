package org.evenmatch.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.evenmatch.SavedNetwork;
import org.evenmatch.data.Dataset;
import org.evenmatch.report.EvaluationDocument;
import org.evenmatch.report.ResultsJson;
import org.evenmatch.report.TextReport;
import org.evenmatch.report.TextTables;
import org.evenmatch.spec.Probe;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tests a saved network on a dataset. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Test a saved network on a dataset: accuracy, confusion, experiments.")
final class EvaluateCommand implements Callable<Integer> {
  private final EvenmatchCommand program;

  @Parameters(paramLabel = "MODEL.zip", description = "A network saved by Deeplearning4j.")
  private Path model;

  @Mixin private DataOptions dataOptions;
  @Mixin private EngineOptions engineOptions;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "128",
      description = "Examples in a batch (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--probe",
      paramLabel = "NAME,…",
      split = ",",
      description = "Experiments that need no training: shift, noise, occlusion, calibration.")
  private List<String> probes = List.of();

  @Option(names = "--json", description = "Print the result as JSON, and nothing else.")
  private boolean json;

  EvaluateCommand(EvenmatchCommand program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    Set<Probe> named = Probes.named(probes);
    SavedNetwork.requireNoTraining(named);
    EngineProcess process = engineOptions.process(program.console(), program.quiet() || json);
    if (process.isOther()) {
      return process.run(program.words());
    }
    engineOptions.prepare();
    Dataset dataset = dataOptions.load(Optional.empty(), 1);
    EvaluationDocument document = SavedNetwork.evaluate(model, dataset, batch, named);
    Console console = program.console();
    if (json) {
      console.out().print(ResultsJson.render(document));
    } else {
      console.out().print(TextTables.evaluation(document));
      console.out().print(TextReport.render(document, console.style()));
    }
    return ExitCode.DONE;
  }
}
