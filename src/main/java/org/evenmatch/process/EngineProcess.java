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
import org.evenmatch.process.WorkerProcess.Outcome;
import org.evenmatch.training.TrainingListener;

/**
 * How to start a process that computes: ND4J has one backend for life, the jars of its CUDA build
 * are not on this process's class path, and a GPU is tried where it costs nobody else.
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
      process.check(notices);
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
        builder(options, supervision.verbose()),
        request,
        supervision.listener(),
        supervision.errors());
  }

  /**
   * Has {@code request} done in this process where that can be, else in a worker.
   *
   * @return the result as a record
   * @throws WorkerFailedException if a worker could not, and said why to the supervision's errors
   */
  public <T> T ask(WorkerRequest request, Class<T> type, Supervision supervision) {
    if (!isOther()) {
      return type.cast(request.work(supervision.listener()).orElseThrow());
    }
    Outcome outcome = askWorker(request, supervision);
    return outcome
        .as(type)
        .orElseThrow(() -> new WorkerFailedException(outcome.code(), outcome.failure().orElse("")));
  }

  /** Has {@code request} done in a worker, which does not outlive this process. */
  Outcome askWorker(WorkerRequest request, Supervision supervision) {
    WorkerProcess worker = start(List.of(), request, supervision);
    InterruptionHook hook = new InterruptionHook(() -> worker.end(0));
    try {
      return worker.await();
    } catch (InterruptedException e) {
      worker.end(0);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a worker was at work", e);
    } finally {
      hook.close();
    }
  }

  private ProcessBuilder builder(List<String> options, boolean verbose) {
    List<String> all = Stream.concat(javaOptions.stream(), options.stream()).toList();
    return new ProcessBuilder(JavaProcess.command(classPath, all, verbose));
  }

  /** Has a process load the backend and compute a gradient on the device. */
  private void check(Consumer<String> notices) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    WorkerProcess worker =
        new WorkerProcess(
            builder(List.of(), false),
            new WorkerRequest.CheckDevice(),
            TrainingListener.NONE,
            said);
    try {
      if (!worker.endsWithin(SECONDS_BEFORE_NOTICE)) {
        notices.accept(
            choice.release().orElseThrow().compilesKernels()
                ? "the driver compiles the kernels for this GPU: minutes, the first time only"
                : "the GPU is being started");
      }
      Outcome outcome = worker.await();
      if (outcome.code() != ExitCode.DONE) {
        throw new BackendUnavailableException(
            reason(outcome, said.toString(StandardCharsets.UTF_8)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw BackendChoice.unavailable("its start was interrupted");
    }
  }

  private static String reason(Outcome outcome, String said) {
    Optional<String> own =
        outcome
            .failure()
            .or(
                () ->
                    said.lines()
                        .filter(line -> line.contains("Error"))
                        .reduce((first, second) -> second));
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
