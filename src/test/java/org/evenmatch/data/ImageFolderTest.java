package org.evenmatch.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.evenmatch.definition.Shape;
import org.evenmatch.files.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  @TempDir private Path folder;

  private Path image(String name, int type, int height, int width, int rgb) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(width, height, type);
    for (int i = 0; i < width * height; i++) {
      if (type == BufferedImage.TYPE_BYTE_GRAY) {
        image.getRaster().setSample(i % width, i / width, 0, rgb & 0xff);
      } else {
        image.setRGB(i % width, i / width, rgb);
      }
    }
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  private Dataset load() {
    return Datasets.load(folder.toString(), Optional.empty(), 3);
  }

  @Test
  void readsTrainAndTestFoldersInColour() throws IOException {
    for (String part : new String[] {"train", "test"}) {
      image(part + "/cat/a.png", BufferedImage.TYPE_INT_RGB, 3, 2, 0x102030);
      image(part + "/dog/b.png", BufferedImage.TYPE_INT_RGB, 3, 2, 0x405060);
    }

    Dataset dataset = load();

    assertThat(dataset.shape()).isEqualTo(Shape.image(3, 2, 3));
    assertThat(dataset.classes()).containsExactly("cat", "dog");
    int first = dataset.train().label(0);
    assertThat(dataset.train().labels()).containsExactlyInAnyOrder(0, 1);
    assertThat(dataset.train().image(1 - first))
        .containsExactly(
            0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x50, 0x50, 0x50, 0x50, 0x50, 0x50, 0x60, 0x60,
            0x60, 0x60, 0x60, 0x60);
  }

  @Test
  void readsGreySamplesAsTheyAre() throws IOException {
    for (int i = 0; i < 5; i++) {
      image("cat/" + i + ".png", BufferedImage.TYPE_BYTE_GRAY, 2, 2, 77);
      image("dog/" + i + ".png", BufferedImage.TYPE_BYTE_GRAY, 2, 2, 78);
    }

    Dataset dataset = load();

    assertThat(dataset.shape()).isEqualTo(Shape.image(2, 2, 1));
    assertThat(dataset.train().size()).isEqualTo(8);
    assertThat(dataset.test().size()).isEqualTo(2);
    for (int i = 0; i < 8; i++) {
      assertThat(dataset.train().image(i)).containsOnly(77 + dataset.train().label(i));
    }
    assertThat(dataset.digest()).isEqualTo(load().digest());
  }

  /** As programs that make files smaller leave them. */
  @Test
  void readsGreySamplesOfOneBitBesideThoseOfEight() throws IOException {
    for (int i = 0; i < 5; i++) {
      image("cat/" + i + ".png", BufferedImage.TYPE_BYTE_BINARY, 2, 2, 0xffffff);
      image("dog/" + i + ".png", BufferedImage.TYPE_BYTE_GRAY, 2, 2, 78);
    }

    Dataset dataset = load();

    assertThat(dataset.shape()).isEqualTo(Shape.image(2, 2, 1));
    for (int i = 0; i < 8; i++) {
      byte expected = (byte) (dataset.train().label(i) == 0 ? 255 : 78);
      assertThat(dataset.train().image(i)).containsOnly(expected);
    }
  }

  @Test
  void refusesOneOddSizedImageByName() throws IOException {
    image("cat/a.png", BufferedImage.TYPE_INT_RGB, 4, 4, 1);
    image("dog/b.png", BufferedImage.TYPE_INT_RGB, 4, 4, 1);
    Path odd = image("dog/c.png", BufferedImage.TYPE_INT_RGB, 4, 5, 1);

    assertThatThrownBy(this::load)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("all images must have one size, but " + odd + " has 4×5 where")
        .hasMessageContaining("has 4×4: scale it or remove it");
  }

  @Test
  void refusesAFileThatIsNoImage() throws IOException {
    image("cat/a.png", BufferedImage.TYPE_INT_RGB, 4, 4, 1);
    Path file = folder.resolve("dog/b.png");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "not an image");

    assertThatThrownBy(this::load)
        .hasMessage(file + " must be a PNG or JPEG image, but is not: mend or remove it");
  }

  @Test
  void refusesAFolderWithoutClasses() {
    assertThatThrownBy(this::load).hasMessageContaining("must have at least 2 class folders");
  }

  @Test
  void refusesDifferentClassesInTrainAndTest() throws IOException {
    image("train/cat/a.png", BufferedImage.TYPE_INT_RGB, 4, 4, 1);
    image("train/dog/a.png", BufferedImage.TYPE_INT_RGB, 4, 4, 1);
    image("test/cat/a.png", BufferedImage.TYPE_INT_RGB, 4, 4, 1);
    image("test/cow/a.png", BufferedImage.TYPE_INT_RGB, 4, 4, 1);

    assertThatThrownBy(this::load)
        .hasMessageContaining("train and test must have the same classes");
  }

  @Test
  void refusesALinkThatLeadsOutOfTheFolder(@TempDir Path outside) throws IOException {
    Path secret = outside.resolve("secret.png");
    Files.move(image("a/one.png", BufferedImage.TYPE_BYTE_GRAY, 2, 2, 5), secret);
    image("b/two.png", BufferedImage.TYPE_BYTE_GRAY, 2, 2, 5);
    Files.createSymbolicLink(folder.resolve("a/link.png"), secret);

    assertThatThrownBy(this::load)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("link.png leads out of it");
  }

  @Test
  void refusesAnImageThatWouldUnpackToGigabytes() throws IOException {
    image("a/one.png", BufferedImage.TYPE_BYTE_GRAY, 2, 2, 5);
    Path file = image("b/two.png", BufferedImage.TYPE_BYTE_GRAY, 2, 2, 5);
    byte[] png = Files.readAllBytes(file);
    ByteBuffer.wrap(png).putInt(16, 2_000_000_000).putInt(20, 2_000_000_000);
    CRC32 crc = new CRC32();
    crc.update(png, 12, 17);
    ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());
    Files.write(folder.resolve("a/one.png"), png);

    assertThatThrownBy(this::load)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("one.png has 2000000000×2000000000");
  }
}
