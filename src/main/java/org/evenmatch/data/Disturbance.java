package org.evenmatch.data;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.evenmatch.spec.Shape;

/**
 * A way to disturb test images, at several levels of which the first leaves them as they are.
 *
 * <p>Background and grey are taken from the training images, so that disturbed pixels stay in the
 * range that the networks know.
 */
public enum Disturbance {
  /** Moved by a number of pixels, left, right, up and down; what comes in is background. */
  SHIFT,
  /** Gaussian noise of a standard deviation in grey levels (0 to 255) added to every value. */
  NOISE,
  /** A square of mid-grey of a side in pixels hides a part, at a random place. */
  OCCLUSION;

  private static final int MOST_SHIFT = 8;
  private static final List<Integer> NOISE_LEVELS = List.of(0, 16, 32, 64, 96, 128);
  private static final int OCCLUSION_STEPS = 5;
  private static final byte MID_GREY = (byte) 128;
  private static final long SEED = 20_261;

  /** The levels for images of {@code shape}: pixels or grey levels. */
  public List<Integer> levels(Shape shape) {
    return switch (this) {
      case SHIFT -> IntStream.rangeClosed(0, MOST_SHIFT).boxed().toList();
      case NOISE -> NOISE_LEVELS;
      case OCCLUSION ->
          IntStream.range(0, OCCLUSION_STEPS)
              .map(step -> step * Math.min(shape.height(), shape.width()) / 8)
              .boxed()
              .toList();
    };
  }

  /**
   * The images at {@code level}: the same images in the same order, once or, moved in each
   * direction, four times. The same level always gives the same pixels.
   *
   * @param background one value a channel
   */
  public List<ImageSet> apply(ImageSet images, int level, byte[] background) {
    if (level == 0) {
      return List.of(images);
    }
    return switch (this) {
      case SHIFT ->
          List.of(
              moved(images, -level, 0, background),
              moved(images, level, 0, background),
              moved(images, 0, -level, background),
              moved(images, 0, level, background));
      case NOISE -> List.of(noisy(images, level));
      case OCCLUSION -> List.of(occluded(images, level));
    };
  }

  /** The median of the border pixels of each channel: black for most drawings. */
  public static byte[] background(ImageSet train) {
    Shape shape = train.shape();
    byte[] background = new byte[shape.channels()];
    for (int channel = 0; channel < shape.channels(); channel++) {
      long[] histogram = new long[256];
      for (int image = 0; image < train.size(); image++) {
        int plane = offset(train, image, channel);
        for (int row = 0; row < shape.height(); row++) {
          boolean edge = row == 0 || row == shape.height() - 1;
          for (int column = 0; column < shape.width(); column++) {
            if (edge || column == 0 || column == shape.width() - 1) {
              histogram[train.pixels()[plane + (row * shape.width()) + column] & 0xff]++;
            }
          }
        }
      }
      background[channel] = median(histogram);
    }
    return background;
  }

  private static byte median(long[] histogram) {
    long total = 0;
    for (long count : histogram) {
      total += count;
    }
    long below = 0;
    for (int value = 0; value < histogram.length; value++) {
      below += histogram[value];
      if (2 * below >= total) {
        return (byte) value;
      }
    }
    throw new IllegalArgumentException("no pixels");
  }

  private static int offset(ImageSet images, int image, int channel) {
    Shape shape = images.shape();
    return ((image * shape.channels()) + channel) * shape.height() * shape.width();
  }

  private static ImageSet moved(ImageSet images, int right, int down, byte[] background) {
    Shape shape = images.shape();
    byte[] moved = new byte[images.pixels().length];
    for (int image = 0; image < images.size(); image++) {
      for (int channel = 0; channel < shape.channels(); channel++) {
        int plane = offset(images, image, channel);
        for (int row = 0; row < shape.height(); row++) {
          for (int column = 0; column < shape.width(); column++) {
            int fromRow = row - down;
            int fromColumn = column - right;
            boolean inside =
                fromRow >= 0
                    && fromRow < shape.height()
                    && fromColumn >= 0
                    && fromColumn < shape.width();
            moved[plane + (row * shape.width()) + column] =
                inside
                    ? images.pixels()[plane + (fromRow * shape.width()) + fromColumn]
                    : background[channel];
          }
        }
      }
    }
    return new ImageSet(shape, moved, images.labels());
  }

  private static ImageSet noisy(ImageSet images, int deviation) {
    SplittableRandom random = new SplittableRandom(SEED + deviation);
    byte[] noisy = new byte[images.pixels().length];
    for (int i = 0; i < noisy.length; i++) {
      double value = (images.pixels()[i] & 0xff) + (deviation * random.nextGaussian());
      noisy[i] = Canvas.toByte(value);
    }
    return new ImageSet(images.shape(), noisy, images.labels());
  }

  private static ImageSet occluded(ImageSet images, int side) {
    SplittableRandom random = new SplittableRandom(SEED + side);
    Shape shape = images.shape();
    byte[] occluded = images.pixels().clone();
    for (int image = 0; image < images.size(); image++) {
      int top = random.nextInt(shape.height() - side + 1);
      int left = random.nextInt(shape.width() - side + 1);
      for (int channel = 0; channel < shape.channels(); channel++) {
        int plane = offset(images, image, channel);
        for (int row = top; row < top + side; row++) {
          int from = plane + (row * shape.width()) + left;
          Arrays.fill(occluded, from, from + side, MID_GREY);
        }
      }
    }
    return new ImageSet(shape, occluded, images.labels());
  }
}
