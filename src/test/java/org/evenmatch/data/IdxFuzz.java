package org.evenmatch.data;

import org.evenmatch.spec.FuzzedFile;
import org.evenmatch.spec.Shape;

/** IDX files, plain and in gzip. */
public final class IdxFuzz {
  private static final FuzzedFile FILE = new FuzzedFile("images-idx3-ubyte");
  private static final Shape SHAPE = Shape.image(4, 4, 1);

  private IdxFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    FuzzedFile.expectRefusalAtMost(() -> IdxReader.images(FILE.of(input), SHAPE));
    FuzzedFile.expectRefusalAtMost(() -> IdxReader.labels(FILE.of(input)));
  }
}
