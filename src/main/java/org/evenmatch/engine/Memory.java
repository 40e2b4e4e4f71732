package org.evenmatch.engine;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.match.TrainingMemory;

/** The machine's memory, and whether a training fits into it. */
public final class Memory {
  private Memory() {}

  /** The memory of this machine or container. */
  public static long totalBytes() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getTotalMemorySize();
  }

  /**
   * Refuses a training that cannot fit.
   *
   * @throws InvalidInputException with what it would take
   */
  public static void requireFits(TrainingMemory memory, NetworkSpec network) {
    requireFits(memory, network, totalBytes());
  }

  /** The same on a machine of {@code bytes}. */
  static void requireFits(TrainingMemory memory, NetworkSpec network, long bytes) {
    if (memory.totalBytes() > bytes) {
      throw new InvalidInputException(
          String.format(
              "training must fit in memory, but %s takes at least %,d MiB and this machine has %,d"
                  + " MiB: choose another matching rule, a smaller pair or a smaller batch",
              network.name(), memory.totalBytes() >> 20, bytes >> 20));
    }
  }
}
