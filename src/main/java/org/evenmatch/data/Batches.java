package org.evenmatch.data;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.evenmatch.spec.Shape;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Cuts images into normalised batches.
 *
 * <p>The order of an epoch depends on the seed and the epoch alone, so both members of a pair see
 * the same batches in the same order.
 */
public final class Batches {
  private final ImageSet images;
  private final int classes;
  private final Normalization normalization;
  private final int batch;
  private final boolean flat;

  /**
   * Prepares batches.
   *
   * @param images the images
   * @param classes the number of classes
   * @param normalization statistics of the training set
   * @param batch examples in a batch; the last of an epoch may have fewer
   * @param flat whether features are vectors, for a fully-connected network
   */
  public Batches(
      ImageSet images, int classes, Normalization normalization, int batch, boolean flat) {
    this.images = images;
    this.classes = classes;
    this.normalization = normalization;
    this.batch = batch;
    this.flat = flat;
  }

  /** The number of batches in an epoch. */
  public int perEpoch() {
    return (images.size() + batch - 1) / batch;
  }

  /** The batches of one epoch, shuffled by {@code seed} and {@code epoch}. */
  public Iterable<Batch> shuffled(long seed, int epoch) {
    int[] order = shuffledOrder(images.size(), seed, epoch);
    return () -> new BatchIterator(order);
  }

  /** The batches in the order of the images. */
  public Iterable<Batch> inOrder() {
    return () -> new BatchIterator(IntStream.range(0, images.size()).toArray());
  }

  /** Fisher and Yates' shuffle of 0 … {@code size} − 1. */
  static int[] shuffledOrder(int size, long seed, int epoch) {
    SplittableRandom random = new SplittableRandom((seed * 1_000_003L) + epoch);
    int[] order = IntStream.range(0, size).toArray();
    for (int i = size - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  private final class BatchIterator implements Iterator<Batch> {
    private final int[] order;
    private int next;

    BatchIterator(int[] order) {
      this.order = order;
    }

    @Override
    public boolean hasNext() {
      return next < order.length;
    }

    @Override
    public Batch next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int size = Math.min(batch, order.length - next);
      Shape shape = images.shape();
      int volume = (int) shape.volume();
      float[] features = new float[size * volume];
      float[] labels = new float[size * classes];
      for (int i = 0; i < size; i++) {
        int index = order[next + i];
        normalize(index, features, i * volume);
        labels[(i * classes) + images.label(index)] = 1;
      }
      next += size;
      long[] dimensions =
          flat
              ? new long[] {size, volume}
              : new long[] {size, shape.channels(), shape.height(), shape.width()};
      return new Batch(
          Nd4j.create(features, dimensions, 'c'),
          Nd4j.create(labels, new long[] {size, classes}, 'c'));
    }

    private void normalize(int index, float[] features, int offset) {
      Shape shape = images.shape();
      int plane = shape.height() * shape.width();
      byte[] pixels = images.pixels();
      int from = index * (int) shape.volume();
      int to = offset;
      for (int channel = 0; channel < shape.channels(); channel++) {
        float[] table = normalization.table(channel);
        for (int i = 0; i < plane; i++) {
          features[to++] = table[pixels[from++] & 0xff];
        }
      }
    }
  }
}
