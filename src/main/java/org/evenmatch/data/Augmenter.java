package org.evenmatch.data;

import java.util.Optional;
import java.util.SplittableRandom;
import org.evenmatch.definition.Augmentation;
import org.evenmatch.definition.Shape;

/**
 * Changes training images as an {@link Augmentation} says, bytes to bytes. What becomes of an image
 * depends on the seed, the epoch and its index alone: not on the network, so that all members of a
 * pair see the same, nor on where a training was interrupted. Images whose pixels were rearranged
 * are changed as they were before, and then rearranged.
 */
public final class Augmenter {
  private static final long EPOCH = 0xBF58476D1CE4E5B9L;
  private static final long INDEX = 0x94D049BB133111EBL;

  private final Augmentation how;
  private final ImageSet images;
  private final Normalization normalization;
  private final long start;
  private final int epoch;
  private final Optional<Bending> bending;

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
    this.bending = how.bends() ? Optional.of(new Bending(how, images.shape())) : Optional.empty();
  }

  /** Image {@code index} as this epoch sees it, {@code [channels, height, width]}. */
  public byte[] image(int index) {
    byte[] image = new byte[(int) images.shape().volume()];
    write(index, image);
    return image;
  }

  /** Writes the same into {@code to}. */
  void write(int index, byte[] to) {
    SplittableRandom random = new SplittableRandom(mixed(epoch, index));
    boolean mirrored = isMirrored(index, random);
    int down = random.nextInt(-how.move(), how.move() + 1);
    int right = random.nextInt(-how.move(), how.move() + 1);
    Placement placement = new Placement(mirrored, down, right, how.border());
    if (bending.isPresent()) {
      bending.get().apply(images.original(index), placement, random, to);
    } else if (images.isArranged()) {
      placement.apply(images.shape(), images.original(index), 0, to);
    } else {
      placement.apply(images.shape(), images.pixels(), images.offset(index, 0), to);
    }
    if (how.hide() > 0) {
      Shape shape = images.shape();
      int top = random.nextInt(shape.height()) - (how.hide() / 2);
      int left = random.nextInt(shape.width()) - (how.hide() / 2);
      hide(top, left, to);
    }
    if (images.isArranged()) {
      System.arraycopy(images.arranged(to), 0, to, 0, to.length);
    }
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
