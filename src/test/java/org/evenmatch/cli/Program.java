package org.evenmatch.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The program in a process of its own, to be killed. */
final class Program {
  private final Process process;
  private final Path out;
  private final Path err;

  private Program(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  static Program start(Path folder, String... words) throws IOException {
    return start(folder, Map.of(), words);
  }

  static Program start(Path folder, Map<String, String> environment, String... words)
      throws IOException {
    return start(folder, List.of(), environment, words);
  }

  /** Starts the program behind the words of another, which executes it. */
  static Program start(
      Path folder, List<String> starter, Map<String, String> environment, String... words)
      throws IOException {
    return start(folder, starter, List.of(), environment, words);
  }

  /** The same with options for its Java machine. */
  static Program start(
      Path folder,
      List<String> starter,
      List<String> options,
      Map<String, String> environment,
      String... words)
      throws IOException {
    Path out = Files.createTempFile(folder, "program", ".out");
    Path err = Files.createTempFile(folder, "program", ".err");
    List<String> command = new ArrayList<>(starter);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Short runs, and their workers, end before what the second compiler does pays.
    command.addAll(List.of("-Xmx1g", "-XX:+UseParallelGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(words));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().putAll(environment);
    return new Program(builder.start(), out, err);
  }

  /** Kills the process, and what it started, without a warning. */
  void kill() throws InterruptedException {
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    process.waitFor();
  }

  /** Sends a signal to this process. */
  void signal(String name) throws IOException, InterruptedException {
    signal(name, process.pid());
  }

  /** Sends a signal to the process that trains. */
  void signalWorker(String name) throws IOException, InterruptedException {
    signal(name, worker().pid());
  }

  /** Sends a signal to the process group that {@code setsid} made. */
  void signalGroup(String name) throws IOException, InterruptedException {
    signal(name, -process.pid());
  }

  /** The process that trains. */
  ProcessHandle worker() {
    return process.children().findFirst().orElseThrow();
  }

  /** The same, once there is one. */
  ProcessHandle awaitWorker() throws InterruptedException {
    long deadline = deadline();
    while (process.isAlive() && process.children().findAny().isEmpty()) {
      requireTime(deadline);
      Thread.sleep(1);
    }
    return worker();
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    int code = new ProcessBuilder("kill", "-" + name, "--", Long.toString(pid)).start().waitFor();
    if (code != 0) {
      throw new IOException("kill ended with " + code);
    }
  }

  /** Whether it ended by itself within {@code millis}. */
  boolean endsWithin(long millis) throws InterruptedException {
    return process.waitFor(millis, TimeUnit.MILLISECONDS);
  }

  /** Waits until standard error contains {@code text}. */
  void awaitErr(String text) throws IOException, InterruptedException {
    long deadline = deadline();
    while (!Files.readString(err).contains(text)) {
      if (System.nanoTime() > deadline || !process.isAlive()) {
        throw new AssertionError("'" + text + "' was never said:\n" + Files.readString(err));
      }
      Thread.sleep(20);
    }
  }

  /** Waits until a training is under way in {@code run}, or this program has ended. */
  void awaitTraining(Path run) throws InterruptedException {
    Path state = run.resolve("state/under-way");
    // Each process clears the mark before its worker begins.
    boolean cleared = !Files.exists(state);
    long deadline = deadline();
    while (process.isAlive() && !(cleared && Files.exists(state))) {
      cleared |= !Files.exists(state);
      requireTime(deadline);
      Thread.sleep(1);
    }
  }

  private static long deadline() {
    return System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
  }

  private static void requireTime(long deadline) {
    if (System.nanoTime() > deadline) {
      throw new AssertionError("the program took too long");
    }
  }

  /** What it has written to standard error so far. */
  String err() throws IOException {
    return Files.readString(err);
  }

  /** Waits for the end. */
  Cli end() throws IOException, InterruptedException {
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      kill();
      throw new AssertionError("the program did not end:\n" + Files.readString(err));
    }
    return new Cli(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
