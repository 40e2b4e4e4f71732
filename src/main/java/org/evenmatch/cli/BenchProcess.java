package org.evenmatch.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.evenmatch.BenchRun;
import org.evenmatch.report.BenchDocument.Row;
import org.evenmatch.report.ResultsJson;
import org.evenmatch.spec.NetworkSpec;

/** Runs {@code bench-row} in a process of its own, so that a crash costs that row alone. */
final class BenchProcess {
  /** The words of ND4J's workspaces, of its arrays, of its kernels, and of cuDNN. */
  private static final Pattern OUT_OF_MEMORY =
      Pattern.compile("Failed to allocate|[Aa]llocation failed|_ALLOC_FAILED");

  private static final long MOST_MILLIS_ENDING = 5_000;

  private final EngineProcess engine;
  private final List<String> javaOptions;

  BenchProcess(EngineProcess engine, List<String> javaOptions) {
    this.engine = engine;
    this.javaOptions = List.copyOf(javaOptions);
  }

  /** A row, and whether it failed for lack of memory. */
  record Outcome(Row row, boolean outOfMemory) {}

  /**
   * Measures {@code network}.
   *
   * @param precision how arithmetic is done
   * @param words the arguments of {@code bench-row}
   */
  Outcome run(NetworkSpec network, String precision, List<String> words) {
    try {
      Path out = Files.createTempFile("evenmatch-row", ".json");
      Path err = Files.createTempFile("evenmatch-row", ".err");
      try {
        Process process =
            engine
                .builder(javaOptions, withCommand(words))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        int code = process.waitFor();
        if (JavaProcess.wasInterrupted(code)) {
          // Ctrl-C reaches both processes, and this one is about to end: that is not the row's
          // fault.
          Thread.sleep(MOST_MILLIS_ENDING);
        }
        return outcome(network, precision, code, Files.readString(out), Files.readString(err));
      } finally {
        Files.deleteIfExists(out);
        Files.deleteIfExists(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a row's process cannot be run: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome(BenchRun.failed(network, precision, "interrupted"), false);
    }
  }

  private static List<String> withCommand(List<String> words) {
    return Stream.concat(Stream.of("bench-row"), words.stream()).toList();
  }

  private static Outcome outcome(
      NetworkSpec network, String precision, int code, String out, String err) {
    Optional<Row> row = code == ExitCode.DONE ? ResultsJson.benchRow(out) : Optional.empty();
    if (row.isPresent()) {
      return new Outcome(row.get(), false);
    }
    boolean outOfMemory =
        code == JavaProcess.KILLED
            || err.contains("OutOfMemoryError")
            || OUT_OF_MEMORY.matcher(err).find()
            || err.contains("must fit in memory")
            || out.contains("insufficient memory");
    String said =
        err.lines()
            .filter(line -> line.startsWith("evenmatch: ") || line.contains("Error"))
            .reduce((first, second) -> second)
            .map(line -> line.replaceFirst("^evenmatch: ", ""))
            .orElse("its process ended without a result");
    String reason = outOfMemory ? "out of memory" : "exit code " + code;
    return new Outcome(BenchRun.failed(network, precision, reason + ": " + said), outOfMemory);
  }
}
