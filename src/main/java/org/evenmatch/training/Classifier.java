package org.evenmatch.training;

import java.util.Iterator;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.data.Batch;
import org.evenmatch.data.Batches;
import org.evenmatch.data.ImageSet;
import org.evenmatch.data.ImageView;
import org.evenmatch.data.Normalization;
import org.evenmatch.definition.TestViews;
import org.evenmatch.kernels.Logits;
import org.evenmatch.kernels.NetworkRunner;
import org.evenmatch.measure.ConfusionMatrix;
import org.evenmatch.measure.ThroughputMeter;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Has a network classify images.
 *
 * @param network what is run
 * @param runner runs it
 * @param normalization of the images that it was trained on
 * @param classes the number of classes
 * @param batch images in a batch
 * @param flat whether the network takes vectors
 * @param views of which views of an image the logits' mean is taken
 */
public record Classifier(
    MultiLayerNetwork network,
    NetworkRunner runner,
    Normalization normalization,
    int classes,
    int batch,
    boolean flat,
    TestViews views) {
  private static final int WINDOWS = 5;
  private static final long MOST_NANOS = 10_000_000_000L;

  /** The same with other views. */
  Classifier with(TestViews others) {
    return new Classifier(network, runner, normalization, classes, batch, flat, others);
  }

  /** The network with its parameters as they are now. */
  public MultiLayerNetwork current() {
    runner.updateNetwork();
    return network;
  }

  /**
   * What each layer makes of {@code images} by Deeplearning4j's own methods, the images themselves
   * first: {@code [images, channels, height, width]} or {@code [images, values]}.
   */
  public List<INDArray> activations(ImageSet images) {
    return current().feedForward(Batches.features(images, classes, normalization, flat), false);
  }

  /** The most probable class of each image. */
  public int[] classes(ImageSet images) {
    if (views != TestViews.NONE) {
      return Logits.largest(probabilities(images), classes);
    }
    int[] predicted = new int[images.size()];
    int done = 0;
    try (Batches batches = batches(images)) {
      for (Batch next : batches.inOrder()) {
        int[] some = next.classify(runner);
        System.arraycopy(some, 0, predicted, done, some.length);
        done += some.length;
      }
    }
    return predicted;
  }

  /** The probabilities of each image's classes, {@code [images, classes]}, row by row. */
  public float[] probabilities(ImageSet images) {
    if (views == TestViews.NONE) {
      return ofOneView(images);
    }
    float[] logits = new float[images.size() * classes];
    for (ImageView view : ImageView.of(views)) {
      float[] some = ofOneView(view.of(images));
      for (int i = 0; i < logits.length; i++) {
        // Logarithms differ from logits by what the softmax takes out again.
        logits[i] += (float) (view.weight() * Math.log(Math.max(some[i], Float.MIN_NORMAL)));
      }
    }
    return Logits.probabilities(logits, classes);
  }

  private float[] ofOneView(ImageSet images) {
    float[] probabilities = new float[images.size() * classes];
    int done = 0;
    try (Batches batches = batches(images)) {
      for (Batch next : batches.inOrder()) {
        float[] some = next.probabilities(runner);
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
        int classified = again.next().classify(runner).length;
        meter.add(classified, System.nanoTime() - start);
      }
    }
    return meter.examplesPerSecond();
  }

  private Batches batches(ImageSet images) {
    return new Batches(images, classes, normalization, batch, flat);
  }
}
