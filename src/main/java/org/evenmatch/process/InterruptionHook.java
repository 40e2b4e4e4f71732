package org.evenmatch.process;

/** Does something when the Java machine is asked to end, as by Ctrl-C, unless closed before. */
final class InterruptionHook {
  private final Thread hook;

  InterruptionHook(Runnable interrupted) {
    hook = new Thread(interrupted, "interruption");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is being interrupted at this moment: the hook runs.
      Thread.currentThread().interrupt();
    }
  }
}
