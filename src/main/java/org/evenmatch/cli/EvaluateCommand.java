package org.evenmatch.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.data.Dataset;
import org.evenmatch.measure.ConfusionMatrix;
import org.evenmatch.network.NetworkFiles;
import org.evenmatch.report.EvaluationDocument;
import org.evenmatch.report.ResultsJson;
import org.evenmatch.report.TextTables;
import org.evenmatch.training.Evaluation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tests a saved network on a dataset. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Test a saved network on a dataset: accuracy and confusion.")
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

  @Option(names = "--json", description = "Print the result as JSON, and nothing else.")
  private boolean json;

  EvaluateCommand(EvenmatchCommand program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    engineOptions.prepare(program.console(), program.quiet() || json);
    Dataset dataset = dataOptions.load(Optional.empty(), 1);
    MultiLayerNetwork network = NetworkFiles.load(model);
    ConfusionMatrix confusion = Evaluation.of(network, dataset, batch);
    EvaluationDocument document =
        new EvaluationDocument(
            model.toString(),
            dataset.name(),
            dataset.test().size(),
            confusion.accuracy(),
            dataset.classes(),
            confusion.counts());
    program
        .console()
        .out()
        .print(json ? ResultsJson.render(document) : TextTables.evaluation(document));
    return ExitCode.DONE;
  }
}
