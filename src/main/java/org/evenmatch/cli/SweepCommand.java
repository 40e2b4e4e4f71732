package org.evenmatch.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.evenmatch.Pairs;
import org.evenmatch.data.Datasets;
import org.evenmatch.definition.Computing;
import org.evenmatch.definition.Shard;
import org.evenmatch.definition.SweepPlan;
import org.evenmatch.definition.SweepReader;
import org.evenmatch.engine.Memory;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.files.Json;
import org.evenmatch.files.TextFile;
import org.evenmatch.process.ExitCode;
import org.evenmatch.process.SparkCluster;
import org.evenmatch.process.SweepRuns;
import org.evenmatch.report.HtmlReport;
import org.evenmatch.report.SweepReport;
import org.evenmatch.report.SweepResults;
import org.evenmatch.report.TextReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains every place of a grid. */
@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Compare members at every place of a grid, several at a time.")
final class SweepCommand implements Callable<Integer> {
  private static final int MOST_BYTES = 1 << 20;

  /** What a worker takes besides its networks. */
  private static final long WORKER_BYTES = 2L << 30;

  private final EvenmatchCommand program;

  @Spec private CommandSpec command;

  @Parameters(
      arity = "0..1",
      paramLabel = "PLAN.yaml",
      description =
          "pair, dataset, match, members, limit, epochs and batch, each a value or a list; seeds,"
              + " seed, data-dir, set. The same as options where there is no plan.")
  private Path file;

  @Mixin private GridOptions gridOptions;
  @Mixin private EngineOptions engineOptions;

  @Option(
      names = "--master",
      paramLabel = "MASTER",
      defaultValue = "local",
      description =
          "Who runs the trainings: local, processes of this machine (default), or Apache Spark:"
              + " spark://HOST:PORT, local-cluster[WORKERS,CORES,MEGABYTES], yarn, k8s://HOST:PORT.")
  private String master;

  @Option(
      names = "--spark",
      paramLabel = "KEY=VALUE",
      description = "A setting of Spark, as spark.executor.cores=4; may be repeated.")
  private List<String> spark = List.of();

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "Trainings at a time (default: one a core, as far as memory allows).")
  private Integer jobs;

  @Option(
      names = "--shard",
      paramLabel = "I/N",
      defaultValue = "1/1",
      description =
          "Only the I-th of N shares of the trainings; auto/N takes I from SLURM_ARRAY_TASK_ID or"
              + " JOB_COMPLETION_INDEX, auto N too from SLURM_ARRAY_TASK_COUNT.")
  private String shard;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The folder for the results (default: runs/<time>-sweep).")
  private Path out;

  @Option(
      names = "--resume",
      paramLabel = "DIR",
      description = "Go on with the interrupted sweep that lies there; needs no other option.")
  private Path resume;

  @Option(
      names = "--json",
      description = "Print the results as JSON and nothing else on standard output.")
  private boolean json;

  SweepCommand(EvenmatchCommand program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    SweepRuns runs =
        new SweepRuns(
            program.supervision(),
            program.quiet()
                ? Optional.empty()
                : Optional.of(line -> program.console().err().println(line)),
            List.of("sweep", "--quiet", "--resume", "@"));
    if (resume != null) {
      ResumeAlone.require(command);
      return print(runs.resume(resume), resume);
    }
    Optional<SparkCluster> cluster = cluster();
    SweepPlan plan = plan(gridOptions.plan());
    Shard share = Shard.parse(shard, System.getenv());
    int atATime = jobs(share.of(plan.tasks()).size());
    // What an executor has is seen there.
    Computing asked =
        cluster.isPresent()
            ? engineOptions.computingElsewhere()
            : engineOptions.computing(
                engineOptions.process(program.console()::notice, program.notices()));
    // Tasks beside each other share the cores; one thread also gives the same bits anywhere.
    Computing each =
        (atATime > 1 || cluster.isPresent()) && asked.threads().isEmpty()
            ? new Computing(asked.backend(), asked.precision(), asked.gpus(), Optional.of(1))
            : asked;
    SweepRuns.Start start = SweepRuns.begin(program.words(), plan, share, each, atATime, cluster);
    Once<Path> folder = new Once<>(() -> RunOptions.out(out, "sweep"));
    SweepResults results = runs.start(start, folder);
    return print(results, folder.get());
  }

  private Optional<SparkCluster> cluster() {
    if (!master.equals("local")) {
      if (jobs != null) {
        throw new InvalidInputException(
            "--jobs is for processes of this machine, but --master is '"
                + master
                + "': Spark runs as many trainings as its executors have cores");
      }
      return Optional.of(new SparkCluster(master, spark));
    }
    if (!spark.isEmpty()) {
      throw new InvalidInputException(
          "settings of Spark are for a master of Spark, but --master is local: leave them out");
    }
    return Optional.empty();
  }

  private SweepPlan plan(Optional<String> options) {
    if (file == null && options.isEmpty()) {
      throw new InvalidInputException(
          "a sweep needs a plan, but none was given: name a YAML file with pair and dataset, or give"
              + " --pair and --dataset");
    }
    if (file != null && options.isPresent()) {
      throw new InvalidInputException(
          "a sweep has its plan in a file or in options, but has both: write what differs into "
              + file);
    }
    return SweepReader.parse(
        file == null ? "the plan in options" : file.toString(),
        options.orElseGet(() -> TextFile.read(file, MOST_BYTES, "a sweep's plan")),
        Pairs::definition,
        SweepCommand::absolute);
  }

  private int jobs(int tasks) {
    if (jobs != null && jobs < 1) {
      throw new InvalidInputException(
          "--jobs must be at least 1, but is " + jobs + ": give a positive whole number");
    }
    long fitting = Math.max(1, Memory.totalBytes() / WORKER_BYTES);
    long usual = Math.min(Runtime.getRuntime().availableProcessors(), fitting);
    return (int) Math.max(1, Math.min(tasks, jobs == null ? usual : jobs));
  }

  private int print(SweepResults results, Path folder) {
    if (json) {
      program.console().out().print(Json.pretty(results));
    } else {
      program
          .console()
          .out()
          .print(TextReport.render(SweepReport.of(results), program.console().style()));
      program.console().out().println("Report: " + folder.resolve(HtmlReport.NAME));
    }
    return results.isOk() ? ExitCode.DONE : ExitCode.FAILED;
  }

  /** Names stay; folders of images, and of datasets' files, are found from anywhere. */
  private static String absolute(String nameOrFolder) {
    boolean known =
        Datasets.names().contains(nameOrFolder) || !Files.isDirectory(Path.of(nameOrFolder));
    return known ? nameOrFolder : Path.of(nameOrFolder).toAbsolutePath().normalize().toString();
  }
}
