package org.evenmatch.data;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;
import org.evenmatch.kernels.Pixels;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Batches of bytes for a device that normalises them itself. The next ones are gathered while the
 * device is at work.
 */
final class ByteBatches implements Iterator<Batch> {
  /** How many batches are gathered before they are asked for. */
  private static final int AHEAD = 3;

  private final HostBatches.Form form;
  private final Optional<Augmenter> augmenter;
  private final int[] order;
  private final Queue<CompletableFuture<Gathered>> coming = new ArrayDeque<>();
  private int asked;
  private INDArray labels;

  /** A batch in Java's own memory. */
  private static final class Gathered {
    final byte[] pixels;
    final float[] labels;

    Gathered(int pixels, int labels) {
      this.pixels = new byte[pixels];
      this.labels = new float[labels];
    }
  }

  /**
   * Begins with the image {@code order[first]}.
   *
   * @param augmenter changes the images, if anything does
   */
  ByteBatches(HostBatches.Form form, Optional<Augmenter> augmenter, int[] order, int first) {
    this.form = form;
    this.augmenter = augmenter;
    this.order = order;
    this.asked = first;
    while (coming.size() < AHEAD && asked < order.length) {
      ask();
    }
  }

  private void ask() {
    int from = asked;
    int size = Math.min(form.batch(), order.length - from);
    coming.add(CompletableFuture.supplyAsync(() -> gathered(from, size)));
    asked += size;
  }

  /** What it gives, or what went wrong where it was gathered. */
  private static Gathered gathered(CompletableFuture<Gathered> batch) {
    try {
      return batch.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw e;
    }
  }

  private Gathered gathered(int from, int size) {
    ImageSet images = form.images();
    int volume = (int) images.shape().volume();
    Gathered batch = new Gathered(size * volume, size * form.classes());
    byte[] pixels = batch.pixels;
    if (augmenter.isPresent()) {
      // What becomes of an image depends on its index alone, and not on who changes it.
      IntStream.range(0, size)
          .parallel()
          .forEach(
              i ->
                  System.arraycopy(
                      augmenter.get().image(order[from + i]), 0, pixels, i * volume, volume));
    } else {
      for (int i = 0; i < size; i++) {
        System.arraycopy(images.pixels(), order[from + i] * volume, pixels, i * volume, volume);
      }
    }
    form.putLabels(order, from, batch.labels);
    return batch;
  }

  @Override
  public boolean hasNext() {
    return !coming.isEmpty();
  }

  @Override
  public Batch next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Gathered next = gathered(coming.remove());
    if (asked < order.length) {
      ask();
    }
    int size = next.labels.length / form.classes();
    if (labels == null || labels.size(0) != size) {
      labels = Nd4j.createUninitialized(DataType.FLOAT, new long[] {size, form.classes()}, 'c');
    }
    ((FloatPointer) labels.data().pointer()).put(next.labels, 0, next.labels.length);
    return Batch.of(
        new Pixels(next.pixels, form.images().shape(), form.flat(), form.normalization().tables()),
        labels);
  }
}
