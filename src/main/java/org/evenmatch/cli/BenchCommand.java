package org.evenmatch.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.evenmatch.Pairs;
import org.evenmatch.definition.BenchPlan;
import org.evenmatch.definition.Match;
import org.evenmatch.definition.YamlName;
import org.evenmatch.files.Json;
import org.evenmatch.process.BenchRuns;
import org.evenmatch.process.EngineProcess;
import org.evenmatch.process.ExitCode;
import org.evenmatch.report.ResultTables;
import org.evenmatch.report.Results;
import org.evenmatch.report.ResultsFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the throughput of every combination of networks, batches and backends. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Measure training and inference throughput of every combination asked for.")
final class BenchCommand implements Callable<Integer> {
  private final EvenmatchCommand program;

  @Spec private CommandSpec command;

  @Option(
      names = "--pair",
      paramLabel = "NAME,…",
      split = ",",
      defaultValue = "lenet",
      description = "The pairs, all members of each (default: ${DEFAULT-VALUE}).")
  private List<String> pairs;

  @Mixin private MembersOption members;

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

  @Option(
      names = "--json",
      description = "Print the results as JSON and nothing else on standard output.")
  private boolean json;

  @Option(names = "--row-java-option", hidden = true)
  private List<String> rowJavaOptions = List.of();

  BenchCommand(EvenmatchCommand program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    if (resume != null) {
      ResumeAlone.require(command);
      return print(program.console(), json, runs(program, rowJavaOptions).resume(resume), resume);
    }
    List<EngineProcess> processes =
        engineOptions.processes(program.console()::notice, program.notices());
    BenchPlan plan =
        new BenchPlan(
            pairs.stream().map(BenchCommand::absolute).toList(),
            pairs.stream().map(Pairs::definition).toList(),
            Optional.ofNullable(match).map(rule -> YamlName.of("--match", rule, Match.class)),
            batches,
            processes.stream().map(EngineProcess::backend).toList(),
            engineOptions.precisions(),
            engineOptions.gpus(),
            engineOptions.threads(),
            members.kinds());
    Once<Path> folder = new Once<>(() -> RunOptions.out(out, "bench"));
    Results results = runs(program, rowJavaOptions).start(program.words(), plan, processes, folder);
    return print(program.console(), json, results, folder.get());
  }

  static BenchRuns runs(EvenmatchCommand program, List<String> rowJavaOptions) {
    return new BenchRuns(
        program.supervision(),
        rowJavaOptions,
        row -> {
          if (!program.quiet()) {
            program.console().err().println(ResultTables.line(row));
          }
        });
  }

  static int print(Console console, boolean json, Results results, Path folder) {
    if (json) {
      console.out().print(Json.pretty(results));
    } else {
      console.out().println(ResultTables.benchmark(results.configurations()).asText());
      console.out().println("Results: " + folder.resolve(ResultsFile.NAME));
    }
    return results.isOk() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private static String absolute(String pair) {
    return Pairs.names().contains(pair) || !Files.exists(Path.of(pair))
        ? pair
        : Path.of(pair).toAbsolutePath().normalize().toString();
  }
}
