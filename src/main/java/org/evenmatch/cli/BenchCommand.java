package org.evenmatch.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.evenmatch.RunFolder;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.report.BenchDocument;
import org.evenmatch.report.BenchDocument.Row;
import org.evenmatch.report.BenchTables;
import org.evenmatch.report.ResultsJson;
import org.evenmatch.spec.InvalidInputException;
import org.evenmatch.spec.NetworkSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures the throughput of every combination of networks, batches and backends. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Measure training and inference throughput of every combination asked for.")
final class BenchCommand implements Callable<Integer> {
  private final EvenmatchCommand program;

  @Option(
      names = "--pair",
      paramLabel = "NAME,…",
      split = ",",
      defaultValue = "lenet",
      description = "The pairs, both members of each (default: ${DEFAULT-VALUE}).")
  private List<String> pairs;

  @Option(
      names = "--match",
      paramLabel = "RULE",
      description = "units, outputs, parameters or compute (default: the pair's own).")
  private String match;

  @Option(
      names = "--batch",
      paramLabel = "N,…",
      split = ",",
      defaultValue = "64",
      description = "Examples in a batch (default: ${DEFAULT-VALUE}).")
  private List<Integer> batches;

  @Mixin private EngineOptions engineOptions;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The folder for the results (default: runs/<time>-bench).")
  private Path out;

  @Option(names = "--json", description = "Print the results as JSON, and nothing else, there.")
  private boolean json;

  @Option(names = "--row-java-option", hidden = true)
  private List<String> rowJavaOptions = List.of();

  BenchCommand(EvenmatchCommand program) {
    this.program = program;
  }

  /** One row to be measured. */
  private record Combination(String pair, String backend, NetworkSpec network) {}

  @Override
  public Integer call() {
    engineOptions.check();
    List<Combination> combinations = combinations();
    RunFolder folder = RunOptions.folder(out, "bench");
    folder.beginCsv();
    Console console = program.console();
    BenchProcess process = new BenchProcess(rowJavaOptions);
    BenchDocument document = RunFolder.emptyBenchmark(program.words());
    Interruption interruption = Interruption.watch(console, folder.path());
    try {
      for (Combination combination : combinations) {
        Row row = measure(process, combination);
        document = folder.add(row, document);
        if (!program.quiet()) {
          console.err().println(BenchTables.line(row));
        }
      }
    } finally {
      interruption.stop();
    }
    if (json) {
      console.out().print(ResultsJson.render(document));
    } else {
      console.out().println(BenchTables.render(document));
      console.out().println("Results: " + folder.path().resolve(ResultsJson.FILE));
    }
    return document.configurations().stream().allMatch(Row::isOk) ? ExitCode.DONE : ExitCode.FAILED;
  }

  private List<Combination> combinations() {
    List<Combination> combinations = new ArrayList<>();
    for (String name : pairs) {
      MatchedPair pair = PairOptions.matched(name, match).requireTrainable();
      for (int batch : batches) {
        if (batch < 1) {
          throw new InvalidInputException(
              "batch must be at least 1, but is " + batch + ": give a positive whole number");
        }
        MatchedPair sized = pair.withTraining(pair.training().withBatch(batch));
        for (String backend : engineOptions.backends()) {
          combinations.add(new Combination(name, backend, sized.fullyConnected()));
          combinations.add(new Combination(name, backend, sized.convolutional()));
        }
      }
    }
    return combinations;
  }

  /** Measures one row; after a lack of memory again at half the batch, which the row then says. */
  private Row measure(BenchProcess process, Combination combination) {
    NetworkSpec network = combination.network();
    int asked = network.training().batch();
    BenchProcess.Outcome outcome = process.run(network, words(combination, asked));
    int batch = asked;
    while (outcome.outOfMemory() && batch > 1) {
      batch /= 2;
      outcome =
          process.run(
              network.withTraining(network.training().withBatch(batch)), words(combination, batch));
    }
    return batch < asked && outcome.row().isOk()
        ? outcome.row().withError("out of memory at batch " + asked + ", measured at " + batch)
        : outcome.row();
  }

  private List<String> words(Combination combination, int batch) {
    List<String> words = new ArrayList<>(List.of("--pair", combination.pair()));
    if (match != null) {
      words.addAll(List.of("--match", match));
    }
    words.addAll(List.of("--member", combination.network().kind().yamlName()));
    words.addAll(List.of("--batch", Integer.toString(batch)));
    words.addAll(engineOptions.words(combination.backend()));
    return words;
  }
}
