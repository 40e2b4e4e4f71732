package org.evenmatch.cli;

import java.nio.file.Path;

/** Makes an interrupted run say so and exit with 130; what was finished is saved already. */
final class Interruption {
  private final Thread hook;

  private Interruption(Console console, Path folder) {
    hook =
        new Thread(
            () -> {
              console.notice(
                  "interrupted; what was finished is saved: go on with --resume " + folder);
              Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
            },
            "interruption");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Watches until stopped. */
  static Interruption watch(Console console, Path folder) {
    return new Interruption(console, folder);
  }

  void stop() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is being interrupted at this moment: the hook runs.
      Thread.currentThread().interrupt();
    }
  }
}
