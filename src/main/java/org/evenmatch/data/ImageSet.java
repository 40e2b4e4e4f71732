package org.evenmatch.data;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import org.evenmatch.definition.Border;
import org.evenmatch.definition.Shape;
import org.evenmatch.files.InvalidInputException;

/**
 * Labelled images, all of one shape, as bytes. The arrays are shared, not copied: they are not to
 * be changed.
 */
public final class ImageSet {
  private final Shape shape;
  private final byte[] pixels;
  private final int[] labels;

  /** Where each pixel of a plane was taken from, if they were rearranged. */
  private final Optional<int[]> order;

  /**
   * Wraps images.
   *
   * @param shape of every image
   * @param pixels unsigned bytes {@code [images, channels, height, width]}
   * @param labels one class index an image
   */
  public ImageSet(Shape shape, byte[] pixels, int[] labels) {
    this(shape, pixels, labels, Optional.empty());
  }

  private ImageSet(Shape shape, byte[] pixels, int[] labels, Optional<int[]> order) {
    if (pixels.length != Math.multiplyExact(shape.volume(), (long) labels.length)) {
      throw new IllegalArgumentException(
          pixels.length + " pixels are not " + labels.length + " images of " + shape);
    }
    this.shape = shape;
    this.pixels = pixels;
    this.labels = labels;
    this.order = order;
  }

  /** The size of an array for {@code images} images, if Java's arrays can hold them. */
  static int bytesFor(String what, Shape shape, long images) {
    long bytes = Math.multiplyExact(shape.volume(), images);
    if (bytes > Integer.MAX_VALUE - 8) {
      throw new InvalidInputException(
          String.format(
              "%s must fit in 2 GiB, but %,d images of %s take %,d bytes: use fewer or smaller"
                  + " images",
              what, images, shape, bytes));
    }
    return (int) bytes;
  }

  public int size() {
    return labels.length;
  }

  /**
   * The same images turned and resized around their middle, interpolated.
   *
   * @param degrees clockwise
   * @param size what their height and width are multiplied by; the shape stays
   * @param background one value a channel for what comes in
   */
  public ImageSet transformed(double degrees, double size, byte[] background) {
    int height = shape.height();
    int width = shape.width();
    Bilinear bilinear = new Bilinear(shape, Border.ZERO, background);
    double cosine = Math.cos(Math.toRadians(degrees)) / size;
    double sine = Math.sin(Math.toRadians(degrees)) / size;
    double middleRow = (height - 1) / 2.0;
    double middleColumn = (width - 1) / 2.0;
    int volume = Math.toIntExact(shape.volume());
    byte[] all = new byte[pixels.length];
    byte[] to = new byte[volume];
    for (int image = 0; image < size(); image++) {
      byte[] from = image(image);
      for (int row = 0; row < height; row++) {
        for (int column = 0; column < width; column++) {
          double y = row - middleRow;
          double x = column - middleColumn;
          bilinear.read(
              from,
              middleRow + (cosine * y) - (sine * x),
              middleColumn + (sine * y) + (cosine * x),
              to,
              (row * width) + column);
        }
      }
      System.arraycopy(to, 0, all, image * volume, volume);
    }
    return new ImageSet(shape, all, labels);
  }

  public Shape shape() {
    return shape;
  }

  public int label(int index) {
    return labels[index];
  }

  /** All labels, one class index an image. */
  public int[] labels() {
    return labels.clone();
  }

  /** All pixels, {@code [images, channels, height, width]}; not to be changed. */
  public byte[] pixels() {
    return pixels;
  }

  /** Where the pixels of one channel of one image begin in {@link #pixels}, row by row. */
  public int offset(int image, int channel) {
    return ((image * shape.channels()) + channel) * shape.height() * shape.width();
  }

  /** The pixels of one image, {@code [channels, height, width]}. */
  public byte[] image(int index) {
    int volume = (int) shape.volume();
    return Arrays.copyOfRange(pixels, index * volume, (index + 1) * volume);
  }

  /** {@code count} images, or all if there are fewer, evenly spread over the set. */
  public ImageSet spread(int count) {
    int used = Math.min(count, size());
    int bytes = Math.toIntExact(shape.volume());
    byte[] some = new byte[used * bytes];
    int[] theirs = new int[used];
    for (int i = 0; i < used; i++) {
      int image = (int) ((long) i * size() / used);
      System.arraycopy(image(image), 0, some, i * bytes, bytes);
      theirs[i] = label(image);
    }
    return new ImageSet(shape, some, theirs, order);
  }

  /** The first {@code count} images, or all if there are no more. */
  public ImageSet first(int count) {
    if (count >= size()) {
      return this;
    }
    return new ImageSet(
        shape,
        Arrays.copyOf(pixels, (int) (count * shape.volume())),
        Arrays.copyOf(labels, count),
        order);
  }

  /** The images at {@code indices}, in that order. */
  ImageSet select(int[] indices) {
    int volume = (int) shape.volume();
    byte[] selected = new byte[indices.length * volume];
    int[] selectedLabels = new int[indices.length];
    for (int i = 0; i < indices.length; i++) {
      System.arraycopy(pixels, indices[i] * volume, selected, i * volume, volume);
      selectedLabels[i] = labels[indices[i]];
    }
    return new ImageSet(shape, selected, selectedLabels, order);
  }

  /**
   * The images with their pixels rearranged.
   *
   * @param order where each pixel of a plane, row by row, is taken from; the same in every channel
   */
  ImageSet rearranged(int[] order) {
    if (this.order.isPresent()) {
      throw new IllegalStateException("these images are rearranged already");
    }
    return new ImageSet(shape, rearranged(pixels, order), labels, Optional.of(order));
  }

  private static byte[] rearranged(byte[] pixels, int[] order) {
    byte[] rearranged = new byte[pixels.length];
    for (int plane = 0; plane < pixels.length; plane += order.length) {
      for (int i = 0; i < order.length; i++) {
        rearranged[plane + i] = pixels[plane + order[i]];
      }
    }
    return rearranged;
  }

  /** Whether the pixels were rearranged. */
  boolean isArranged() {
    return order.isPresent();
  }

  /** The pixels of one image as it was before they were rearranged, if they were. */
  byte[] original(int index) {
    byte[] image = image(index);
    if (order.isEmpty()) {
      return image;
    }
    int[] from = order.get();
    byte[] original = new byte[image.length];
    for (int plane = 0; plane < image.length; plane += from.length) {
      for (int i = 0; i < from.length; i++) {
        original[plane + from[i]] = image[plane + i];
      }
    }
    return original;
  }

  /** {@code image} with its pixels arranged as those of this set are. */
  byte[] arranged(byte[] image) {
    return order.map(from -> rearranged(image, from)).orElse(image);
  }

  /** Images with the labels and the arrangement of these. */
  ImageSet withPixels(byte[] others) {
    return new ImageSet(shape, others, labels, order);
  }

  void update(MessageDigest digest) {
    digest.update((shape + "×" + size()).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    digest.update(pixels);
    byte[] bytes = new byte[labels.length];
    for (int i = 0; i < labels.length; i++) {
      bytes[i] = (byte) labels[i];
    }
    digest.update(bytes);
  }
}
