package org.evenmatch.data;

import java.util.SplittableRandom;
import org.evenmatch.definition.Augmentation;
import org.evenmatch.definition.Border;
import org.evenmatch.definition.Shape;

/**
 * Changes training images as an {@link Augmentation} says, bytes to bytes. What becomes of an image
 * depends on the seed, the epoch and its index alone: not on the network, so that all members of a
 * pair see the same, nor on where a training was interrupted. Images whose pixels were rearranged
 * are changed as they were before, and then rearranged.
 */
public final class Augmenter {
  private static final int NOWHERE = -1;
  private static final long EPOCH = 0xBF58476D1CE4E5B9L;
  private static final long INDEX = 0x94D049BB133111EBL;

  private final Augmentation how;
  private final ImageSet images;
  private final Normalization normalization;
  private final long start;
  private final int epoch;

  /**
   * For the images of one epoch.
   *
   * @param normalization whose mean is put where something is hidden
   * @param epoch 1 for the first
   */
  public Augmenter(
      Augmentation how, ImageSet images, Normalization normalization, long seed, int epoch) {
    this.how = how;
    this.images = images;
    this.normalization = normalization;
    // Drawn, so that runs of seeds that follow each other have nothing in common.
    this.start = new SplittableRandom(seed).nextLong();
    this.epoch = epoch;
  }

  /** Image {@code index} as this epoch sees it, {@code [channels, height, width]}. */
  public byte[] image(int index) {
    byte[] from = images.original(index);
    byte[] to = new byte[from.length];
    SplittableRandom random = new SplittableRandom(mixed(epoch, index));
    boolean mirrored = isMirrored(index, random);
    int down = random.nextInt(-how.move(), how.move() + 1);
    int right = random.nextInt(-how.move(), how.move() + 1);
    copy(from, mirrored, down, right, to);
    if (how.hide() > 0) {
      Shape shape = images.shape();
      int top = random.nextInt(shape.height()) - (how.hide() / 2);
      int left = random.nextInt(shape.width()) - (how.hide() / 2);
      hide(top, left, to);
    }
    return images.arranged(to);
  }

  private boolean isMirrored(int index, SplittableRandom random) {
    boolean drawn = random.nextBoolean();
    return switch (how.mirror()) {
      case NONE -> false;
      case RANDOM -> drawn;
      case ALTERNATING -> new SplittableRandom(mixed(0, index)).nextBoolean() == (epoch % 2 == 0);
    };
  }

  private long mixed(int ofEpoch, int index) {
    return start + (ofEpoch * EPOCH) + (index * INDEX);
  }

  private void copy(byte[] from, boolean mirrored, int down, int right, byte[] to) {
    int height = images.shape().height();
    int width = images.shape().width();
    int[] rows = places(height, down, false);
    int[] columns = places(width, right, mirrored);
    int at = 0;
    for (int plane = 0; plane < to.length; plane += height * width) {
      for (int row = 0; row < height; row++) {
        if (rows[row] == NOWHERE) {
          // New arrays are black.
          at += width;
          continue;
        }
        int begin = plane + (rows[row] * width);
        for (int column = 0; column < width; column++) {
          if (columns[column] != NOWHERE) {
            to[at] = from[begin + columns[column]];
          }
          at++;
        }
      }
    }
  }

  /** Where each of {@code size} places of a mirrored, then moved line is taken from. */
  private int[] places(int size, int moved, boolean mirrored) {
    int[] places = new int[size];
    for (int i = 0; i < size; i++) {
      int place = how.border() == Border.MIRRORED ? reflected(i - moved, size) : i - moved;
      boolean inside = place >= 0 && place < size;
      places[i] = inside ? (mirrored ? size - 1 - place : place) : NOWHERE;
    }
    return places;
  }

  /** Where a place beyond the edge is found when the image goes on mirrored, its edge once. */
  private static int reflected(int at, int size) {
    if (at < 0) {
      return -at;
    }
    return at < size ? at : (2 * (size - 1)) - at;
  }

  private void hide(int top, int left, byte[] to) {
    int height = images.shape().height();
    int width = images.shape().width();
    for (int channel = 0; channel < images.shape().channels(); channel++) {
      byte mean = normalization.mean(channel);
      for (int row = Math.max(0, top); row < Math.min(height, top + how.hide()); row++) {
        int from = ((channel * height) + row) * width;
        for (int column = Math.max(0, left);
            column < Math.min(width, left + how.hide());
            column++) {
          to[from + column] = mean;
        }
      }
    }
  }
}
