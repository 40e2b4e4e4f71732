package org.evenmatch.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.evenmatch.definition.Shape;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * All images of a set in the device's memory, as bytes: they are put in an epoch's order there, and
 * a step normalises its batch there. Only the order is copied from the processor.
 *
 * <p>Every array owns its memory, and none is a view: ND4J gives back no other's.
 */
final class DeviceImages implements AutoCloseable {
  /** ND4J gathers signed bytes: pixels are stored less this. */
  private static final int OFFSET = 128;

  private static final int BYTE_VALUES = 256;

  private final Shape shape;
  private final int classes;
  private final int batch;
  private final boolean flat;

  /** Pixels − 128, {@code [images, values]}. */
  private final INDArray pixels;

  /** Probabilities, {@code [images, classes]}. */
  private final INDArray labels;

  /** What a stored pixel is multiplied by, {@code [1, values]}. */
  private final INDArray scale;

  /** What is added then, {@code [1, values]}. */
  private final INDArray shift;

  private final INDArray shuffledPixels;
  private final INDArray shuffledLabels;
  private Batch current;

  DeviceImages(HostBatches.Form form) {
    ImageSet images = form.images();
    Normalization normalization = form.normalization();
    this.shape = images.shape();
    this.classes = form.classes();
    this.batch = form.batch();
    this.flat = form.flat();
    int volume = (int) shape.volume();
    ByteBuffer stored = direct(images.pixels().length);
    for (byte pixel : images.pixels()) {
      stored.put((byte) (pixel ^ 0x80));
    }
    this.pixels = array(stored, DataType.INT8, images.size(), volume);
    this.shuffledPixels =
        Nd4j.createUninitialized(DataType.INT8, new long[] {images.size(), volume}, 'c');
    ByteBuffer probabilities = direct(images.size() * classes * Float.BYTES);
    for (int i = 0; i < images.size() * classes; i++) {
      boolean isLabel = images.label(i / classes) == i % classes;
      probabilities.putFloat(i * Float.BYTES, isLabel ? form.right() : form.wrong());
    }
    this.labels = array(probabilities, DataType.FLOAT, images.size(), classes);
    this.shuffledLabels =
        Nd4j.createUninitialized(DataType.FLOAT, new long[] {images.size(), classes}, 'c');
    ByteBuffer scales = direct(volume * Float.BYTES);
    ByteBuffer shifts = direct(volume * Float.BYTES);
    int plane = shape.height() * shape.width();
    for (int i = 0; i < volume; i++) {
      float[] table = normalization.table(i / plane);
      double step = ((double) table[BYTE_VALUES - 1] - table[0]) / (BYTE_VALUES - 1);
      scales.putFloat((float) step);
      shifts.putFloat((float) (table[0] + (OFFSET * step)));
    }
    this.scale = array(scales, DataType.FLOAT, 1, volume);
    this.shift = array(shifts, DataType.FLOAT, 1, volume);
  }

  /** The bytes that a set takes on the device. */
  static long bytes(ImageSet images) {
    return 2L * images.pixels().length;
  }

  /** The batches of {@code order} from its place {@code first} on; one iteration at a time. */
  Iterator<Batch> batches(int[] order, int first) {
    ByteBuffer values = direct(order.length * Integer.BYTES);
    for (int index : order) {
      values.putInt(index);
    }
    try (INDArray indices = array(values, DataType.INT32, order.length)) {
      gather(pixels, indices, shuffledPixels);
      gather(labels, indices, shuffledLabels);
      // The indices go when this block is left.
      Nd4j.getExecutioner().commit();
    }
    return new Iterator<>() {
      private int next = first;

      @Override
      public boolean hasNext() {
        return next < order.length;
      }

      @Override
      public Batch next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        int from = next;
        next = Math.min(order.length, from + batch);
        return normalized(from, next);
      }
    };
  }

  private Batch normalized(int from, int to) {
    int size = to - from;
    if (current == null || current.size() != size) {
      release();
      current = HostBatches.allocate(shape, classes, size, flat);
    }
    INDArray rows = current.features().reshape('c', size, shape.volume());
    rows.assign(rows(shuffledPixels, from, to));
    rows.muliRowVector(scale);
    rows.addiRowVector(shift);
    current.labels().assign(rows(shuffledLabels, from, to));
    return current;
  }

  private static INDArray rows(INDArray all, int from, int to) {
    return all.get(NDArrayIndex.interval(from, to), NDArrayIndex.all());
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  /** Copied at once: from Java's arrays ND4J copies bytes to a GPU one by one. */
  private static INDArray array(ByteBuffer values, DataType type, long... shape) {
    values.rewind();
    int length = values.capacity() / type.width();
    return Nd4j.create(Nd4j.createBuffer(values, type, length), shape);
  }

  private static void gather(INDArray from, INDArray indices, INDArray to) {
    Nd4j.exec(
        DynamicCustomOp.builder("gather")
            .addInputs(from, indices)
            .addOutputs(to)
            .addIntegerArguments(0)
            .build());
  }

  /** Whether the device has all its memory back. */
  boolean isReleased() {
    return pixels.wasClosed()
        && labels.wasClosed()
        && scale.wasClosed()
        && shift.wasClosed()
        && shuffledPixels.wasClosed()
        && shuffledLabels.wasClosed();
  }

  private void release() {
    if (current != null) {
      // A step may be at work on them.
      Nd4j.getExecutioner().commit();
      current.features().close();
      current.labels().close();
    }
  }

  @Override
  public void close() {
    release();
    Stream.of(pixels, labels, shuffledPixels, shuffledLabels, scale, shift)
        .forEach(INDArray::close);
  }
}
