package org.evenmatch.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.evenmatch.definition.FuzzedFile;

/** PNG and JPEG images in a folder of classes. */
public final class ImageFolderFuzz {
  private static final Path FOLDER = folder();

  private ImageFolderFuzz() {}

  private static Path folder() {
    try {
      Path folder = Files.createTempDirectory("evenmatch-fuzz");
      for (String name : new String[] {"a", "b"}) {
        Path file = Files.createDirectory(folder.resolve(name)).resolve("image.png");
        file.toFile().deleteOnExit();
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void fuzzerTestOneInput(byte[] input) {
    try {
      Files.write(FOLDER.resolve("a/image.png"), input);
      Files.write(FOLDER.resolve("b/image.png"), input);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    FuzzedFile.expectRefusalAtMost(() -> ImageFolder.read(FOLDER, 1));
  }
}
