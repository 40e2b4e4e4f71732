package org.evenmatch.data;

import org.evenmatch.definition.FuzzedFile;
import org.evenmatch.definition.Shape;

/** IDX files, plain and in gzip. */
public final class IdxFuzz {
  private static final FuzzedFile FILE = new FuzzedFile("images-idx3-ubyte");
  private static final Shape SHAPE = Shape.image(4, 4, 1);

  private IdxFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    FuzzedFile.expectRefusalAtMost(() -> IdxReader.images(FILE.of(input), SHAPE, 100_000));
    FuzzedFile.expectRefusalAtMost(() -> IdxReader.labels(FILE.of(input), 100_000));
  }
}
