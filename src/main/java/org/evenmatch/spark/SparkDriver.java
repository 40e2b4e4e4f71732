package org.evenmatch.spark;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * The program that Spark starts: has Spark do every task of a request, and each that failed once
 * more, on another host where there is one. Standard output is a line for each thing that happened,
 * as {@link SparkRequest} says.
 */
public final class SparkDriver {
  private final JavaSparkContext spark;
  private final Path folder;
  private final SparkRequest request;
  private final PrintStream out;

  private SparkDriver(JavaSparkContext spark, Path folder, SparkRequest request, PrintStream out) {
    this.spark = spark;
    this.folder = folder;
    this.request = request;
    this.out = out;
  }

  /**
   * Starts the driver.
   *
   * @param words the folder with the request, and the process that must not be outlived
   */
  public static void main(String[] words) throws IOException {
    Path folder = Path.of(words[0]);
    ProcessHandle parent = ProcessHandle.of(Long.parseLong(words[1])).orElseThrow();
    CompletableFuture<?> unused =
        parent.onExit().whenComplete((ended, failure) -> Runtime.getRuntime().halt(1));
    SparkRequest request = SparkRequest.read(folder);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (JavaSparkContext spark = new JavaSparkContext(new SparkConf())) {
      SparkListening listening = new SparkListening(text -> say(out, SparkRequest.NOTICE, text));
      spark.sc().addSparkListener(listening);
      if (spark.sc().uiWebUrl().isDefined()) {
        say(out, SparkRequest.NOTICE, "Spark shows its work at " + spark.sc().uiWebUrl().get());
      }
      new SparkDriver(spark, folder, request, out).run();
      listening.end();
    }
  }

  private static synchronized void say(PrintStream out, String... values) {
    List<String> cells = new ArrayList<>();
    for (String value : values) {
      cells.add(value.replaceAll("[\\t\\r\\n]+", " "));
    }
    out.println(String.join(SparkRequest.TAB, cells));
  }

  private void run() {
    Map<String, Outcome> failed = new LinkedHashMap<>();
    run(
        request.tasks().stream().map(task -> new Placed(task, List.of())).toList(),
        outcome -> {
          if (outcome.code() == 0) {
            finish(outcome);
          } else {
            failed.put(outcome.name(), outcome.empty());
            say(
                out,
                SparkRequest.NOTICE,
                outcome.name()
                    + " failed on "
                    + outcome.host()
                    + " with exit code "
                    + outcome.code()
                    + " and is tried once more: "
                    + outcome.said());
          }
        });
    List<Placed> again =
        request.tasks().stream()
            .filter(task -> failed.containsKey(task.name()))
            .map(task -> new Placed(task, hostsBut(failed.get(task.name()).host())))
            .toList();
    if (!again.isEmpty()) {
      run(again, this::finish);
    }
  }

  /** A task and the hosts that it had better be done on; none if all are alike. */
  private record Placed(PackedTask task, List<String> hosts) {}

  /** Hears of each task that has ended. */
  @FunctionalInterface
  private interface Ended {
    void outcome(Outcome outcome);
  }

  private List<String> hostsBut(String host) {
    TreeSet<String> hosts = new TreeSet<>();
    for (SparkExecutorInfo executor : spark.statusTracker().getExecutorInfos()) {
      hosts.add(executor.host());
    }
    hosts.remove(host);
    return List.copyOf(hosts);
  }

  private void run(List<Placed> tasks, Ended ended) {
    List<Tuple2<PackedTask, Seq<String>>> placed = new ArrayList<>();
    for (Placed one : tasks) {
      placed.add(new Tuple2<>(one.task(), seq(one.hosts())));
    }
    ClassTag<PackedTask> taskType = ClassTag$.MODULE$.apply(PackedTask.class);
    ClassTag<Outcome> outcomeType = ClassTag$.MODULE$.apply(Outcome.class);
    spark
        .sc()
        .runJob(
            spark.sc().makeRDD(seq(placed), taskType),
            new Work(request.jars(), request.data()),
            new AbstractFunction2<Object, Outcome, BoxedUnit>() {
              @Override
              public BoxedUnit apply(Object partition, Outcome outcome) {
                ended.outcome(outcome);
                return BoxedUnit.UNIT;
              }
            },
            outcomeType);
  }

  private static <T> Seq<T> seq(List<T> values) {
    return CollectionConverters.asScala(values).toSeq();
  }

  private void finish(Outcome outcome) {
    try {
      outcome.writeResults(SparkRequest.archive(folder, outcome.name()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    say(
        out,
        SparkRequest.DONE,
        outcome.name(),
        Integer.toString(outcome.code()),
        outcome.host(),
        outcome.said());
  }
}
