package org.evenmatch.process;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The command that starts a worker in a Java machine of its own. */
final class JavaProcess {
  /** The program, of which a worker is a hidden command. */
  private static final List<String> WORKER = List.of("org.evenmatch.cli.Main", "worker");

  private static final List<String> INHERITED =
      List.of(
          "-X",
          "-Devenmatch.",
          "-Dorg.bytedeco.",
          "-Djna.",
          "-Djava.io.tmpdir",
          "-Djava.library.path");

  /** Writes to standard output, where results stand. */
  private static final String LOGGING = "-Xlog";

  private static final int FIRST_TO_WARN_OF_UNSAFE = 24;

  private static final Pattern HEAP = Pattern.compile("-Xmx.+|-XX:Max(HeapSize=|RAM).+");
  private static final Pattern COLLECTOR = Pattern.compile("-XX:\\+Use\\w+GC");

  private JavaProcess() {}

  /**
   * A worker with this process's settings.
   *
   * @param classPath the class path
   * @param options options of the Java machine, besides this process's own
   * @param verbose whether it adds stack traces to its errors
   */
  static List<String> command(String classPath, List<String> options, boolean verbose) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> INHERITED.stream().anyMatch(argument::startsWith))
        .filter(argument -> !argument.startsWith(LOGGING))
        .forEach(command::add);
    // Newer releases of Java warn where native libraries are loaded without it.
    command.add("--enable-native-access=ALL-UNNAMED");
    if (Runtime.version().feature() >= FIRST_TO_WARN_OF_UNSAFE) {
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(options);
    if (command.stream().noneMatch(argument -> HEAP.matcher(argument).matches())) {
      // A large network's parameters and optimiser state pass through it when they are restored.
      command.add("-XX:MaxRAMPercentage=50");
    }
    if (command.stream().noneMatch(argument -> COLLECTOR.matcher(argument).matches())) {
      // Adaptive sizes let the young generation grow to gigabytes over hours, for nothing.
      command.addAll(List.of("-XX:+UseParallelGC", "-XX:-UseAdaptiveSizePolicy"));
    }
    command.addAll(List.of("-cp", classPath));
    command.addAll(WORKER);
    if (verbose) {
      command.add("--verbose");
    }
    return command;
  }
}
