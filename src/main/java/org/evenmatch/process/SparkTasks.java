package org.evenmatch.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.examples.Expander;
import org.apache.commons.io.FileUtils;
import org.evenmatch.data.Dataset;
import org.evenmatch.data.Datasets;
import org.evenmatch.definition.Images;
import org.evenmatch.definition.SweepPlan.Task;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.files.Json;
import org.evenmatch.report.Results;
import org.evenmatch.report.ResultsFile;
import org.evenmatch.report.SweepResults.Row;
import org.evenmatch.spark.PackedTask;
import org.evenmatch.spark.SparkDriver;
import org.evenmatch.spark.SparkRequest;

/**
 * Has the tasks done by the executors of an Apache Spark cluster: which does what when, and what
 * becomes of tasks whose executor is lost, is Spark's business.
 */
final class SparkTasks implements SweepTasks {
  private static final String OWN = "state/spark";
  private static final String LOG = "spark.log";
  private static final long SECONDS_TO_END = 20;

  /** What means something else in Spark's lists of files. */
  private static final Pattern SPECIAL = Pattern.compile("[,#*?\\[\\]{}]");

  private static final String WAIT_FOR_HOST = "24h";

  /** An executor may be lost several times before a task is at fault. */
  private static final int MOST_FAILURES = 8;

  private final SweepRuns.Start start;
  private final Path own;
  private final Supervision supervision;
  private final SparkCluster cluster;
  private final SparkHome home;
  private final List<String> goOn;
  private final Map<Drawn, String> digests = new HashMap<>();
  private volatile boolean ending;
  private volatile Process driver;

  /** Images, and the seed that divided them, where one did. */
  private record Drawn(Images images, long seed) {}

  /**
   * Nothing is written yet.
   *
   * @param home Spark's
   * @param goOn the program's words that do a task there, {@link PackedTask#words}
   */
  SparkTasks(
      SweepRuns.Start start,
      SparkHome home,
      Path folder,
      Supervision supervision,
      List<String> goOn) {
    this.start = start;
    this.own = folder.resolve(OWN).toAbsolutePath();
    this.supervision = supervision;
    this.goOn = goOn;
    this.cluster = start.cluster().orElseThrow();
    this.home = home;
  }

  @Override
  public void run(List<Task> tasks, Path folder, Done done) {
    List<Task> left = new ArrayList<>();
    for (Task task : tasks) {
      Path results = folder.resolve(task.name());
      if (Files.exists(SparkRequest.archive(own, task.name()))) {
        // It came back when nobody was there any more to take it.
        unpack(task, results);
      }
      if (TaskRows.isDone(results)) {
        done.rows(task, TaskRows.of(task, results, ""));
      } else {
        left.add(task);
      }
    }
    if (left.isEmpty()) {
      return;
    }
    Map<String, Task> missing = new HashMap<>();
    left.forEach(task -> missing.put(task.name(), task));
    int code =
        drive(
            command(left),
            words -> {
              Task task = missing.remove(words.get(1));
              done.rows(task, rows(task, words, folder.resolve(task.name())));
            });
    if (ending) {
      hold();
    }
    if (code != ExitCode.DONE || !missing.isEmpty()) {
      throw new UncheckedIOException(
          "Spark ended with exit code "
              + code
              + " and left "
              + missing.size()
              + " trainings undone: see "
              + own.resolve(LOG)
              + "; what came back is kept for a resumed sweep",
          new IOException("Spark's driver failed"));
    }
  }

  /** Spark's executors end with its driver. */
  @Override
  public void end() {
    ending = true;
    Process process = driver;
    if (process == null) {
      return;
    }
    process.destroy();
    try {
      if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The Java machine is about to end: what was not finished is not told. */
  private static void hold() {
    try {
      TimeUnit.SECONDS.sleep(SECONDS_TO_END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new IllegalStateException("Spark was interrupted, and the sweep was not");
  }

  /** What Spark's driver says of a task that has ended. */
  @FunctionalInterface
  private interface Ended {
    void line(List<String> words);
  }

  private int drive(ProcessBuilder command, Ended ended) {
    try {
      Process process = command.redirectError(own.resolve(LOG).toFile()).start();
      driver = process;
      try (BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          List<String> words = List.of(line.split(SparkRequest.TAB, -1));
          switch (words.get(0)) {
            case SparkRequest.DONE -> ended.line(words);
            case SparkRequest.NOTICE -> supervision.notices().accept(words.get(1));
            default -> supervision.failures().accept(line);
          }
        }
        return process.waitFor();
      } finally {
        process.destroy();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Spark cannot be heard: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Spark was at work", e);
    }
  }

  private ProcessBuilder command(List<Task> tasks) {
    try {
      Files.createDirectories(own);
      ProgramFiles program = ProgramFiles.in(own);
      SentDatasets datasets = SentDatasets.in(own, start.plan());
      List<Task> all = start.plan().tasks();
      Map<String, Integer> numbers = new HashMap<>();
      all.forEach(task -> numbers.put(task.name(), numbers.size() + 1));
      List<PackedTask> packed = new ArrayList<>();
      for (Task task : tasks) {
        SweepRuns.Start alone = start.alone(numbers.get(task.name()), all.size(), datasets.plan());
        packed.add(
            new PackedTask(
                task.name(),
                SweepRuns.START,
                Json.line(alone),
                goOn,
                TaskRows.FOLDER + "/" + task.name()));
      }
      new SparkRequest(packed, program.names(), datasets.names()).write(own);
      return home.submit(words(program, datasets));
    } catch (IOException e) {
      throw new UncheckedIOException(own + " cannot be written: " + e, e);
    }
  }

  private List<String> words(ProgramFiles program, SentDatasets datasets) {
    List<String> words =
        new ArrayList<>(List.of("--master", cluster.master(), "--name", "Evenmatch"));
    List<String> settings =
        new ArrayList<>(
            List.of(
                "spark.task.cpus=" + start.computing().threads().orElse(1),
                "spark.task.maxFailures=" + MOST_FAILURES,
                // A task that failed waits for another host than the one that failed it.
                "spark.locality.wait.node=" + WAIT_FOR_HOST,
                // Results are written to files one by one, however large they are together.
                "spark.driver.maxResultSize=0"));
    settings.addAll(cluster.settings());
    settings.forEach(setting -> words.addAll(List.of("--conf", setting)));
    List<String> files =
        Stream.concat(program.files().stream(), datasets.files().stream())
            .map(Path::toString)
            .toList();
    files.forEach(SparkTasks::requirePlain);
    words.addAll(
        List.of(
            "--files",
            String.join(",", files),
            "--class",
            SparkDriver.class.getName(),
            program.own().toString(),
            own.toString(),
            Long.toString(ProcessHandle.current().pid())));
    return words;
  }

  private static void requirePlain(String file) {
    if (SPECIAL.matcher(file).find()) {
      throw new InvalidInputException(
          "what Spark is to send must have none of "
              + SPECIAL
              + " in its path, but has "
              + file
              + ": choose another folder");
    }
  }

  private List<Row> rows(Task task, List<String> words, Path folder) {
    String reason = "exit code " + words.get(2) + " on " + words.get(3) + ": " + words.get(4);
    if (!Files.exists(SparkRequest.archive(own, task.name()))) {
      return TaskRows.failed(task, reason);
    }
    return unpack(task, folder)
        ? TaskRows.of(task, folder, reason)
        : TaskRows.failed(task, "the images on " + words.get(3) + " are others than here");
  }

  /**
   * Unpacks what came back. The folder is there when all of it is; one of an earlier try goes.
   *
   * @return whether it is kept, which what was made of other images than here is not
   */
  private boolean unpack(Task task, Path folder) {
    Path archive = SparkRequest.archive(own, task.name());
    Path part = folder.resolveSibling(folder.getFileName() + ".part");
    try {
      FileUtils.deleteDirectory(part.toFile());
      new Expander().expand(archive.toFile(), part.toFile());
      boolean kept = !Files.exists(part.resolve(ResultsFile.NAME)) || isOfTheImagesHere(task, part);
      FileUtils.deleteDirectory((kept ? folder : part).toFile());
      if (kept) {
        Files.move(part, folder);
      }
      Files.delete(archive);
      return kept;
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be written: " + e, e);
    }
  }

  private boolean isOfTheImagesHere(Task task, Path folder) {
    Images images =
        start.plan().run(task, start.computing(), SweepRuns.CHECKPOINT_SECONDS).images();
    boolean isKnown = Datasets.names().contains(images.dataset());
    String here =
        digests.computeIfAbsent(
            new Drawn(images, isKnown ? 0 : task.seed()), key -> digest(images, task.seed()));
    return ResultsFile.read(folder)
        .dataset()
        .map(Results.DatasetInfo::digest)
        .filter(here::equals)
        .isPresent();
  }

  private static String digest(Images images, long seed) {
    Dataset all = Datasets.load(images, seed);
    return images.limit().map(all::limitedTo).orElse(all).digest();
  }
}
