package org.evenmatch.runtime;

/**
 * The backend that will be used, and why.
 *
 * @param backend the backend
 * @param reason one line for the user
 */
public record BackendChoice(Backend backend, String reason) {

  /**
   * Chooses for this machine.
   *
   * @throws BackendUnavailableException if CUDA is asked for and cannot be had
   */
  public static BackendChoice of(BackendRequest request) {
    return request == BackendRequest.CPU
        ? new BackendChoice(Backend.CPU, "the cpu backend was asked for")
        : of(request, NvidiaDriver.current());
  }

  static BackendChoice of(BackendRequest request, NvidiaDriver driver) {
    String missing = CudaBuild.missing(driver);
    if (request == BackendRequest.CUDA) {
      throw new BackendUnavailableException(
          "the backend 'cuda' cannot be had: " + missing + ": use the backend 'cpu'");
    }
    return new BackendChoice(Backend.CPU, "cuda cannot be used: " + missing);
  }
}
