package org.evenmatch.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.evenmatch.definition.Shape;
import org.evenmatch.files.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers take no more than a dataset can have, whatever a small file promises. */
class IdxReaderTest {
  private static final Shape SHAPE = Shape.image(28, 28, 1);

  @TempDir private Path folder;

  @Test
  void readsAsManyAsThereCanBe() throws IOException {
    Path file = Files.write(folder.resolve("images.gz"), Files28.gzip(Files28.images(20, 28, 28)));

    assertThat(IdxReader.images(file, SHAPE, 20).count()).isEqualTo(20);
  }

  @Test
  void refusesMoreBeforeItTakesMemoryForThem() throws IOException {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(header);
    for (int value : new int[] {0x803, 2_000_000, 28, 28}) {
      out.writeInt(value);
    }
    Path file = Files.write(folder.resolve("images.gz"), Files28.gzip(header.toByteArray()));

    assertThatThrownBy(() -> IdxReader.images(file, SHAPE, 60_000))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            file
                + " must hold at most 60,000 items, but promises 2,000,000: check that it is the"
                + " right file");
  }

  @Test
  void refusesARecordMoreThanAFileOfCifarHas() throws IOException {
    for (int batch = 1; batch <= 5; batch++) {
      Files.write(
          folder.resolve("data_batch_" + batch + ".bin"),
          new byte[(batch == 1 ? 10_001 : 1) * 3_073]);
    }
    Files.write(folder.resolve("test_batch.bin"), new byte[3_073]);

    assertThatThrownBy(() -> CifarReader.folder(folder, List.of("a", "b"), Optional.empty()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("data_batch_1.bin must hold at most 10,000 records, but has more");
  }
}
