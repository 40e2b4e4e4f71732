package org.evenmatch.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A master of Apache Spark on the loopback and workers of one core each, as a cluster has them. */
final class StandaloneSpark implements AutoCloseable {
  static final String LOOPBACK = "127.0.0.1";
  private static final Path HOME = Path.of("target/spark").toAbsolutePath();
  private static final Pattern MASTER = Pattern.compile("spark://127\\.0\\.0\\.1:\\d+");

  private final Path folder;
  private final List<Process> processes = new ArrayList<>();
  private final String master;

  StandaloneSpark(Path folder, int workers) throws IOException, InterruptedException {
    this.folder = folder;
    Process fetch = new ProcessBuilder("scripts/fetch-spark").inheritIO().start();
    if (fetch.waitFor() != 0) {
      throw new IOException("Spark cannot be fetched");
    }
    start("master", "--port", "0");
    this.master = await("master", MASTER);
    for (int i = 1; i <= workers; i++) {
      String name = "worker" + i;
      start(
          name,
          "--cores",
          "1",
          "--memory",
          "1g",
          "--work-dir",
          folder.resolve("work" + i).toString(),
          master);
      await(name, Pattern.compile("Successfully registered"));
    }
  }

  /** For {@code --master}. */
  String master() {
    return master;
  }

  /** Ends worker {@code number} without a warning. */
  void killWorker(int number) {
    processes.get(number).destroyForcibly();
  }

  private void start(String name, String... words) throws IOException {
    boolean isMaster = name.equals("master");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                HOME.resolve("jars") + File.separator + "*",
                isMaster
                    ? "org.apache.spark.deploy.master.Master"
                    : "org.apache.spark.deploy.worker.Worker",
                "--host",
                LOOPBACK,
                "--webui-port",
                "0"));
    command.addAll(List.of(words));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log(name).toFile());
    builder.environment().put("SPARK_HOME", HOME.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", LOOPBACK);
    processes.add(builder.start());
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }

  private String await(String name, Pattern text) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (true) {
      String log = Files.readString(log(name));
      Matcher found = text.matcher(log);
      if (found.find()) {
        return found.group();
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("Spark's " + name + " did not start:\n" + log);
      }
      Thread.sleep(20);
    }
  }

  @Override
  public void close() {
    processes.forEach(Process::destroy);
    processes.forEach(process -> process.onExit().join());
  }
}
