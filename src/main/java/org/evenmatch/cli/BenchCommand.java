package org.evenmatch.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.evenmatch.Pairs;
import org.evenmatch.RunFolder;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.match.Pair;
import org.evenmatch.report.BenchDocument;
import org.evenmatch.report.BenchDocument.Row;
import org.evenmatch.report.BenchTables;
import org.evenmatch.report.ResultsJson;
import org.evenmatch.runtime.Backend;
import org.evenmatch.runtime.Precision;
import org.evenmatch.spec.BenchRecipe;
import org.evenmatch.spec.InvalidInputException;
import org.evenmatch.spec.Match;
import org.evenmatch.spec.NetworkSpec;
import org.evenmatch.spec.YamlName;
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

  @Option(
      names = "--resume",
      paramLabel = "DIR",
      description = "Go on with the interrupted benchmark that lies there.")
  private Path resume;

  @Option(names = "--json", description = "Print the results as JSON, and nothing else, there.")
  private boolean json;

  @Option(names = "--row-java-option", hidden = true)
  private List<String> rowJavaOptions = List.of();

  BenchCommand(EvenmatchCommand program) {
    this.program = program;
  }

  /** One row to be measured. */
  private record Combination(
      String pair, String backend, String precision, BenchRecipe recipe, NetworkSpec network) {}

  @Override
  public Integer call() {
    return resume == null ? start() : goOn();
  }

  private int start() {
    Map<String, EngineProcess> engines = engines();
    BenchRecipe recipe =
        new BenchRecipe(
            pairs.stream().map(BenchCommand::absolute).toList(),
            Optional.ofNullable(match).map(rule -> YamlName.of("--match", rule, Match.class)),
            batches,
            List.copyOf(engines.keySet()),
            engineOptions.precisions(),
            engineOptions.gpus(),
            engineOptions.threads());
    List<Combination> combinations = combinations(recipe);
    RunFolder folder = RunFolder.create(RunOptions.out(out, "bench"));
    BenchDocument empty = RunFolder.emptyBenchmark(program.words(), recipe);
    return folder.supervising(
        () -> {
          folder.begin(empty);
          return run(folder, combinations, empty, engines);
        });
  }

  private int goOn() {
    RunFolder folder = RunFolder.open(resume);
    return folder.supervising(() -> goOn(folder));
  }

  private int goOn(RunFolder folder) {
    BenchDocument sofar = folder.benchmark();
    BenchRecipe recipe =
        sofar
            .benchmark()
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        resume + " must hold a benchmark, but holds none: use 'compare'"));
    List<Combination> combinations = combinations(recipe);
    Map<String, EngineProcess> engines = new LinkedHashMap<>();
    for (String backend : recipe.backends()) {
      engines.put(backend, EngineProcess.findNamed(backend, recipe.gpus(), program.console()));
    }
    int done = sofar.configurations().size();
    if (done == combinations.size()) {
      program.console().notice("the benchmark in " + resume + " is finished");
    }
    return run(folder, combinations.subList(done, combinations.size()), sofar, engines);
  }

  /** The process of each backend, by its name. */
  private Map<String, EngineProcess> engines() {
    Map<String, EngineProcess> engines = new LinkedHashMap<>();
    for (EngineProcess process :
        engineOptions.processes(program.console(), program.quiet() || json)) {
      engines.put(process.request().yamlName(), process);
    }
    return engines;
  }

  private int run(
      RunFolder folder,
      List<Combination> combinations,
      BenchDocument sofar,
      Map<String, EngineProcess> engines) {
    folder.beginCsv(sofar);
    Console console = program.console();
    BenchDocument document = sofar;
    Interruption interruption = Interruption.watch(console, folder.path());
    try {
      for (Combination combination : combinations) {
        EngineProcess engine = engines.get(combination.backend());
        Row row = measure(new BenchProcess(engine, rowJavaOptions), combination);
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

  private static String absolute(String pair) {
    return Pairs.names().contains(pair) || !Files.exists(Path.of(pair))
        ? pair
        : Path.of(pair).toAbsolutePath().normalize().toString();
  }

  private static List<Combination> combinations(BenchRecipe recipe) {
    List<Combination> combinations = new ArrayList<>();
    for (String name : recipe.pairs()) {
      Pair loaded = Pairs.load(name);
      MatchedPair pair =
          loaded.matchedBy(recipe.match().orElse(loaded.spec().match())).requireTrainable();
      for (int batch : recipe.batches()) {
        MatchedPair sized = pair.withTraining(pair.training().withBatch(batch));
        for (String backend : recipe.backends()) {
          for (String precision : recipe.precisions()) {
            if (isOn(backend, precision)) {
              for (NetworkSpec network : sized.members()) {
                combinations.add(new Combination(name, backend, precision, recipe, network));
              }
            }
          }
        }
      }
    }
    return combinations;
  }

  private static boolean isOn(String backend, String precision) {
    return backend.equals(Backend.CUDA.yamlName())
        || YamlName.of("precision", precision, Precision.class).isOn(Backend.CPU);
  }

  /** Measures one row; after a lack of memory again at half the batch, which the row then says. */
  private Row measure(BenchProcess process, Combination combination) {
    NetworkSpec network = combination.network();
    int asked = network.training().batch();
    BenchProcess.Outcome outcome =
        process.run(network, combination.precision(), words(combination, asked));
    int batch = asked;
    boolean onGpu = combination.backend().equals(Backend.CUDA.yamlName());
    int gpus = onGpu ? combination.recipe().gpus().orElse(1) : 1;
    while (outcome.outOfMemory() && batch > 1 && batch / 2 % gpus == 0) {
      batch /= 2;
      outcome =
          process.run(
              network.withTraining(network.training().withBatch(batch)),
              combination.precision(),
              words(combination, batch));
    }
    return batch < asked && outcome.row().isOk()
        ? outcome.row().withError("out of memory at batch " + asked + ", measured at " + batch)
        : outcome.row();
  }

  private static List<String> words(Combination combination, int batch) {
    BenchRecipe recipe = combination.recipe();
    List<String> words = new ArrayList<>(List.of("--pair", combination.pair()));
    recipe.match().ifPresent(match -> words.addAll(List.of("--match", match.yamlName())));
    words.addAll(List.of("--member", combination.network().kind().yamlName()));
    words.addAll(List.of("--batch", Integer.toString(batch)));
    words.addAll(List.of("--backend", combination.backend()));
    words.addAll(List.of("--precision", combination.precision()));
    if (combination.backend().equals(Backend.CUDA.yamlName())) {
      recipe.gpus().ifPresent(gpus -> words.addAll(List.of("--gpus", gpus.toString())));
    }
    recipe.threads().ifPresent(threads -> words.addAll(List.of("--threads", threads.toString())));
    return words;
  }
}
