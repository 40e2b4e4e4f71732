package org.evenmatch.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.evenmatch.definition.Shape;
import org.evenmatch.files.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetsTest {
  private static final Path REAL = Path.of("../shared/datasets");

  @TempDir private Path folder;

  private void write(String name, byte[] content) throws IOException {
    Files.write(folder.resolve(name), content);
  }

  private Dataset mnist() {
    return Datasets.load("mnist", Optional.of(folder), 1);
  }

  @Test
  void readsIdxInGzipAndPlain() throws IOException {
    Files28.mnist(folder);

    Dataset dataset = mnist();

    assertThat(dataset.train().size()).isEqualTo(20);
    assertThat(dataset.test().size()).isEqualTo(10);
    assertThat(dataset.shape()).isEqualTo(Shape.image(28, 28, 1));
    assertThat(dataset.test().label(7)).isEqualTo(7);
    assertThat(dataset.test().image(1)[0]).isEqualTo((byte) (784 % 251));
    assertThat(dataset.notice().orElseThrow()).contains("is not the official content");
  }

  @Test
  void saysWhatToFetchWhenAFileIsMissing() throws IOException {
    Files28.mnist(folder);
    Files.delete(folder.resolve("train-labels-idx1-ubyte.gz"));

    assertThatThrownBy(this::mnist)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("train-labels-idx1-ubyte.gz is not in " + folder)
        .isInstanceOf(MissingDatasetException.class);
  }

  @Test
  void refusesTruncatedGzip() throws IOException {
    Files28.mnist(folder);
    byte[] whole = Files28.gzip(Files28.images(20, 28, 28));
    write("train-images-idx3-ubyte.gz", Arrays.copyOf(whole, whole.length / 2));

    assertThatThrownBy(this::mnist)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("train-images-idx3-ubyte.gz ends too early (truncated)");
  }

  @Test
  void refusesAPlainFileThatIsShorterThanItsHeaderSays() throws IOException {
    Files28.mnist(folder);
    byte[] whole = Files28.images(10, 28, 28);
    write("t10k-images-idx3-ubyte", Arrays.copyOf(whole, 1_000));

    assertThatThrownBy(this::mnist)
        .hasMessageContaining("its header promises 7,840 bytes, but there are 984");
  }

  @Test
  void refusesBytesBehindTheEnd() throws IOException {
    Files28.mnist(folder);
    byte[] whole = Files28.images(10, 28, 28);
    write("t10k-images-idx3-ubyte", Arrays.copyOf(whole, whole.length + 1));

    assertThatThrownBy(this::mnist).hasMessageContaining("but goes on");
  }

  @Test
  void refusesAWrongMagicNumber() throws IOException {
    Files28.mnist(folder);
    write("t10k-images-idx3-ubyte", Files28.labels(1, 2, 3));

    assertThatThrownBy(this::mnist)
        .hasMessageContaining("must begin with the magic number 0x00000803")
        .hasMessageContaining("but begins with 0x00000801");
  }

  @Test
  void refusesALabelOutOfRange() throws IOException {
    Files28.mnist(folder);
    write("t10k-labels-idx1-ubyte", Files28.labels(0, 1, 2, 3, 4, 5, 6, 7, 8, 10));

    assertThatThrownBy(this::mnist).hasMessageContaining("labels must be 0 to 9, but label 9 of");
  }

  @Test
  void refusesDifferentNumbersOfImagesAndLabels() throws IOException {
    Files28.mnist(folder);
    write("t10k-labels-idx1-ubyte", Files28.labels(0, 1, 2));

    assertThatThrownBy(this::mnist).hasMessageContaining("images and labels must be as many");
  }

  @Test
  void refusesOtherImageSizes() throws IOException {
    Files28.mnist(folder);
    write("t10k-images-idx3-ubyte", Files28.images(10, 14, 14));

    assertThatThrownBy(this::mnist)
        .hasMessageContaining("must hold images of 28×28 pixels, but holds 14×14");
  }

  @Test
  void readsUnpackedCifar() throws IOException {
    cifar(10, 3);

    Dataset dataset = Datasets.load("cifar-10", Optional.of(folder), 1);

    assertThat(dataset.train().size()).isEqualTo(50);
    assertThat(dataset.test().size()).isEqualTo(10);
    assertThat(dataset.test().label(0)).isEqualTo(3);
    assertThat(dataset.test().image(0)).startsWith(1, 2, 3);
  }

  @Test
  void refusesATruncatedCifarRecord() throws IOException {
    cifar(10, 3);
    write("data_batch_3.bin", new byte[3_073 + 5]);

    assertThatThrownBy(() -> Datasets.load("cifar-10", Optional.of(folder), 1))
        .hasMessageContaining("data_batch_3.bin must hold whole records of 3,073 bytes");
  }

  @Test
  void refusesACifarLabelOutOfRange() throws IOException {
    cifar(10, 11);

    assertThatThrownBy(() -> Datasets.load("cifar-10", Optional.of(folder), 1))
        .hasMessageContaining("labels must be 0 to 9, but record 0 of data_batch_1.bin");
  }

  private void cifar(int records, int label) throws IOException {
    for (String name :
        new String[] {
          "data_batch_1.bin",
          "data_batch_2.bin",
          "data_batch_3.bin",
          "data_batch_4.bin",
          "data_batch_5.bin",
          "test_batch.bin"
        }) {
      byte[] bytes = new byte[records * 3_073];
      bytes[0] = (byte) label;
      bytes[1] = 1;
      bytes[2] = 2;
      bytes[3] = 3;
      write(name, bytes);
    }
  }

  @Test
  void refusesAnArchiveThatIsNone() throws IOException {
    write("cifar-10-binary.tar.gz", "<html>not found</html>".getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> Datasets.load("cifar-10", Optional.of(folder), 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("cifar-10-binary.tar.gz is damaged");
  }

  @Test
  void suggestsTheNearestName() {
    assertThatThrownBy(() -> Datasets.load("minst", Optional.empty(), 1))
        .hasMessage("unknown dataset 'minst' (and no folder of that name): did you mean 'mnist'?");
  }

  @Test
  void limitKeepsTheFirstTrainingImagesAndAllTestImages() throws IOException {
    Files28.mnist(folder);

    Dataset limited = mnist().limitedTo(7);

    assertThat(limited.train().size()).isEqualTo(7);
    assertThat(limited.test().size()).isEqualTo(10);
    assertThat(limited.digest()).isNotEqualTo(mnist().digest());
  }

  @Test
  void readsTheCompleteMnist() {
    Path real = REAL.resolve("mnist");
    assumeTrue(Files.isDirectory(real), "MNIST is not at " + real);

    Dataset dataset = Datasets.load("mnist", Optional.of(real), 1);

    assertThat(dataset.train().size()).isEqualTo(60_000);
    assertThat(dataset.test().size()).isEqualTo(10_000);
    assertThat(dataset.train().label(0)).isEqualTo(5);
    assertThat(dataset.notice()).isEmpty();
  }

  @Test
  void readsTheCompleteCifar10WithANotice() {
    assumeTrue(Files.isDirectory(REAL), "CIFAR-10 is not at " + REAL);

    Dataset dataset = Datasets.load("cifar-10", Optional.of(REAL), 1);

    assertThat(dataset.train().size()).isEqualTo(50_000);
    assertThat(dataset.test().size()).isEqualTo(10_000);
    int[] counts = new int[10];
    for (int label : dataset.train().labels()) {
      counts[label]++;
    }
    assertThat(counts).containsOnly(5_000);
    assertThat(dataset.notice().orElseThrow()).contains("other MD5");
  }
}
