package org.evenmatch.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A script of this program that fetches what is too large to come along. What it says goes to
 * standard error.
 *
 * @param file the script
 */
record FetchScript(Path file) {
  /** The folder of the program; the launcher sets it. */
  private static final String HOME = "evenmatch.home";

  /** The folder of the program, if it was started from one. */
  static Optional<Path> home() {
    return Optional.ofNullable(System.getProperty(HOME)).map(Path::of);
  }

  /** The script, if this copy of the program has it: an installed one has none. */
  static Optional<FetchScript> find(String name) {
    return home().map(home -> home.resolve(name)).filter(Files::isExecutable).map(FetchScript::new);
  }

  /** Fetches, or finds everything there; whether it could. */
  boolean run(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(file.toString()));
    command.addAll(List.of(words));
    return new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start()
            .waitFor()
        == ExitCode.DONE;
  }
}
