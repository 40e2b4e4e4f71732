package org.evenmatch.engine;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The generation of a GPU, in NVIDIA's count: 8.6 is some Ampere, 9.0 is Hopper.
 *
 * @param major the architecture; machine code for one runs on no other
 * @param minor the variant; machine code for one runs on the later ones of the same architecture
 */
public record ComputeCapability(int major, int minor) implements Comparable<ComputeCapability> {
  private static final Pattern WRITTEN = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})");
  private static final Comparator<ComputeCapability> ORDER =
      Comparator.comparingInt(ComputeCapability::major).thenComparingInt(ComputeCapability::minor);

  public ComputeCapability {
    if (major < 1 || minor < 0) {
      throw new IllegalArgumentException(
          "a compute capability must be at least 1.0, but is " + major + "." + minor);
    }
  }

  /** Reads {@code 8.6}; empty where that is not what {@code text} is. */
  static Optional<ComputeCapability> parse(String text) {
    Matcher matcher = WRITTEN.matcher(text);
    return matcher.matches() && !matcher.group(1).startsWith("0")
        ? Optional.of(
            new ComputeCapability(
                Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  @Override
  public int compareTo(ComputeCapability other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
