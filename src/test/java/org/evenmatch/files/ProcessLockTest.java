package org.evenmatch.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessLockTest {
  @TempDir private Path folder;

  private <T> T holding(Supplier<T> work) {
    return ProcessLock.holding(
        folder.resolve("lock"),
        Duration.ofMillis(120),
        () -> {},
        () -> new InvalidInputException("held"),
        work);
  }

  @Test
  void refusesASecondHolderAndStaysHeldMeanwhile() throws Exception {
    String result =
        holding(
            () -> {
              assertThatThrownBy(() -> holding(() -> "second")).hasMessage("held");
              assertThat(isLockedForOthers()).isTrue();
              return "first";
            });

    assertThat(result).isEqualTo("first");
    assertThat(isLockedForOthers()).isFalse();
    assertThat(holding(() -> "third")).isEqualTo("third");
  }

  @Test
  void isFreeAfterAFailure() {
    assertThatThrownBy(
            () ->
                holding(
                    () -> {
                      throw new IllegalStateException("failed");
                    }))
        .hasMessage("failed");

    assertThat(holding(() -> "next")).isEqualTo("next");
  }

  @Test
  void saysThatTheFolderMustBeWritable() {
    assertThatThrownBy(
            () ->
                ProcessLock.holding(
                    folder.resolve("gone").resolve("lock"),
                    Duration.ZERO,
                    () -> {},
                    () -> new InvalidInputException("held"),
                    () -> "never"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("gone must be writable, but lock in it cannot be locked");
  }

  /** Whether another process is refused the lock. */
  private boolean isLockedForOthers() {
    try {
      Path file = folder.resolve("lock");
      Process asking =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Asking.class.getName(),
                  file.toString())
              .inheritIO()
              .start();
      return asking.waitFor() == 1;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends with 1 if its argument is locked by another process. */
  static final class Asking {
    private Asking() {}

    public static void main(String[] words) throws Exception {
      try (FileChannel channel = FileChannel.open(Path.of(words[0]), StandardOpenOption.WRITE)) {
        System.exit(channel.tryLock() == null ? 1 : 0);
      }
    }
  }
}
