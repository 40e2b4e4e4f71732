package org.evenmatch.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.evenmatch.files.InvalidInputException;

/**
 * A release of Apache Spark: the one that {@code SPARK_HOME} names, or its core alone, which Maven
 * fetches when first asked for.
 *
 * @param folder has its jars in {@code jars}
 */
record SparkHome(Path folder) {
  private static final String VARIABLE = "SPARK_HOME";
  private static final String SCRIPT = "scripts/fetch-spark";
  private static final String FETCHED = "target/spark";
  private static final String JARS = "jars";

  private static final String SCALA = "2.13";

  /** Spark's core of the releases that run with what this program has compiled for them. */
  private static final String CORE = "spark-core_" + SCALA + "-4.";

  /**
   * Finds Spark, or has it fetched.
   *
   * @throws InvalidInputException if it cannot be had, or is of another release
   */
  static SparkHome find(SparkCluster cluster) {
    Optional<Path> named =
        Optional.ofNullable(System.getenv(VARIABLE)).filter(text -> !text.isBlank()).map(Path::of);
    if (named.isPresent()) {
      return checked(named.get());
    }
    if (cluster.needsDistribution()) {
      throw new InvalidInputException(
          cluster.master()
              + " needs a distribution of Spark 4, but "
              + VARIABLE
              + " names none: set it to the folder of one");
    }
    FetchScript script =
        FetchScript.find(SCRIPT)
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "Spark 4 must be there, but "
                            + VARIABLE
                            + " names none: set it to the folder of one"));
    fetch(script);
    return checked(FetchScript.home().orElseThrow().resolve(FETCHED));
  }

  private static SparkHome checked(Path folder) {
    Path jars = folder.resolve(JARS);
    try (Stream<Path> files = Files.isDirectory(jars) ? Files.list(jars) : Stream.empty()) {
      if (files.noneMatch(file -> file.getFileName().toString().startsWith(CORE))) {
        throw new InvalidInputException(
            "Spark must be of release 4, but there is no "
                + CORE
                + "*.jar in "
                + jars
                + ": let "
                + VARIABLE
                + " name a folder that has it");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(jars + " cannot be read: " + e, e);
    }
    return new SparkHome(folder.toAbsolutePath());
  }

  private static void fetch(FetchScript script) {
    try {
      if (!script.run()) {
        throw new InvalidInputException(
            "Spark's jars could not be fetched by "
                + SCRIPT
                + ": see above, or set "
                + VARIABLE
                + " to the folder of Spark 4");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(SCRIPT + " cannot be run: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Spark was fetched", e);
    }
  }

  /**
   * A process that submits to Spark, as Spark's own scripts would start it.
   *
   * @param words what {@code spark-submit} is given
   */
  ProcessBuilder submit(List<String> words) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> asking =
        new ArrayList<>(
            List.of(
                java,
                "-cp",
                folder.resolve(JARS) + File.separator + "*",
                "org.apache.spark.launcher.Main",
                "org.apache.spark.deploy.SparkSubmit"));
    asking.addAll(words);
    try {
      ProcessBuilder builder = environment(new ProcessBuilder(asking));
      Path errors = Files.createTempFile("evenmatch", ".spark");
      Process process = builder.redirectError(errors.toFile()).start();
      String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean starts = process.waitFor() == ExitCode.DONE;
      String reason = Files.readString(errors).lines().findFirst().orElse("");
      Files.delete(errors);
      if (!starts) {
        throw new InvalidInputException("Spark in " + folder + " does not start: " + reason);
      }
      // The first zero ends what the Java machine may have said; each word ends with one.
      List<String> command =
          Stream.of(answer.substring(answer.indexOf('\0') + 1).split("\0"))
              .map(String::strip)
              .filter(word -> !word.isEmpty())
              .toList();
      return environment(new ProcessBuilder(command));
    } catch (IOException e) {
      throw new UncheckedIOException("Spark cannot be started: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Spark was started", e);
    }
  }

  private ProcessBuilder environment(ProcessBuilder builder) {
    builder.environment().put(VARIABLE, folder.toString());
    // Spark's own scripts set it too, before they start anything.
    builder.environment().putIfAbsent("SPARK_SCALA_VERSION", SCALA);
    return builder;
  }
}
