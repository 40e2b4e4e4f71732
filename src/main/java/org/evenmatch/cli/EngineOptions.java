package org.evenmatch.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.evenmatch.definition.Computing;
import org.evenmatch.definition.YamlName;
import org.evenmatch.engine.Backend;
import org.evenmatch.engine.BackendRequest;
import org.evenmatch.engine.Precision;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.process.EngineProcess;
import picocli.CommandLine.Option;

/** What computes. */
final class EngineOptions {
  private static final int MOST_THREADS_A_PROCESSOR = 4;

  /** A precision that is known by name. */
  private static final String NOT_YET = "bfloat16";

  @Option(
      names = "--backend",
      paramLabel = "BACKEND",
      defaultValue = "auto",
      description =
          "auto, cpu or cuda; in compare and bench also cpu,cuda (default: ${DEFAULT-VALUE}).")
  private String backend;

  @Option(
      names = "--gpus",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "On cuda, GPUs that train together, each on its share of every batch (default:"
              + " ${DEFAULT-VALUE}).")
  private int gpus;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads inside operations (default: one a physical core).")
  private Integer threads;

  @Option(
      names = "--precision",
      paramLabel = "TYPE",
      defaultValue = "float32",
      description =
          "float32, or on cuda float16: products of convolutions and matrices in half precision,"
              + " all else in float32 (default: ${DEFAULT-VALUE}).")
  private String precision;

  /** The number of threads, if it was said. */
  Optional<Integer> threads() {
    return Optional.ofNullable(threads);
  }

  /** The number of GPUs, if there shall be several. */
  Optional<Integer> gpus() {
    return gpus == 1 ? Optional.empty() : Optional.of(gpus);
  }

  /** What a run computes with on {@code process}. */
  Computing computing(EngineProcess process) {
    return new Computing(process.backend(), precision(), gpus(), threads());
  }

  /** What a run computes with that is started elsewhere: what was asked for. */
  Computing computingElsewhere() {
    checkPositive();
    BackendRequest request = named(backend);
    Precision asked = precision(precision().orElse(precision));
    if (request == BackendRequest.CPU) {
      requireOneGpuOnCpu();
      requirePrecision(asked.yamlName(), Set.of(Backend.CPU));
    }
    return new Computing(request.yamlName(), precision(), gpus(), threads());
  }

  /** The backends asked for; a list only where a command starts a process for each. */
  private List<String> backends() {
    return List.of(backend.split(","));
  }

  /** The one precision asked for, if it is not the usual one. */
  private Optional<String> precision() {
    if (precisions().size() > 1) {
      throw new InvalidInputException(
          "--precision must name one precision here, but is '"
              + precision
              + "': 'bench' takes a list");
    }
    return precision.equals(Precision.FLOAT32.yamlName())
        ? Optional.empty()
        : Optional.of(precision);
  }

  /** The precisions asked for; a list only where a command starts a process for each. */
  List<String> precisions() {
    return List.of(precision.split(","));
  }

  /**
   * Finds the process for each backend asked for and refuses what it could not do, without
   * preparing this one.
   *
   * @param notices hears what takes its time
   * @param choices hears what {@code auto} chooses
   */
  List<EngineProcess> processes(Consumer<String> notices, Consumer<String> choices) {
    checkNumbers();
    precisions().forEach(one -> precision(one));
    Map<Backend, EngineProcess> processes = new LinkedHashMap<>();
    for (String asked : backends()) {
      EngineProcess process = EngineProcess.find(named(asked), gpus, notices);
      processes.putIfAbsent(process.choice().backend(), process);
      if (named(asked) == BackendRequest.AUTO) {
        choices.accept(
            "using " + process.choice().backend().yamlName() + ": " + process.choice().reason());
      }
    }
    precisions().forEach(one -> requirePrecision(one, processes.keySet()));
    return List.copyOf(processes.values());
  }

  /** The same for a command that has one backend. */
  EngineProcess process(Consumer<String> notices, Consumer<String> choices) {
    if (backends().size() > 1) {
      throw new InvalidInputException(
          "--backend must name one backend here, but is '"
              + backend
              + "': 'compare' and 'bench' take a list");
    }
    return processes(notices, choices).get(0);
  }

  private static BackendRequest named(String backend) {
    return YamlName.of("--backend", backend, BackendRequest.class);
  }

  private static Precision precision(String name) {
    if (name.equals(NOT_YET)) {
      throw new InvalidInputException(
          "--precision must be one that a backend has, but is '"
              + name
              + "', which none has yet: choose float32, or float16 on cuda");
    }
    return YamlName.of("--precision", name, Precision.class);
  }

  private static void requirePrecision(String precision, Set<Backend> backends) {
    Precision named = precision(precision);
    if (backends.stream().noneMatch(named::isOn)) {
      throw new InvalidInputException(
          "--precision must be float32 on the cpu backend, but is '"
              + precision
              + "': leave it out");
    }
  }

  /** For a command whose runs on all backends shall have the same precision. */
  void requireOnePrecisionOnAll(List<EngineProcess> processes) {
    for (EngineProcess process : processes) {
      requirePrecision(precision().orElse("float32"), Set.of(process.choice().backend()));
    }
  }

  private void checkPositive() {
    if (threads != null && threads < 1) {
      throw new InvalidInputException(
          "--threads must be at least 1, but is " + threads + ": give a positive whole number");
    }
    if (gpus < 1) {
      throw new InvalidInputException(
          "--gpus must be at least 1, but is " + gpus + ": give a positive whole number");
    }
  }

  private void checkNumbers() {
    checkPositive();
    int most = MOST_THREADS_A_PROCESSOR * Runtime.getRuntime().availableProcessors();
    if (threads != null && threads > most) {
      throw new InvalidInputException(
          "--threads must be at most "
              + most
              + " here, four for each processor that there is, but is "
              + threads
              + ": more of them only wait for each other");
    }
    requireOneGpuOnCpu();
  }

  private void requireOneGpuOnCpu() {
    if (gpus > 1 && backends().stream().allMatch(Backend.CPU.yamlName()::equals)) {
      throw new InvalidInputException(
          "--gpus must be 1 on the cpu backend, but is " + gpus + ": leave it out");
    }
  }
}
