package org.evenmatch.spark;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the program on an executor, in a folder that is gone afterwards. */
final class ExecutorRun {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorRun.class);
  private static final String MAIN = "org.evenmatch.cli.Main";

  /** Begins what the program itself says, and not its Java machine or a library. */
  private static final String OWN_WORDS = "evenmatch: ";

  private static final int FIRST_TO_WARN_OF_UNSAFE = 24;

  /** What the program could not even be started for. */
  private static final int NOT_STARTED = -1;

  private final List<String> jars;
  private final List<String> data;

  ExecutorRun(List<String> jars, List<String> data) {
    this.jars = jars;
    this.data = data;
  }

  Outcome of(PackedTask task) {
    String host = SparkEnv.get().blockManager().blockManagerId().host();
    try {
      // Where Spark lets an executor work, and cleans up after it.
      Path folder =
          Files.createTempDirectory(
              Path.of(SparkFiles.getRootDirectory()).toAbsolutePath().normalize(), "evenmatch-");
      try {
        return run(task, folder, host);
      } finally {
        delete(folder);
      }
    } catch (IOException | UncheckedIOException e) {
      return new Outcome(task.name(), NOT_STARTED, host, e.toString(), new byte[0]);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(task.name() + " was interrupted", e);
    }
  }

  private Outcome run(PackedTask task, Path folder, String host)
      throws IOException, InterruptedException {
    Path state = folder.resolve(task.stateFile());
    Files.createDirectories(state.getParent());
    Files.writeString(state, task.state());
    Path cache = folder.resolve("datasets");
    for (String file : data) {
      String[] parts = file.split("\\+", 2);
      Path link = cache.resolve(parts[0]).resolve(parts[1]);
      Files.createDirectories(link.getParent());
      Files.createSymbolicLink(link, Path.of(SparkFiles.get(file)));
    }
    Path said = folder.resolve("said");
    Process process =
        new ProcessBuilder(command(task, folder, cache))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(said.toFile())
            .start();
    try {
      int code = process.waitFor();
      return new Outcome(
          task.name(), code, host, last(said), packed(folder.resolve(task.results())));
    } finally {
      process.destroyForcibly();
    }
  }

  private List<String> command(PackedTask task, Path folder, Path cache) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    if (Runtime.version().feature() >= FIRST_TO_WARN_OF_UNSAFE) {
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.add("-Devenmatch.cache=" + cache);
    // It must not outlive an executor that is killed.
    command.add("-Devenmatch.parent=" + ProcessHandle.current().pid());
    // Another executor's copies of the jars unpack to the same names.
    command.add(
        "-Dorg.bytedeco.javacpp.cachedir="
            + Path.of(SparkFiles.getRootDirectory()).toAbsolutePath().resolve("natives"));
    command.add("-cp");
    command.add(jars.stream().map(SparkFiles::get).collect(Collectors.joining(File.pathSeparator)));
    command.add(MAIN);
    task.words().forEach(word -> command.add(word.equals("@") ? folder.toString() : word));
    return command;
  }

  /** The last thing that the program said, or else its Java machine or a library. */
  private static String last(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      List<String> said = lines.filter(line -> !line.isBlank()).toList();
      List<String> own = said.stream().filter(line -> line.startsWith(OWN_WORDS)).toList();
      return own.isEmpty()
          ? (said.isEmpty() ? "" : said.get(said.size() - 1))
          : own.get(own.size() - 1).substring(OWN_WORDS.length());
    }
  }

  private static byte[] packed(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return new byte[0];
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes);
        Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        zip.putNextEntry(new ZipEntry(folder.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, zip);
      }
    }
    return bytes.toByteArray();
  }

  /** What cannot be deleted now goes with the executor, and takes no result along. */
  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("{} cannot be deleted", folder, e);
    }
  }
}
