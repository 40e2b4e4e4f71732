package org.evenmatch.training;

import java.util.Iterator;
import java.util.List;
import org.evenmatch.data.Batch;
import org.evenmatch.data.Batches;
import org.evenmatch.data.ImageSet;
import org.evenmatch.data.Normalization;
import org.evenmatch.kernels.NetworkRunner;
import org.evenmatch.measure.ConfusionMatrix;
import org.evenmatch.measure.ThroughputMeter;

/**
 * Has a network classify images.
 *
 * @param runner runs the network
 * @param normalization of the images that it was trained on
 * @param classes the number of classes
 * @param batch images in a batch
 * @param flat whether the network takes vectors
 */
public record Classifier(
    NetworkRunner runner, Normalization normalization, int classes, int batch, boolean flat) {
  private static final int WINDOWS = 5;
  private static final long MOST_NANOS = 10_000_000_000L;

  /** The most probable class of each image. */
  public int[] classes(ImageSet images) {
    int[] predicted = new int[images.size()];
    int done = 0;
    try (Batches batches = batches(images)) {
      for (Batch next : batches.inOrder()) {
        int[] some = runner.classify(next.features());
        System.arraycopy(some, 0, predicted, done, some.length);
        done += some.length;
      }
    }
    return predicted;
  }

  /** The probabilities of each image's classes, {@code [images, classes]}, row by row. */
  public float[] probabilities(ImageSet images) {
    float[] probabilities = new float[images.size() * classes];
    int done = 0;
    try (Batches batches = batches(images)) {
      for (Batch next : batches.inOrder()) {
        float[] some = runner.probabilities(next.features());
        System.arraycopy(some, 0, probabilities, done, some.length);
        done += some.length;
      }
    }
    return probabilities;
  }

  /** Predictions against labels. */
  public ConfusionMatrix confusion(ImageSet images) {
    return ConfusionMatrix.of(classes(images), images.labels(), classes);
  }

  /** Throughput on {@code images} by window. */
  List<Double> examplesPerSecond(ImageSet images) {
    ThroughputMeter meter = new ThroughputMeter();
    long began = System.nanoTime();
    try (Batches batches = batches(images)) {
      Iterator<Batch> again = batches.endlessInOrder();
      while (meter.windows() < WINDOWS && System.nanoTime() - began < MOST_NANOS) {
        long start = System.nanoTime();
        int classified = runner.classify(again.next().features()).length;
        meter.add(classified, System.nanoTime() - start);
      }
    }
    return meter.examplesPerSecond();
  }

  private Batches batches(ImageSet images) {
    return new Batches(images, classes, normalization, batch, flat);
  }
}
