package org.evenmatch.cli;

import java.util.OptionalInt;
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

  /** Prepares the process; tells the user what {@code auto} chose when it is not the GPU. */
  NativeRuntime prepare(Console console, boolean quiet) {
    if (!precision.equals("float32")) {
      throw new InvalidInputException(
          "--precision must be float32 on the cpu backend, but is '"
              + precision
              + "': leave it out");
    }
    if (threads != null && threads < 1) {
      throw new InvalidInputException(
          "--threads must be at least 1, but is " + threads + ": give a positive whole number");
    }
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
}
