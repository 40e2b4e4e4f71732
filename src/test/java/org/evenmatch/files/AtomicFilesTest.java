package org.evenmatch.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
  private static final int CHARACTERS = 1 << 20;
  private static final int WRITES = 60;

  @TempDir private Path folder;

  @Test
  void readersWhoLookAllTheTimeNeverSeeAPart() {
    Path file = folder.resolve("results.json");
    AtomicFiles.writeString(file, "a".repeat(CHARACTERS));
    AtomicBoolean written = new AtomicBoolean();
    CompletableFuture<Integer> reads =
        CompletableFuture.supplyAsync(
            () -> {
              int looks = 0;
              while (!written.get()) {
                String text = read(file);
                assertThat(text).hasSize(CHARACTERS);
                assertThat(text.equals(text.substring(0, 1).repeat(CHARACTERS))).isTrue();
                looks++;
              }
              return looks;
            });

    for (int i = 0; i < WRITES; i++) {
      AtomicFiles.writeString(file, String.valueOf((char) ('a' + (i % 26))).repeat(CHARACTERS));
    }
    written.set(true);

    assertThat(reads.join()).isPositive();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aWriteThatFailsLeavesTheEarlierFileAndNothingElse() throws IOException {
    Path file = Files.writeString(folder.resolve("results.json"), "earlier");

    assertThatThrownBy(
            () ->
                AtomicFiles.write(
                    file,
                    temporary -> {
                      Files.writeString(temporary, "half");
                      throw new IOException("No space left on device");
                    }))
        .hasMessageContaining("make sure that the disk is there and has room");

    assertThat(file).hasContent("earlier");
    assertThat(folder.toFile().list()).containsExactly("results.json");
  }

  @Test
  void cleansWhatKilledProcessesLeftAndNothingOfTheUsers() throws IOException {
    Path own = Files.writeString(folder.resolve(".notes.part"), "mine");
    Files.writeString(folder.resolve(".results.json.17.evenmatch-part"), "half");

    AtomicFiles.clean(folder);

    assertThat(own).exists();
    assertThat(folder.toFile().list()).containsExactly(".notes.part");
  }
}
