package org.evenmatch.definition;

import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private static final String AUTO = "auto";
  private static final String SLURM = "SLURM_ARRAY_TASK_ID";
  private static final String SLURM_COUNT = "SLURM_ARRAY_TASK_COUNT";
  private static final String KUBERNETES = "JOB_COMPLETION_INDEX";
  private static final Pattern WRITTEN = Pattern.compile("(\\d{1,6}|auto)(?:/(\\d{1,6}))?");

  public Shard {
    if (count < 1 || number < 1 || number > count) {
      throw new InvalidInputException(
          "a shard must be one of 1/N to N/N, but is " + number + "/" + count);
    }
  }

  /**
   * Reads {@code 2/8}, or {@code auto/8}: then the number is that of an array job of Slurm or an
   * indexed job of Kubernetes. Slurm says the count too: {@code auto}.
   *
   * @param environment variables of the process
   */
  public static Shard parse(String text, Map<String, String> environment) {
    Matcher matcher = WRITTEN.matcher(text);
    if (!matcher.matches()) {
      throw new InvalidInputException(
          "a shard must be written as 2/8, auto/8 or, in Slurm, auto, but is '" + text + "'");
    }
    String number = matcher.group(1);
    Optional<Integer> count = Optional.ofNullable(matcher.group(2)).map(Integer::parseInt);
    if (!number.equals(AUTO)) {
      return new Shard(
          Integer.parseInt(number),
          count.orElseThrow(
              () ->
                  new InvalidInputException(
                      "a shard must be one of a number, but is '"
                          + text
                          + "': write "
                          + text
                          + "/8")));
    }
    OptionalInt slurm = number(environment, SLURM);
    if (slurm.isPresent()) {
      int first = number(environment, "SLURM_ARRAY_TASK_MIN").orElse(0);
      int step = Math.max(1, number(environment, "SLURM_ARRAY_TASK_STEP").orElse(1));
      OptionalInt elements = number(environment, SLURM_COUNT);
      int last = number(environment, "SLURM_ARRAY_TASK_MAX").orElse(slurm.getAsInt());
      int all = count.orElseGet(() -> elements.orElse(1));
      boolean isWhole = (last - first) / step + 1 == elements.orElse(all);
      if (elements.isPresent()
          && (elements.getAsInt() != all || all < 2 || first > 1 || !isWhole)) {
        throw new InvalidInputException(
            "the shard 'auto' needs an array job with an element for each share, but this one has "
                + elements.getAsInt()
                + ", "
                + first
                + " to "
                + last
                + ": to do single shares again, write which, as in 5/8");
      }
      return new Shard((slurm.getAsInt() - first) / step + 1, all);
    }
    int index =
        number(environment, KUBERNETES)
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "the shard 'auto' needs SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX in the"
                            + " environment, but neither is set: write 1/"
                            + count.orElse(1)));
    return new Shard(
        index + 1,
        count.orElseThrow(
            () ->
                new InvalidInputException(
                    "Kubernetes says which index a pod has and not of how many, so that the shard"
                        + " must, but is 'auto': write auto/8 for a job of 8 completions")));
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
