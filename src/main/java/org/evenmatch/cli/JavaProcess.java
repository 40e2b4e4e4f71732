package org.evenmatch.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Starts this program in a process of its own, so that a crash costs that process alone. */
final class JavaProcess {
  /** What Linux's out-of-memory killer leaves: 128 + SIGKILL. */
  static final int KILLED = 137;

  /** 128 + SIGTERM. */
  private static final int TERMINATED = 143;

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

  private static final Pattern COLLECTOR = Pattern.compile("-XX:\\+Use\\w+GC");

  private JavaProcess() {}

  /**
   * The command that runs {@code words} with this process's settings.
   *
   * @param classPath the class path
   * @param options options of the Java machine, besides this process's own
   */
  static List<String> command(String classPath, List<String> options, List<String> words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> INHERITED.stream().anyMatch(argument::startsWith))
        .filter(argument -> !argument.startsWith(LOGGING))
        .forEach(command::add);
    command.addAll(options);
    if (command.stream().noneMatch(argument -> COLLECTOR.matcher(argument).matches())) {
      // Adaptive sizes let the young generation grow to gigabytes over hours, for nothing.
      command.addAll(List.of("-XX:+UseParallelGC", "-XX:-UseAdaptiveSizePolicy"));
    }
    command.addAll(List.of("-cp", classPath, Main.class.getName()));
    command.addAll(words);
    return command;
  }

  /** Whether a process that ended with {@code code} was asked to end. */
  static boolean wasInterrupted(int code) {
    return code == ExitCode.INTERRUPTED || code == TERMINATED;
  }

  /**
   * Ends this process when the one that started it does, however that ends: standard input, a pipe
   * that nothing is ever written to, is then closed.
   */
  static void endWithParent() {
    Thread watch =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // Nothing is ever said.
                }
              } catch (IOException e) {
                // As good as the end.
              }
              Runtime.getRuntime().halt(KILLED);
            },
            "end-with-parent");
    watch.setDaemon(true);
    watch.start();
  }

  /** Copies what a process writes, as it comes. */
  static Thread pump(InputStream from, OutputStream to) {
    Thread thread =
        new Thread(
            () -> {
              try {
                from.transferTo(to);
              } catch (IOException e) {
                // The process was killed in the middle of a line: there is no more to copy.
                throw new UncheckedIOException(e);
              }
            },
            "pump");
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((dead, e) -> {});
    thread.start();
    return thread;
  }
}
