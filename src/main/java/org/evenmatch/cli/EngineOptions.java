package org.evenmatch.cli;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.evenmatch.runtime.BackendChoice;
import org.evenmatch.runtime.BackendRequest;
import org.evenmatch.runtime.NativeRuntime;
import org.evenmatch.spec.InvalidInputException;
import org.evenmatch.spec.YamlName;
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

  /** The backend asked for. */
  String backend() {
    return backend;
  }

  /** The number of threads, if it was said. */
  Optional<Integer> threads() {
    return Optional.ofNullable(threads);
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
    requireBackends();
  }

  /**
   * Refuses what the process that computes could not do, without preparing this one; tells the user
   * what {@code auto} chooses.
   */
  void check(Console console, boolean quiet) {
    checkPrecision(precision);
    checkThreads();
    requireBackends();
    announce(console, quiet, BackendChoice.of(named(backend)));
  }

  /** Prepares the process; tells the user what {@code auto} chose when it is not the GPU. */
  NativeRuntime prepare(Console console, boolean quiet) {
    checkPrecision(precision);
    checkThreads();
    NativeRuntime runtime =
        NativeRuntime.prepare(
            named(backend), threads == null ? OptionalInt.empty() : OptionalInt.of(threads));
    announce(console, quiet, runtime.choice());
    return runtime;
  }

  private void requireBackends() {
    backends().forEach(one -> BackendChoice.of(named(one)));
  }

  private void announce(Console console, boolean quiet, BackendChoice choice) {
    if (named(backend) == BackendRequest.AUTO && !quiet) {
      console.notice("using " + choice.backend().yamlName() + ": " + choice.reason());
    }
  }

  private static BackendRequest named(String backend) {
    return YamlName.of("--backend", backend, BackendRequest.class);
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
