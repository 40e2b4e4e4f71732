package org.evenmatch.definition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evenmatch.files.InvalidInputException;

/**
 * A grid of trainings that do not depend on each other. Lists are axes; an empty one has the usual
 * value, the pair's own where a pair has one.
 *
 * @param pairs the pairs
 * @param datasets known datasets' names, or absolute paths of folders
 * @param dataDir where the datasets' files lie, absolute, if not in the cache
 * @param matches the matching rules
 * @param limits how many training images are used; none for all
 * @param epochs passes over the training images
 * @param batches examples in a batch
 * @param members the members of each pair
 * @param set settings of the training recipe, the same everywhere
 * @param seed the first seed
 * @param seeds how many seeds
 */
public record SweepPlan(
    List<NamedPair> pairs,
    List<String> datasets,
    Optional<String> dataDir,
    List<Match> matches,
    List<Optional<Integer>> limits,
    List<Integer> epochs,
    List<Integer> batches,
    List<Kind> members,
    List<String> set,
    long seed,
    int seeds) {
  private static final int MOST_TASKS = 100_000;

  public SweepPlan {
    pairs = List.copyOf(pairs);
    datasets = distinct("datasets", datasets);
    matches = distinct("matching rules", matches);
    limits = distinct("limits", limits);
    epochs = distinct("epochs", epochs);
    batches = distinct("batches", batches);
    members = Kind.sorted("members", members);
    set = List.copyOf(set);
    distinct("pairs", pairs);
    if (pairs.isEmpty() || datasets.isEmpty()) {
      throw new InvalidInputException(
          "a sweep must name a pair and a dataset at least, but names "
              + pairs.size()
              + " and "
              + datasets.size()
              + ": write 'pair: lenet' and 'dataset: glyphs'");
    }
    limits.forEach(limit -> limit.ifPresent(images -> Checks.positive("the limit", images)));
    epochs.forEach(count -> Checks.positive("epochs", count));
    batches.forEach(examples -> Checks.positive("batch", examples));
    Checks.between("seeds", seeds, 10_000);
    long tasks =
        (long) seeds * members.size() * cells(pairs, datasets, matches, limits, epochs, batches);
    if (tasks > MOST_TASKS) {
      throw new InvalidInputException(
          String.format(
              "a sweep must have at most %,d trainings, but has %,d: leave values out",
              MOST_TASKS, tasks));
    }
  }

  /**
   * A pair and what defines it.
   *
   * @param name of a shipped pair, or of the file
   * @param definition as YAML
   * @param match its own matching rule
   */
  public record NamedPair(String name, String definition, Match match) {}

  /**
   * A place in the grid.
   *
   * @param pair the pair's name
   * @param dataset the dataset's name
   * @param match the matching rule
   * @param limit how many training images, if not all
   * @param epochs passes over them, if not the pair's own number
   * @param batch examples in a batch, if not the pair's own number
   */
  public record Cell(
      String pair,
      String dataset,
      Match match,
      Optional<Integer> limit,
      Optional<Integer> epochs,
      Optional<Integer> batch) {}

  /**
   * One training: a member with a seed at a place.
   *
   * @param name its own in the sweep, fit for a folder
   * @param cell the place
   * @param seed the seed
   * @param member the member
   * @param definition the pair's, as YAML
   */
  public record Task(String name, Cell cell, long seed, Kind member, String definition) {}

  private static <T> List<T> distinct(String what, List<T> values) {
    if (values.stream().distinct().count() < values.size()) {
      throw new InvalidInputException(
          what + " of a sweep must differ, but one stands twice: keep one");
    }
    return List.copyOf(values);
  }

  private static long cells(List<?>... axes) {
    return Stream.of(axes).mapToLong(axis -> Math.max(1, axis.size())).reduce(1, (a, b) -> a * b);
  }

  /** Every task, in an order that is always the same. */
  public List<Task> tasks() {
    List<Task> tasks = new ArrayList<>();
    Map<String, Integer> used = new HashMap<>();
    for (NamedPair pair : pairs) {
      for (String dataset : datasets) {
        for (Match match : matches.isEmpty() ? List.of(pair.match()) : matches) {
          for (Optional<Integer> limit : orAbsent(limits)) {
            for (Optional<Integer> epoch : optional(epochs)) {
              for (Optional<Integer> batch : optional(batches)) {
                Cell cell = new Cell(pair.name(), dataset, match, limit, epoch, batch);
                String name = unique(name(cell), used);
                tasks.addAll(tasks(name, cell, pair.definition()));
              }
            }
          }
        }
      }
    }
    return tasks;
  }

  private List<Task> tasks(String name, Cell cell, String definition) {
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < seeds; i++) {
      for (Kind member : members) {
        long own = seed + i;
        String training = name + "-" + member.yamlName() + "-seed" + own;
        tasks.add(new Task(training, cell, own, member, definition));
      }
    }
    return tasks;
  }

  private static List<Optional<Integer>> optional(List<Integer> values) {
    return orAbsent(values.stream().map(Optional::of).toList());
  }

  private static List<Optional<Integer>> orAbsent(List<Optional<Integer>> values) {
    return values.isEmpty() ? List.of(Optional.empty()) : values;
  }

  /** Two files of one name lie in different folders. */
  private static String unique(String name, Map<String, Integer> used) {
    int times = used.merge(name, 1, Integer::sum);
    return times == 1 ? name : name + "-" + times;
  }

  private static String name(Cell cell) {
    return Stream.of(
            Optional.of(simple(cell.pair())),
            Optional.of(simple(cell.dataset())),
            Optional.of(cell.match().yamlName()),
            cell.limit().map(images -> "n" + images),
            cell.epochs().map(count -> "e" + count),
            cell.batch().map(examples -> "b" + examples))
        .flatMap(Optional::stream)
        .collect(Collectors.joining("-"));
  }

  /** The last part of a path without its ending, in characters that every file system has. */
  private static String simple(String path) {
    return path.replaceFirst(".*[/\\\\](?=.)", "")
        .replaceFirst("\\.ya?ml$", "")
        .replaceAll("[^A-Za-z0-9_.-]", "_");
  }

  /** The same with the datasets' files in {@code folder}. */
  public SweepPlan withDataDir(Optional<String> folder) {
    return new SweepPlan(
        pairs, datasets, folder, matches, limits, epochs, batches, members, set, seed, seeds);
  }

  /** Whether both are one plan: on each machine the datasets' files may lie elsewhere. */
  public boolean isOfOnePlanWith(SweepPlan other) {
    return withDataDir(Optional.empty()).equals(other.withDataDir(Optional.empty()));
  }

  /** The training of {@code task}. */
  public RunPlan run(Task task, Computing computing, double checkpointSeconds) {
    return new RunPlan(
        task.cell().pair(),
        task.definition(),
        task.cell().match(),
        Optional.of(task.member()),
        List.of(task.member()),
        new Images(task.cell().dataset(), dataDir, task.cell().limit()),
        task.cell().epochs(),
        task.cell().batch(),
        set,
        task.seed(),
        1,
        List.of(),
        computing,
        checkpointSeconds,
        List.of(),
        Optional.empty());
  }
}
