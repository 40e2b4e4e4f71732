package org.evenmatch.process;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.evenmatch.definition.BenchPlan;
import org.evenmatch.definition.Computing;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.YamlName;
import org.evenmatch.engine.Backend;
import org.evenmatch.engine.Precision;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.report.Configuration;
import org.evenmatch.report.Results;
import org.evenmatch.run.Machines;
import org.evenmatch.run.RunFolder;
import org.evenmatch.run.RunStart;
import org.evenmatch.training.TrainingListener;

/** A benchmark: each row in a process of its own, so that a crash costs that row alone. */
public final class BenchRuns {
  /** The words of ND4J's workspaces, of its arrays, of its kernels, and of cuDNN. */
  private static final Pattern OUT_OF_MEMORY =
      Pattern.compile("Failed to allocate|[Aa]llocation failed|_ALLOC(ATION)?_FAILED");

  private static final long MOST_MILLIS_ENDING = 5_000;
  private static final String CUDA = Backend.CUDA.yamlName();

  private final Supervision supervision;
  private final List<String> rowJavaOptions;
  private final Consumer<Configuration> measured;
  private final Map<String, EngineProcess> engines = new HashMap<>();

  /**
   * Prepares a benchmark.
   *
   * @param rowJavaOptions options of the Java machines that measure
   * @param measured hears of each row
   */
  public BenchRuns(
      Supervision supervision, List<String> rowJavaOptions, Consumer<Configuration> measured) {
    this.supervision = supervision;
    this.rowJavaOptions = List.copyOf(rowJavaOptions);
    this.measured = measured;
  }

  /** One row to be measured. */
  private record Row(WorkerRequest.Network network, Computing computing) {
    Row at(int batch) {
      return new Row(
          new WorkerRequest.Network(
              network.pair(), network.definition(), network.match(), network.kind(), batch),
          computing);
    }

    Configuration failed(String reason) {
      return Configuration.of(network.spec())
          .by(List.of(), computing.precision().orElseThrow())
          .failed(reason);
    }
  }

  /**
   * Starts a benchmark.
   *
   * @param command the command line that the results shall name
   * @param processes the process of each of the plan's backends
   * @param out the folder for the results, asked for when the plan is checked
   */
  public Results start(
      List<String> command, BenchPlan plan, List<EngineProcess> processes, Supplier<Path> out) {
    processes.forEach(process -> engines.put(process.backend(), process));
    List<Row> rows = rows(plan);
    RunFolder folder = RunFolder.create(out.get());
    return folder.supervising(
        () -> {
          folder.begin(RunStart.of(command, plan));
          return run(folder, rows, Results.of(command, Machines.current(), plan, List.of()));
        });
  }

  /** Goes on with the benchmark that lies in {@code directory}. */
  public Results resume(Path directory) {
    RunFolder folder = RunFolder.open(directory);
    return folder.supervising(() -> goOn(folder));
  }

  private Results goOn(RunFolder folder) {
    RunStart start = folder.start();
    BenchPlan plan =
        start
            .benchmark()
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        folder.path() + " must hold a benchmark, but holds none: use 'compare'"));
    Results soFar =
        folder
            .results()
            .orElseGet(() -> Results.of(start.command(), Machines.current(), plan, List.of()));
    List<Row> rows = rows(plan);
    for (String backend : plan.backends()) {
      engines.put(backend, EngineProcess.find(plan.computing(backend), supervision.notices()));
    }
    int done = soFar.configurations().size();
    if (done == rows.size()) {
      supervision.notices().accept("the benchmark in " + folder.path() + " is finished");
    }
    return run(folder, rows.subList(Math.min(done, rows.size()), rows.size()), soFar);
  }

  private Results run(RunFolder folder, List<Row> rows, Results soFar) {
    Results results = soFar;
    InterruptionHook hook =
        new InterruptionHook(() -> supervision.interrupted().accept(folder.path()));
    try {
      for (Row row : rows) {
        Configuration done = measure(row);
        List<Configuration> all = new ArrayList<>(results.configurations());
        all.add(done);
        results =
            Results.of(
                results.command(), results.machine(), results.benchmark().orElseThrow(), all);
        folder.writeRows(results);
        measured.accept(done);
      }
    } finally {
      hook.close();
    }
    return results;
  }

  private static List<Row> rows(BenchPlan plan) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < plan.pairs().size(); i++) {
      for (int batch : plan.batches()) {
        for (String backend : plan.backends()) {
          for (String precision : plan.precisions()) {
            if (backend.equals(CUDA)
                || YamlName.of("precision", precision, Precision.class).isOn(Backend.CPU)) {
              for (Kind kind : plan.members()) {
                Row row =
                    new Row(
                        new WorkerRequest.Network(
                            plan.pairs().get(i),
                            plan.definitions().get(i),
                            plan.match(),
                            kind,
                            batch),
                        new Computing(
                            backend,
                            Optional.of(precision),
                            backend.equals(CUDA) ? plan.gpus() : Optional.empty(),
                            plan.threads()));
                // What cannot be is refused before anything is measured.
                row.network().spec();
                rows.add(row);
              }
            }
          }
        }
      }
    }
    return rows;
  }

  /** What a row's process gave, and whether it failed for lack of memory. */
  private record Outcome(Configuration row, boolean outOfMemory) {}

  /** Measures one row; after a lack of memory again at half the batch, which the row then says. */
  private Configuration measure(Row row) {
    int asked = row.network().batch();
    Outcome outcome = attempt(row);
    int batch = asked;
    int gpus = row.computing().gpus().orElse(1);
    while (outcome.outOfMemory() && batch > 1 && batch / 2 % gpus == 0) {
      batch /= 2;
      outcome = attempt(row.at(batch));
    }
    if (batch == asked) {
      return outcome.row();
    }
    return outcome.row().isOk()
        ? outcome.row().noted("out of memory at batch " + asked + ", measured at " + batch)
        : row.failed(
            "out of memory at batch "
                + asked
                + "; at "
                + batch
                + ": "
                + outcome.row().error().orElseThrow());
  }

  private Outcome attempt(Row row) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    WorkerProcess worker =
        engines
            .get(row.computing().backend())
            .start(
                rowJavaOptions,
                new WorkerRequest.Measure(row.network(), row.computing()),
                new Supervision(
                    TrainingListener.NONE,
                    supervision.notices(),
                    supervision.failures(),
                    said,
                    supervision.verbose(),
                    supervision.interrupted()));
    try {
      WorkerProcess.Outcome outcome = worker.await();
      if (ExitCode.isInterrupted(outcome.code())) {
        // Ctrl-C reaches both processes, and this one is about to end: not the row's fault.
        Thread.sleep(MOST_MILLIS_ENDING);
      }
      return outcome
          .as(Configuration.class)
          .map(done -> new Outcome(done, false))
          .orElseGet(() -> failed(row, outcome, said.toString(StandardCharsets.UTF_8)));
    } catch (InterruptedException e) {
      worker.end(0);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a row was measured", e);
    }
  }

  private static Outcome failed(Row row, WorkerProcess.Outcome outcome, String said) {
    boolean outOfMemory =
        outcome.code() == ExitCode.KILLED
            || said.contains("OutOfMemoryError")
            || OUT_OF_MEMORY.matcher(said).find()
            || outcome.failure().filter(text -> text.contains("must fit in memory")).isPresent()
            || said.contains("insufficient memory");
    String last =
        outcome
            .failure()
            .or(
                () ->
                    said.lines()
                        .filter(line -> line.contains("Error"))
                        .reduce((first, second) -> second))
            .orElse("its process ended without a result");
    String reason = outOfMemory ? "out of memory" : "exit code " + outcome.code();
    return new Outcome(row.failed(reason + ": " + last), outOfMemory);
  }
}
