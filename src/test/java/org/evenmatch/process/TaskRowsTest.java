package org.evenmatch.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskRowsTest {
  @TempDir private Path folder;

  private void write(String name) throws IOException {
    Files.createDirectories(folder.resolve("state"));
    Files.writeString(folder.resolve(name), "");
  }

  @Test
  void aTaskIsDoneWhenItIsFinishedAndNothingOfItFailed() throws IOException {
    assertThat(TaskRows.isDone(folder)).isFalse();
    write("state/start.json");
    write("results.json");
    assertThat(TaskRows.isDone(folder)).isFalse();
    write("state/finished");
    assertThat(TaskRows.isDone(folder)).isTrue();
    // Its process was killed, twice: another time there may be memory for it.
    write("state/lenet-fc-seed1.failed");
    assertThat(TaskRows.isDone(folder)).isFalse();
  }
}
