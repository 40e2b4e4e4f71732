package org.evenmatch.data;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;
import org.evenmatch.spec.Shape;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Cuts images into normalised batches.
 *
 * <p>A batch is valid until the next one is asked for: its memory is used again.
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
    return shuffled(seed, epoch, 0);
  }

  /** The same without the first {@code skipped} batches, to go on in the middle of an epoch. */
  public Iterable<Batch> shuffled(long seed, int epoch, int skipped) {
    int[] order = shuffledOrder(images.size(), seed, epoch);
    return () -> new BatchIterator(order, Math.min(order.length, skipped * batch));
  }

  /** The batches in the order of the images. */
  public Iterable<Batch> inOrder() {
    return () -> new BatchIterator(IntStream.range(0, images.size()).toArray(), 0);
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

  private Batch allocate(int size) {
    Shape shape = images.shape();
    long[] dimensions =
        flat
            ? new long[] {size, shape.volume()}
            : new long[] {size, shape.channels(), shape.height(), shape.width()};
    return new Batch(
        Nd4j.createUninitialized(DataType.FLOAT, dimensions, 'c'),
        Nd4j.createUninitialized(DataType.FLOAT, new long[] {size, classes}, 'c'));
  }

  private final class BatchIterator implements Iterator<Batch> {
    private final int[] order;
    private int next;
    private Batch current;
    private float[] features;
    private float[] labels;

    BatchIterator(int[] order, int first) {
      this.order = order;
      this.next = first;
      int size = Math.min(batch, order.length);
      this.current = allocate(size);
      this.features = new float[size * (int) images.shape().volume()];
      this.labels = new float[size * classes];
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
      int volume = (int) images.shape().volume();
      if (size != current.size()) {
        current = allocate(size);
        features = new float[size * volume];
        labels = new float[size * classes];
      }
      Arrays.fill(labels, 0);
      for (int i = 0; i < size; i++) {
        int index = order[next + i];
        normalize(index, features, i * volume);
        labels[(i * classes) + images.label(index)] = 1;
      }
      next += size;
      write(features, current.features());
      write(labels, current.labels());
      return current;
    }

    private static void write(float[] values, INDArray array) {
      ((FloatPointer) array.data().pointer()).put(values, 0, values.length);
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
