package org.evenmatch.data;

import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.evenmatch.definition.Augmentation;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.Training;
import org.evenmatch.engine.Backend;
import org.evenmatch.engine.BackendChoice;
import org.evenmatch.engine.DeviceMemory;
import org.evenmatch.engine.NativeRuntime;
import org.evenmatch.kernels.ThreadChoice;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Cuts images into normalised batches.
 *
 * <p>A batch is valid until the next one is asked for: its memory is used again.
 *
 * <p>Where ND4J computes on a GPU, the images lie in its memory where it has room for them, unless
 * training changes them.
 *
 * <p>The order of an epoch depends on the seed and the epoch alone, so all members of a pair see
 * the same batches in the same order.
 */
public final class Batches implements AutoCloseable {
  private final HostBatches.Form form;
  private final Augmentation augmentation;
  private final ThreadChoice threads = threads();
  private DeviceImages onDevice;

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
    this(new HostBatches.Form(images, classes, normalization, batch, flat, 0), Augmentation.NONE);
  }

  private Batches(HostBatches.Form form, Augmentation augmentation) {
    this.form = form;
    this.augmentation = augmentation;
  }

  /**
   * Batches to train {@code spec} on, as its training recipe says: with smoothed labels and, where
   * they are shuffled, changed images.
   *
   * @param classes the number of classes
   */
  public static Batches toTrain(
      NetworkSpec spec, ImageSet images, int classes, Normalization normalization) {
    Training training = spec.training();
    return new Batches(
        new HostBatches.Form(
            images,
            classes,
            normalization,
            training.batch(),
            spec.input().flat(),
            training.labelSmoothing()),
        training.augmentation());
  }

  /** The number of batches in an epoch. */
  public int perEpoch() {
    return (form.images().size() + form.batch() - 1) / form.batch();
  }

  /** The batches of one epoch, shuffled by {@code seed} and {@code epoch}. */
  public Iterable<Batch> shuffled(long seed, int epoch) {
    return shuffled(seed, epoch, 0);
  }

  /** The same without the first {@code skipped} batches, to go on in the middle of an epoch. */
  public Iterable<Batch> shuffled(long seed, int epoch, int skipped) {
    int[] order = shuffledOrder(form.images().size(), seed, epoch);
    Optional<Augmenter> augmenter =
        augmentation.isNone()
            ? Optional.empty()
            : Optional.of(
                new Augmenter(augmentation, form.images(), form.normalization(), seed, epoch));
    return () -> iterator(order, Math.min(order.length, skipped * form.batch()), augmenter);
  }

  /** The batches in the order of the images. */
  public Iterable<Batch> inOrder() {
    return () -> iterator(IntStream.range(0, form.images().size()).toArray(), 0, Optional.empty());
  }

  /** All images as one batch of features in ND4J's memory, whatever computes otherwise. */
  public static INDArray features(
      ImageSet images, int classes, Normalization normalization, boolean flat) {
    int[] inOrder = IntStream.range(0, images.size()).toArray();
    HostBatches.Form form =
        new HostBatches.Form(images, classes, normalization, images.size(), flat, 0);
    return new HostBatches(form, Optional.empty(), threads(), false, inOrder, 0).next().features();
  }

  /** One shuffled epoch after the other, without end. */
  public Iterator<Batch> endless(long seed) {
    return endless(epoch -> shuffled(seed, epoch));
  }

  /** The batches in the order of the images, again and again. */
  public Iterator<Batch> endlessInOrder() {
    return endless(epoch -> inOrder());
  }

  private static Iterator<Batch> endless(IntFunction<Iterable<Batch>> epochs) {
    return new Iterator<>() {
      private int epoch;
      private Iterator<Batch> current = Collections.emptyIterator();

      @Override
      public boolean hasNext() {
        return true;
      }

      @Override
      public Batch next() {
        if (!current.hasNext()) {
          epoch++;
          current = epochs.apply(epoch).iterator();
        }
        return current.next();
      }
    };
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

  /** Batches are the same however many threads make them: also where their number is given. */
  private static ThreadChoice threads() {
    return new ThreadChoice(NativeRuntime.current().start().threads(), false);
  }

  private Iterator<Batch> iterator(int[] order, int first, Optional<Augmenter> augmenter) {
    BackendChoice choice = NativeRuntime.current().choice();
    boolean onGpu = choice.isNd4jOnGpu();
    if (choice.backend() == Backend.CUDA && !onGpu) {
      return new ByteBatches(form, augmenter, order, first);
    }
    boolean asTheyLie = augmenter.isEmpty();
    if (onGpu
        && asTheyLie
        && onDevice == null
        && DeviceMemory.holds(DeviceImages.bytes(form.images()))) {
      onDevice = new DeviceImages(form);
    }
    return onDevice != null && asTheyLie
        ? onDevice.batches(order, first)
        : new HostBatches(form, augmenter, threads, onGpu, order, first);
  }

  /** Gives the device's memory back; what lies in the processor's is left to Java. */
  @Override
  public void close() {
    if (onDevice != null) {
      onDevice.close();
      onDevice = null;
    }
  }
}
