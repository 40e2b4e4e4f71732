package org.evenmatch.runtime;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The backend that will be used, and why.
 *
 * @param backend the backend
 * @param reason one line for the user
 */
public record BackendChoice(Backend backend, String reason) {
  private static final Path NVIDIA_DRIVER = Path.of("/proc/driver/nvidia/version");

  /**
   * Chooses for this machine.
   *
   * @throws BackendUnavailableException if CUDA is asked for and cannot be had
   */
  public static BackendChoice of(BackendRequest request) {
    return of(request, Files.exists(NVIDIA_DRIVER));
  }

  static BackendChoice of(BackendRequest request, boolean nvidiaDriver) {
    String missing =
        nvidiaDriver
            ? "an NVIDIA driver is there, but this version of Evenmatch has no CUDA build"
            : "no NVIDIA driver was found (" + NVIDIA_DRIVER + " is missing)";
    return switch (request) {
      case CPU -> new BackendChoice(Backend.CPU, "the cpu backend was asked for");
      case AUTO -> new BackendChoice(Backend.CPU, "cuda cannot be used: " + missing);
      case CUDA ->
          throw new BackendUnavailableException(
              "the backend 'cuda' cannot be had: " + missing + ": use the backend 'cpu'");
    };
  }
}
