package org.evenmatch.definition;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.evenmatch.files.InvalidInputException;

/**
 * A share of a sweep's tasks, for machines that know nothing of each other.
 *
 * @param number 1 for the first
 * @param count how many shares there are
 */
public record Shard(int number, int count) {
  /** Everything. */
  public static final Shard WHOLE = new Shard(1, 1);

  private static final Pattern WRITTEN = Pattern.compile("(\\d{1,6}|auto)/(\\d{1,6})");

  public Shard {
    if (count < 1 || number < 1 || number > count) {
      throw new InvalidInputException(
          "a shard must be one of 1/N to N/N, but is " + number + "/" + count);
    }
  }

  /**
   * Reads {@code 2/8}, or {@code auto/8}: then the number is that of an array job of Slurm or an
   * indexed job of Kubernetes.
   *
   * @param environment variables of the process
   */
  public static Shard parse(String text, Map<String, String> environment) {
    Matcher matcher = WRITTEN.matcher(text);
    if (!matcher.matches()) {
      throw new InvalidInputException(
          "a shard must be written as 2/8 or auto/8, but is '" + text + "'");
    }
    int count = Integer.parseInt(matcher.group(2));
    if (!matcher.group(1).equals("auto")) {
      return new Shard(Integer.parseInt(matcher.group(1)), count);
    }
    int index =
        number(environment, "SLURM_ARRAY_TASK_ID").stream()
            .map(id -> id - number(environment, "SLURM_ARRAY_TASK_MIN").orElse(0))
            .findFirst()
            .orElseGet(
                () ->
                    number(environment, "JOB_COMPLETION_INDEX")
                        .orElseThrow(
                            () ->
                                new InvalidInputException(
                                    "the shard 'auto' needs SLURM_ARRAY_TASK_ID or"
                                        + " JOB_COMPLETION_INDEX in the environment, but neither is"
                                        + " set: write 1/"
                                        + count)));
    return new Shard(index + 1, count);
  }

  private static OptionalInt number(Map<String, String> environment, String name) {
    String value = environment.get(name);
    return value != null && value.matches("\\d{1,6}")
        ? OptionalInt.of(Integer.parseInt(value))
        : OptionalInt.empty();
  }

  /**
   * One of every {@link #count} of {@code all}, another of them each time: neighbours differ in
   * their member or seed, and shares cost about the same.
   */
  public <T> List<T> of(List<T> all) {
    return IntStream.range(0, all.size())
        .filter(i -> (i + i / count) % count == number - 1)
        .mapToObj(all::get)
        .toList();
  }

  /** For example {@code 2/8}. */
  @Override
  public String toString() {
    return number + "/" + count;
  }
}
