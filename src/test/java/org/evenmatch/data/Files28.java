package org.evenmatch.data;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes small MNIST-like files for tests. */
public final class Files28 {
  private Files28() {}

  /** An IDX file of {@code count} images of {@code height × width}; pixel i is i mod 251. */
  public static byte[] images(int count, int height, int width) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(0x803);
    out.writeInt(count);
    out.writeInt(height);
    out.writeInt(width);
    for (int i = 0; i < count * height * width; i++) {
      out.writeByte(i % 251);
    }
    return bytes.toByteArray();
  }

  /** An IDX file of labels. */
  public static byte[] labels(int... labels) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(0x801);
    out.writeInt(labels.length);
    for (int label : labels) {
      out.writeByte(label);
    }
    return bytes.toByteArray();
  }

  /** The same in gzip. */
  public static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  /** A complete folder of 20 training and 10 test images with labels 0 to 9. */
  public static Path mnist(Path folder) throws IOException {
    int[] labels = new int[20];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % 10;
    }
    Files.write(folder.resolve("train-images-idx3-ubyte.gz"), gzip(images(20, 28, 28)));
    Files.write(folder.resolve("train-labels-idx1-ubyte.gz"), gzip(labels(labels)));
    Files.write(folder.resolve("t10k-images-idx3-ubyte"), images(10, 28, 28));
    Files.write(folder.resolve("t10k-labels-idx1-ubyte"), labels(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
    return folder;
  }
}
