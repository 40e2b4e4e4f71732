package org.evenmatch.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The program. */
public final class Main {
  private Main() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    System.exit(EvenmatchCommand.run(List.of(args), out, err));
  }
}
