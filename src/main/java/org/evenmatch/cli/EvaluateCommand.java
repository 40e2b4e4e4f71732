package org.evenmatch.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.evenmatch.definition.TestViews;
import org.evenmatch.experiment.Experiments;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.files.Json;
import org.evenmatch.process.EngineProcess;
import org.evenmatch.process.ExitCode;
import org.evenmatch.process.WorkerRequest;
import org.evenmatch.report.EvaluationDocument;
import org.evenmatch.report.TextReport;
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
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "The first seed of the run that trained it, by which a folder without train and test was"
              + " divided (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "128",
      description = "Examples in a batch (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--tta",
      description =
          "Take the mean logits over six views of each test image: as it is, mirrored, and both"
              + " moved by a pixel.")
  private boolean tta;

  @Option(
      names = "--probe",
      paramLabel = "NAME,…",
      split = ",",
      completionCandidates = ExperimentNames.WithoutTraining.class,
      description = "Experiments that need no training: ${COMPLETION-CANDIDATES}.")
  private List<String> probes = List.of();

  @Option(names = "--json", description = "Print the result as JSON, and nothing else.")
  private boolean json;

  EvaluateCommand(EvenmatchCommand program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    ExperimentNames.require(probes);
    if (batch < 1) {
      throw new InvalidInputException(
          "--batch must be at least 1, but is " + batch + ": give a positive whole number");
    }
    if (engineOptions.gpus().isPresent()) {
      throw new InvalidInputException(
          "a network is evaluated on one GPU, but --gpus is "
              + engineOptions.gpus().get()
              + ": leave it out");
    }
    var unused = Experiments.onSavedNetworks(probes);
    EngineProcess process = engineOptions.process(program.console()::notice, program.notices());
    EvaluationDocument document =
        process.ask(
            new WorkerRequest.Evaluate(
                model.toString(),
                dataOptions.images(Optional.empty()),
                seed,
                batch,
                tta ? TestViews.MOVED : TestViews.NONE,
                probes,
                engineOptions.computing(process)),
            EvaluationDocument.class,
            program.supervision());
    Console console = program.console();
    if (json) {
      console.out().print(Json.pretty(document));
    } else {
      console.out().print(document.asText());
      console
          .out()
          .print(
              TextReport.render(
                  Experiments.sections(document.probes(), document.classNames().size()),
                  console.style()));
    }
    return ExitCode.DONE;
  }
}
