package org.evenmatch.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.evenmatch.runtime.BackendChoice;
import org.evenmatch.runtime.BackendRequest;
import org.evenmatch.runtime.NativeRuntime;
import org.evenmatch.spec.InvalidInputException;
import picocli.CommandLine.Option;

/** What computes. */
final class EngineOptions {
  @Option(
      names = "--backend",
      paramLabel = "BACKEND",
      defaultValue = "auto",
      description = "auto, cpu or cuda (default: ${DEFAULT-VALUE}).")
  private String backend;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads inside operations (default: one a physical core).")
  private Integer threads;

  @Option(
      names = "--precision",
      paramLabel = "TYPE",
      defaultValue = "float32",
      description = "float32 (default: ${DEFAULT-VALUE}).")
  private String precision;

  /** These options as words of a command line, for a process of its own. */
  List<String> words(String withBackend) {
    List<String> words = new ArrayList<>(List.of("--backend", withBackend));
    if (threads != null) {
      words.addAll(List.of("--threads", threads.toString()));
    }
    return words;
  }

  /** The backends asked for; a list only where a command starts a process for each. */
  List<String> backends() {
    return List.of(backend.split(","));
  }

  /** The precisions asked for. */
  List<String> precisions() {
    return List.of(precision.split(","));
  }

  /** Refuses what no process could do, without preparing this one. */
  void check() {
    precisions().forEach(EngineOptions::checkPrecision);
    checkThreads();
    for (String one : backends()) {
      BackendChoice.of(PairOptions.constant("--backend", one, BackendRequest.class));
    }
  }

  /** Prepares the process; tells the user what {@code auto} chose when it is not the GPU. */
  NativeRuntime prepare(Console console, boolean quiet) {
    checkPrecision(precision);
    checkThreads();
    BackendRequest request = PairOptions.constant("--backend", backend, BackendRequest.class);
    NativeRuntime runtime =
        NativeRuntime.prepare(
            request, threads == null ? OptionalInt.empty() : OptionalInt.of(threads));
    if (request == BackendRequest.AUTO && !quiet) {
      console.notice(
          "using " + runtime.choice().backend().yamlName() + ": " + runtime.choice().reason());
    }
    return runtime;
  }

  private static void checkPrecision(String precision) {
    if (!precision.equals("float32")) {
      throw new InvalidInputException(
          "--precision must be float32 on the cpu backend, but is '"
              + precision
              + "': leave it out");
    }
  }

  private void checkThreads() {
    if (threads != null && threads < 1) {
      throw new InvalidInputException(
          "--threads must be at least 1, but is " + threads + ": give a positive whole number");
    }
  }
}
