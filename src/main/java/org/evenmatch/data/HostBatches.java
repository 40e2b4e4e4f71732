package org.evenmatch.data;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;
import org.evenmatch.definition.Shape;
import org.evenmatch.kernels.Addresses;
import org.evenmatch.kernels.ThreadChoice;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Batches that the processor normalises, one after the other into the same arrays. */
final class HostBatches implements Iterator<Batch> {
  private final Form form;
  private final ImageSet images;
  private final int classes;
  private final Normalization normalization;
  private final int batch;
  private final boolean flat;
  private final Optional<Augmenter> augmenter;
  private final ThreadChoice threads;
  private final boolean ahead;
  private final int[] order;
  private int next;
  private Batch current;
  private CompletableFuture<Values> coming;

  /** A batch in Java's own memory, for a device with another. */
  private static final class Values {
    final float[] features;
    final float[] labels;

    Values(float[] features, float[] labels) {
      this.features = features;
      this.labels = labels;
    }
  }

  /** Where the values of a batch's images go; each is for one thread. */
  @FunctionalInterface
  private interface Sink {
    void put(int example, float[] values);
  }

  /**
   * What batches are made of, and how.
   *
   * @param images the images
   * @param classes the number of classes
   * @param normalization statistics of the training set
   * @param batch examples in a batch
   * @param flat whether features are vectors
   * @param labelSmoothing the part of a label's probability that all classes share
   */
  record Form(
      ImageSet images,
      int classes,
      Normalization normalization,
      int batch,
      boolean flat,
      double labelSmoothing) {

    /** The labels' probabilities of the images {@code order[from]} and on, as many as fit. */
    void putLabels(int[] order, int from, float[] to) {
      float right = right();
      Arrays.fill(to, wrong());
      for (int i = 0; i < to.length / classes; i++) {
        to[(i * classes) + images.label(order[from + i])] = right;
      }
    }

    /** The probability of each class that is not the label. */
    float wrong() {
      return (float) (labelSmoothing / classes);
    }

    /** The probability of the label. */
    float right() {
      return (float) (1 - labelSmoothing + (labelSmoothing / classes));
    }
  }

  /**
   * Begins with the image {@code order[first]}.
   *
   * @param augmenter changes the images, if anything does
   * @param threads how many threads normalise a batch
   * @param ahead whether a batch is normalised while the one before is computed with, for a device
   *     with memory of its own
   */
  HostBatches(
      Form form,
      Optional<Augmenter> augmenter,
      ThreadChoice threads,
      boolean ahead,
      int[] order,
      int first) {
    this.form = form;
    this.images = form.images();
    this.classes = form.classes();
    this.normalization = form.normalization();
    this.batch = form.batch();
    this.flat = form.flat();
    this.augmenter = augmenter;
    this.threads = threads;
    this.ahead = ahead;
    this.order = order;
    this.next = first;
    int size = Math.min(batch, order.length);
    this.current = allocate(images.shape(), classes, size, flat);
    if (ahead) {
      prepare();
    }
  }

  /** Arrays for {@code size} examples. */
  static Batch allocate(Shape shape, int classes, int size, boolean flat) {
    long[] dimensions =
        flat
            ? new long[] {size, shape.volume()}
            : new long[] {size, shape.channels(), shape.height(), shape.width()};
    return Batch.of(
        Nd4j.createUninitialized(DataType.FLOAT, dimensions, 'c'),
        Nd4j.createUninitialized(DataType.FLOAT, new long[] {size, classes}, 'c'));
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
    int size = sizeAt(next);
    if (size != current.size()) {
      current = allocate(images.shape(), classes, size, flat);
    }
    if (ahead) {
      Values values = coming.join();
      // ND4J copies on another stream than the one on which the last batch may be in use.
      Nd4j.getExecutioner().commit();
      current.features().data().setData(values.features);
      current.labels().data().setData(values.labels);
    } else {
      INDArray features = current.features();
      fill(() -> into(features), next, size);
      float[] labels = labels(next, size);
      memory(current.labels()).put(labels, 0, labels.length);
    }
    next += size;
    if (ahead && hasNext()) {
      prepare();
    }
    return current;
  }

  /** A pointer of its own to the array's values, which the array keeps. */
  private static FloatPointer memory(INDArray array) {
    return Addresses.of(array);
  }

  private static Sink into(INDArray features) {
    FloatPointer at = memory(features);
    return (example, values) ->
        at.position((long) example * values.length).put(values, 0, values.length);
  }

  private void prepare() {
    int from = next;
    int size = sizeAt(from);
    coming =
        CompletableFuture.supplyAsync(
            () -> {
              float[] all = new float[Math.multiplyExact(size, volume())];
              fill(
                  () ->
                      (example, values) ->
                          System.arraycopy(values, 0, all, example * values.length, values.length),
                  from,
                  size);
              return new Values(all, labels(from, size));
            });
  }

  private int sizeAt(int from) {
    return Math.min(batch, order.length - from);
  }

  private int volume() {
    return (int) images.shape().volume();
  }

  private float[] labels(int from, int size) {
    float[] labels = new float[size * classes];
    form.putLabels(order, from, labels);
    return labels;
  }

  /** Puts the images {@code order[from]} and on into {@code features}. */
  private void fill(Supplier<Sink> features, int from, int size) {
    long began = System.nanoTime();
    int parts = threads.threads();
    IntStream.range(0, parts)
        .parallel()
        .forEach(
            part -> {
              int end = (int) ((long) size * (part + 1) / parts);
              fill(features.get(), from, (int) ((long) size * part / parts), end);
            });
    threads.took(System.nanoTime() - began, size);
  }

  /** The same for the examples {@code begin} to {@code end}, each in the processor's caches. */
  private void fill(Sink features, int from, int begin, int end) {
    int volume = volume();
    byte[] changed = new byte[volume];
    float[] values = new float[volume];
    for (int i = begin; i < end; i++) {
      int index = order[from + i];
      if (augmenter.isPresent()) {
        augmenter.get().write(index, changed);
        normalize(changed, 0, values);
      } else {
        normalize(images.pixels(), index * volume, values);
      }
      features.put(i, values);
    }
  }

  private void normalize(byte[] pixels, int begin, float[] values) {
    Shape shape = images.shape();
    int plane = shape.height() * shape.width();
    int from = begin;
    int to = 0;
    for (int channel = 0; channel < shape.channels(); channel++) {
      float[] table = normalization.table(channel);
      for (int i = 0; i < plane; i++) {
        values[to++] = table[pixels[from++] & 0xff];
      }
    }
  }
}
