package org.evenmatch.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.evenmatch.runtime.Backend;
import org.evenmatch.runtime.BackendChoice;
import org.evenmatch.runtime.BackendRequest;
import org.evenmatch.runtime.BackendUnavailableException;
import org.evenmatch.runtime.CudaRelease;
import org.evenmatch.spec.YamlName;

/**
 * How to start a process that computes: ND4J has one backend for life, and the jars of CUDA are not
 * on this process's class path.
 *
 * @param choice the backend, and why
 * @param classPath the class path that has it
 * @param javaOptions what it takes to find the natives
 */
record EngineProcess(BackendChoice choice, String classPath, List<String> javaOptions) {
  private static final long MOST_SECONDS_ENDING = 5;
  private static final long SECONDS_BEFORE_NOTICE = 8;

  EngineProcess {
    javaOptions = List.copyOf(javaOptions);
  }

  /**
   * Chooses the backend, fetches what it lacks and has a process try it.
   *
   * @param gpus how many GPUs shall be used, if any is
   * @param console where the user reads what takes its time
   * @throws BackendUnavailableException if CUDA is asked for and cannot be had
   */
  static EngineProcess find(BackendRequest request, int gpus, Console console) {
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
        process.check(console);
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
   * The same for the backend that a recipe names.
   *
   * @throws org.evenmatch.spec.InvalidInputException if there is none of that name
   */
  static EngineProcess findNamed(String backend, Optional<Integer> gpus, Console console) {
    return find(YamlName.of("backend", backend, BackendRequest.class), gpus.orElse(1), console);
  }

  private static EngineProcess processor(BackendChoice choice) {
    return new EngineProcess(choice, System.getProperty("java.class.path"), List.of());
  }

  /** The backend to ask for in the process. */
  BackendRequest request() {
    return choice.backend() == Backend.CUDA ? BackendRequest.CUDA : BackendRequest.CPU;
  }

  /** Whether it takes another process than this. */
  boolean isOther() {
    return choice.release().isPresent() && !choice.release().get().isOnClassPath();
  }

  /** Whether this is the process that was started because of the choice, and told of it. */
  boolean isThere() {
    return choice.release().isPresent() && choice.release().get().isOnClassPath();
  }

  /**
   * The process.
   *
   * @param options options of the Java machine, besides this process's own
   * @param words the program's command line
   */
  ProcessBuilder builder(List<String> options, List<String> words) {
    List<String> all = Stream.concat(javaOptions.stream(), options.stream()).toList();
    return new ProcessBuilder(JavaProcess.command(classPath, all, words));
  }

  /** Runs the whole command line in the other process, with this one's streams. */
  int run(List<String> words) {
    try {
      Process process = builder(List.of(), words).inheritIO().start();
      Thread hook = new Thread(() -> end(process), "end-of-other");
      Runtime.getRuntime().addShutdownHook(hook);
      int code = process.waitFor();
      return Runtime.getRuntime().removeShutdownHook(hook) ? code : ExitCode.INTERRUPTED;
    } catch (IOException e) {
      throw new UncheckedIOException("the process for CUDA cannot be started: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.INTERRUPTED;
    }
  }

  /** Ends with the other process, not before it. */
  private static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(MOST_SECONDS_ENDING, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
  }

  /** Has a process load the backend and compute a gradient on the device. */
  private void check(Console console) {
    try {
      Path said = Files.createTempFile("evenmatch-device", ".err");
      try {
        Process process =
            builder(List.of(), List.of("device-check"))
                .redirectOutput(Redirect.DISCARD)
                .redirectError(said.toFile())
                .start();
        if (!process.waitFor(SECONDS_BEFORE_NOTICE, TimeUnit.SECONDS)) {
          console.notice(
              choice.release().orElseThrow().compilesKernels()
                  ? "the driver compiles the kernels for this GPU: minutes, the first time only"
                  : "the GPU is being started");
        }
        int code = process.waitFor();
        if (code != ExitCode.DONE) {
          throw new BackendUnavailableException(reason(code, Files.readString(said)));
        }
      } finally {
        Files.deleteIfExists(said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the process for CUDA cannot be started: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw BackendChoice.unavailable("its start was interrupted");
    }
  }

  private static String reason(int code, String said) {
    Optional<String> own =
        said.lines()
            .filter(line -> line.startsWith(Console.PREFIX))
            .reduce((first, second) -> second)
            .map(line -> line.substring(Console.PREFIX.length()));
    return own.filter(line -> code == ExitCode.NO_BACKEND)
        .orElseGet(
            () ->
                BackendChoice.unavailable(
                        "the process that tried it ended with exit code "
                            + code
                            + own.map(line -> " (" + line + ")").orElse(""))
                    .getMessage());
  }
}
