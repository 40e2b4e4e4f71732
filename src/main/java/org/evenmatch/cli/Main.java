package org.evenmatch.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The program. */
public final class Main {
  /** The process that this one must not outlive, where a cluster started it. */
  private static final String PARENT = "evenmatch.parent";

  private static final int KILLED = 137;

  private Main() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] args) {
    // Numbers are written alike everywhere, and so are the names of files.
    Locale.setDefault(Locale.ROOT);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    Optional.ofNullable(Long.getLong(PARENT)).ifPresent(Main::endWith);
    System.exit(EvenmatchCommand.run(List.of(args), out, err));
  }

  private static void endWith(long parent) {
    Optional<ProcessHandle> process = ProcessHandle.of(parent);
    if (process.isEmpty()) {
      Runtime.getRuntime().halt(KILLED);
    }
    CompletableFuture<?> unused =
        process.get().onExit().whenComplete((ended, failure) -> Runtime.getRuntime().halt(KILLED));
  }
}
