package org.evenmatch.process;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.evenmatch.definition.Computing;
import org.evenmatch.definition.YamlName;
import org.evenmatch.engine.Backend;
import org.evenmatch.engine.BackendChoice;
import org.evenmatch.engine.BackendRequest;
import org.evenmatch.engine.BackendUnavailableException;
import org.evenmatch.engine.CudaRelease;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.process.WorkerProcess.Outcome;
import org.evenmatch.training.TrainingListener;

/**
 * How to start a process that computes: ND4J has one backend for life, and the jars of CUDA are not
 * on this process's class path.
 *
 * @param choice the backend, and why
 * @param classPath the class path that has it
 * @param javaOptions what it takes to find the natives
 */
public record EngineProcess(BackendChoice choice, String classPath, List<String> javaOptions) {
  private static final long SECONDS_BEFORE_NOTICE = 8;

  public EngineProcess {
    javaOptions = List.copyOf(javaOptions);
  }

  /**
   * Chooses the backend, fetches what it lacks and has a process try it.
   *
   * @param gpus how many GPUs shall be used, if any is
   * @param notices hears what takes its time
   * @throws BackendUnavailableException if CUDA is asked for and cannot be had
   */
  public static EngineProcess find(BackendRequest request, int gpus, Consumer<String> notices) {
    BackendChoice choice =
        BackendChoice.of(
            request,
            gpus,
            request == BackendRequest.CUDA ? CudaFiles::missing : CudaFiles::missingHere);
    if (choice.backend() == Backend.CPU) {
      return processor(choice);
    }
    try {
      CudaRelease release = choice.release().orElseThrow();
      EngineProcess process =
          new EngineProcess(choice, CudaFiles.classPath(release), CudaFiles.javaOptions(release));
      if (process.isOther()) {
        process.check(notices);
      }
      return process;
    } catch (BackendUnavailableException e) {
      if (request == BackendRequest.CUDA || gpus > 1) {
        throw e;
      }
      return processor(BackendChoice.insteadOfCuda(e));
    }
  }

  /**
   * The same for what a plan names.
   *
   * @throws org.evenmatch.files.InvalidInputException if there is no such backend
   */
  public static EngineProcess find(Computing computing, Consumer<String> notices) {
    return find(
        YamlName.of("backend", computing.backend(), BackendRequest.class),
        computing.gpus().orElse(1),
        notices);
  }

  private static EngineProcess processor(BackendChoice choice) {
    return new EngineProcess(choice, System.getProperty("java.class.path"), List.of());
  }

  /** The backend to ask for in the process. */
  public String backend() {
    return choice.backend().yamlName();
  }

  /** Whether it takes another process than this. */
  private boolean isOther() {
    return choice.release().isPresent() && !choice.release().get().isOnClassPath();
  }

  /** Starts a worker with {@code options} of the Java machine, besides this process's own. */
  WorkerProcess start(List<String> options, WorkerRequest request, Supervision supervision) {
    return new WorkerProcess(
        builder(options), request, supervision.listener(), supervision.errors());
  }

  /**
   * Has {@code request} done in this process where that can be, else in a worker.
   *
   * @return the result as a record
   */
  public <T> T ask(WorkerRequest request, Class<T> type) {
    if (!isOther()) {
      return type.cast(request.work(TrainingListener.NONE).orElseThrow());
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    WorkerProcess worker =
        new WorkerProcess(builder(List.of()), request, TrainingListener.NONE, said);
    InterruptionHook hook = new InterruptionHook(() -> worker.end(0));
    try {
      Outcome outcome = worker.await();
      return outcome
          .as(type)
          .orElseThrow(() -> refusal(outcome, said.toString(StandardCharsets.UTF_8).strip()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a worker was at work", e);
    } finally {
      hook.close();
    }
  }

  private static RuntimeException refusal(Outcome outcome, String said) {
    String reason = outcome.failure().orElse(said);
    return switch (outcome.code()) {
      case ExitCode.UNUSABLE -> new InvalidInputException(reason);
      case ExitCode.NO_BACKEND -> new BackendUnavailableException(reason);
      default ->
          new IllegalStateException(
              "the worker process ended with exit code " + outcome.code() + ": " + reason);
    };
  }

  private ProcessBuilder builder(List<String> options) {
    List<String> all = Stream.concat(javaOptions.stream(), options.stream()).toList();
    return new ProcessBuilder(JavaProcess.command(classPath, all));
  }

  /** Has a process load the backend and compute a gradient on the device. */
  private void check(Consumer<String> notices) {
    WorkerProcess worker =
        new WorkerProcess(
            builder(List.of()),
            new WorkerRequest.CheckDevice(),
            TrainingListener.NONE,
            new ByteArrayOutputStream());
    try {
      if (!worker.endsWithin(SECONDS_BEFORE_NOTICE)) {
        notices.accept(
            choice.release().orElseThrow().compilesKernels()
                ? "the driver compiles the kernels for this GPU: minutes, the first time only"
                : "the GPU is being started");
      }
      Outcome outcome = worker.await();
      if (outcome.code() != ExitCode.DONE) {
        throw new BackendUnavailableException(reason(outcome));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw BackendChoice.unavailable("its start was interrupted");
    }
  }

  private static String reason(Outcome outcome) {
    Optional<String> own = outcome.failure();
    return own.filter(line -> outcome.code() == ExitCode.NO_BACKEND)
        .orElseGet(
            () ->
                BackendChoice.unavailable(
                        "the process that tried it ended with exit code "
                            + outcome.code()
                            + own.map(line -> " (" + line + ")").orElse(""))
                    .getMessage());
  }
}
