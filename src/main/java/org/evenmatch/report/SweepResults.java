package org.evenmatch.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.evenmatch.definition.Shard;
import org.evenmatch.definition.SweepPlan;
import org.evenmatch.definition.SweepPlan.Cell;
import org.evenmatch.files.AtomicFiles;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.files.Json;

/**
 * The content of a sweep's {@code results.json}.
 *
 * @param schema the format's version
 * @param command the command line without the program's name
 * @param machine what it ran on; of merged shards the first's
 * @param sweep the whole plan
 * @param shards which shares of it are here, as in {@code 2/8}
 * @param rows one for each seed and member, in the plan's order
 */
public record SweepResults(
    int schema,
    List<String> command,
    Results.Machine machine,
    SweepPlan sweep,
    List<Shard> shards,
    List<Row> rows) {
  private static final String SWEEP = "sweep";

  /**
   * One member with one seed at one place of the grid, or a task that came to nothing.
   *
   * @param task the task's name, which its folder has too
   * @param cell the place
   * @param seed the seed
   * @param images training images; absent where it came to nothing
   * @param configuration the member; absent where it came to nothing
   * @param error why it came to nothing
   * @param folder where its own results and report lie, relative to these; absent if nowhere
   */
  public record Row(
      String task,
      @JsonUnwrapped Cell cell,
      long seed,
      Optional<Integer> images,
      Optional<Configuration> configuration,
      Optional<String> error,
      Optional<String> folder) {
    public Row {
      // Earlier versions did not say.
      folder = folder == null ? Optional.empty() : folder;
    }

    /** Whether the member was trained. */
    public boolean isOk() {
      return configuration.filter(Configuration::isOk).isPresent();
    }

    /** The same in results that lie elsewhere. */
    Row seenFrom(String path) {
      return new Row(task, cell, seed, images, configuration, error, folder.map(own -> path + own));
    }

    /** Why it was not. */
    public Optional<String> failure() {
      return error.or(() -> configuration.flatMap(Configuration::error));
    }
  }

  /** Whether it is a sweep's {@code results.json}, or a folder that holds one. */
  public static boolean isIn(Path fileOrFolder) {
    Path file = file(fileOrFolder);
    return Files.isRegularFile(file) && Json.read(file, JsonNode.class).has(SWEEP);
  }

  private static Path file(Path fileOrFolder) {
    return Files.isDirectory(fileOrFolder) ? fileOrFolder.resolve(ResultsFile.NAME) : fileOrFolder;
  }

  /** Reads a sweep's {@code results.json}, or the one in its folder. */
  public static SweepResults read(Path fileOrFolder) {
    Path file = file(fileOrFolder);
    SweepResults results = Json.read(file, SweepResults.class);
    if (results.schema() != Results.SCHEMA) {
      throw new InvalidInputException(
          file
              + " must have schema "
              + Results.SCHEMA
              + ", but has "
              + results.schema()
              + ": use the version of Evenmatch that wrote it");
    }
    return results;
  }

  /** Writes {@code results.json} and {@code results.csv} into {@code folder}. */
  public void write(Path folder) {
    AtomicFiles.writeString(folder.resolve(ResultsFile.NAME), Json.pretty(this));
    AtomicFiles.writeString(folder.resolve(ResultsCsv.NAME), SweepCsv.render(this));
  }

  /**
   * All shards as one sweep.
   *
   * @param folders where they lie, or their {@code results.json}
   * @param target where the whole will lie, so that it finds what its rows came from
   * @throws InvalidInputException if their plans differ or a shard stands twice
   */
  public static SweepResults merged(List<Path> folders, Path target) {
    List<SweepResults> parts = folders.stream().map(SweepResults::read).toList();
    SweepResults first = parts.get(0);
    List<Shard> shards = new ArrayList<>();
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      SweepResults part = parts.get(i);
      if (!part.sweep().isOfOnePlanWith(first.sweep())) {
        throw new InvalidInputException(
            "shards of one plan are put together, but that in "
                + folders.get(i)
                + " differs from that in "
                + folders.get(0)
                + ": report them one by one");
      }
      for (Shard shard : part.shards()) {
        if (shard.count() != first.shards().get(0).count() || shards.contains(shard)) {
          throw new InvalidInputException(
              "shards must be of one division and each stand once, but "
                  + folders.get(i)
                  + " has "
                  + shard
                  + " beside "
                  + first.shards().get(0)
                  + ": leave it out");
        }
        shards.add(shard);
      }
      String path = path(target, ResultsFile.folder(folders.get(i)));
      part.rows().forEach(row -> rows.add(row.seenFrom(path)));
    }
    Map<String, Integer> order = new HashMap<>();
    first.sweep().tasks().forEach(task -> order.put(task.name(), order.size()));
    if (parts.size() > 1 && rows.stream().anyMatch(row -> !order.containsKey(row.task()))) {
      throw new InvalidInputException(
          "shards of one version of Evenmatch are put together, but some of these are of an earlier"
              + " one, which divided plans in another way: report them with that version");
    }
    rows.sort(Comparator.comparingInt(row -> order.getOrDefault(row.task(), Integer.MAX_VALUE)));
    shards.sort(Comparator.comparingInt(Shard::number));
    return new SweepResults(
        first.schema(), first.command(), first.machine(), first.sweep(), shards, rows);
  }

  /** From {@code target} to {@code folder}, with a slash at its end; empty if they are the same. */
  private static String path(Path target, Path folder) {
    Path from = target.toAbsolutePath().normalize();
    Path to = folder.toAbsolutePath().normalize();
    if (from.equals(to)) {
      return "";
    }
    return Objects.equals(from.getRoot(), to.getRoot())
        ? from.relativize(to).toString().replace('\\', '/') + "/"
        : to.toUri().toString();
  }

  /** Whether everything that was to be trained here was. */
  public boolean isOk() {
    return rows.stream().allMatch(Row::isOk);
  }
}
