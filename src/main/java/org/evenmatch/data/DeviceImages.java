package org.evenmatch.data;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.evenmatch.spec.Shape;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * All images of a set in the device's memory, as bytes: a step gathers its batch and normalises it
 * there, and nothing but the order of an epoch is copied from the processor.
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

  /** One-hot, {@code [images, classes]}. */
  private final INDArray labels;

  /** What a stored pixel is multiplied by, {@code [1, values]}. */
  private final INDArray scale;

  /** What is added then, {@code [1, values]}. */
  private final INDArray shift;

  private Batch current;
  private INDArray gathered;

  DeviceImages(ImageSet images, int classes, Normalization normalization, int batch, boolean flat) {
    this.shape = images.shape();
    this.classes = classes;
    this.batch = batch;
    this.flat = flat;
    int volume = (int) shape.volume();
    byte[] stored = images.pixels().clone();
    for (int i = 0; i < stored.length; i++) {
      stored[i] ^= (byte) 0x80;
    }
    this.pixels = Nd4j.createFromArray(stored).reshape('c', images.size(), volume);
    float[] oneHot = new float[images.size() * classes];
    for (int i = 0; i < images.size(); i++) {
      oneHot[(i * classes) + images.label(i)] = 1;
    }
    this.labels = Nd4j.createFromArray(oneHot).reshape('c', images.size(), classes);
    float[] scales = new float[volume];
    float[] shifts = new float[volume];
    int plane = shape.height() * shape.width();
    for (int i = 0; i < volume; i++) {
      float[] table = normalization.table(i / plane);
      double step = ((double) table[BYTE_VALUES - 1] - table[0]) / (BYTE_VALUES - 1);
      scales[i] = (float) step;
      shifts[i] = (float) (table[0] + (OFFSET * step));
    }
    this.scale = Nd4j.createFromArray(scales).reshape('c', 1, volume);
    this.shift = Nd4j.createFromArray(shifts).reshape('c', 1, volume);
  }

  /** The batches of {@code order} from its place {@code first} on; one iteration at a time. */
  Iterator<Batch> batches(int[] order, int first) {
    INDArray indices = Nd4j.createFromArray(order);
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
        int to = Math.min(order.length, next + batch);
        INDArray some = indices.get(NDArrayIndex.interval(next, to));
        next = to;
        return gather(some);
      }
    };
  }

  private Batch gather(INDArray indices) {
    int size = (int) indices.length();
    if (current == null || current.size() != size) {
      current = HostBatches.allocate(shape, classes, size, flat);
      gathered = Nd4j.createUninitialized(DataType.INT8, new long[] {size, shape.volume()}, 'c');
    }
    gather(pixels, indices, gathered);
    gather(labels, indices, current.labels());
    INDArray rows = current.features().reshape('c', size, shape.volume());
    rows.assign(gathered);
    rows.muliRowVector(scale);
    rows.addiRowVector(shift);
    return current;
  }

  private static void gather(INDArray from, INDArray indices, INDArray to) {
    Nd4j.exec(
        DynamicCustomOp.builder("gather")
            .addInputs(from, indices)
            .addOutputs(to)
            .addIntegerArguments(0)
            .build());
  }

  @Override
  public void close() {
    pixels.close();
    labels.close();
  }
}
