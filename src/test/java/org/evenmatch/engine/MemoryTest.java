package org.evenmatch.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.evenmatch.Pairs;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.match.NetworkCount;
import org.evenmatch.match.TrainingMemory;
import org.junit.jupiter.api.Test;

class MemoryTest {
  private static final NetworkSpec LENET = Pairs.load("lenet").matched().convolutional();

  /**
   * By hand, four bytes a number: 431,080 parameters, their gradients and Adam's two moments are
   * 6,897,280 bytes; 64 examples have 784 inputs and 11,520 + 2,880 + 3,200 + 800 + 500 + 10
   * outputs, which have gradients too: 64 × (784 + 2 × 18,910) × 4 = 9,882,624 bytes.
   */
  private static final long BYTES = 6_897_280 + 9_882_624;

  private static TrainingMemory lenet() {
    return TrainingMemory.of(NetworkCount.of(LENET), 64);
  }

  @Test
  void countsEveryNumberOnce() {
    assertThat(lenet().totalBytes()).isEqualTo(BYTES);
  }

  @Test
  void fitsToTheByteAndNotOneLess() {
    assertThatCode(() -> Memory.requireFits(lenet(), LENET, BYTES)).doesNotThrowAnyException();
    assertThatThrownBy(() -> Memory.requireFits(lenet(), LENET, BYTES - 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("lenet-cnn takes at least 16 MiB and this machine has 16 MiB");
  }

  /** A container may have less than its machine. */
  @Test
  void theMachinesMemoryIsInBytes() throws IOException {
    long kibibytes =
        Files.readAllLines(Path.of("/proc/meminfo")).stream()
            .filter(line -> line.startsWith("MemTotal:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElseThrow();

    assertThat(Memory.totalBytes())
        .isGreaterThan(Runtime.getRuntime().totalMemory())
        .isLessThanOrEqualTo(kibibytes * 1024);
  }
}
