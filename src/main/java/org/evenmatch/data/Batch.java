package org.evenmatch.data;

import java.util.Optional;
import org.evenmatch.kernels.NetworkRunner;
import org.evenmatch.kernels.Pixels;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Examples that go through a network together. */
public final class Batch {
  private final Optional<INDArray> features;
  private final Optional<Pixels> pixels;
  private final INDArray labels;

  private Batch(Optional<INDArray> features, Optional<Pixels> pixels, INDArray labels) {
    this.features = features;
    this.pixels = pixels;
    this.labels = labels;
  }

  /**
   * Features that ND4J has.
   *
   * @param features float32 {@code [batch, channels, height, width]}, or {@code [batch, values]}
   *     for a fully-connected network
   * @param labels float32 {@code [batch, classes]}: one-hot, or smoothed to probabilities
   */
  public static Batch of(INDArray features, INDArray labels) {
    return new Batch(Optional.of(features), Optional.empty(), labels);
  }

  /** Bytes that a device makes features of. */
  public static Batch of(Pixels pixels, INDArray labels) {
    return new Batch(Optional.empty(), Optional.of(pixels), labels);
  }

  public int size() {
    return Math.toIntExact(labels.size(0));
  }

  /**
   * The features as ND4J has them.
   *
   * @throws IllegalStateException if a device makes them
   */
  public INDArray features() {
    return features.orElseThrow(() -> new IllegalStateException("a device has the features"));
  }

  public INDArray labels() {
    return labels;
  }

  /** Has {@code runner} do one optimisation step. */
  public void fit(NetworkRunner runner) {
    pixels.ifPresentOrElse(
        bytes -> runner.fit(bytes, labels), () -> runner.fit(features(), labels));
  }

  /** The class of highest probability for each example. */
  public int[] classify(NetworkRunner runner) {
    return pixels.map(runner::classify).orElseGet(() -> runner.classify(features()));
  }

  /** The probabilities of each example's classes, {@code [batch, classes]}, row by row. */
  public float[] probabilities(NetworkRunner runner) {
    return pixels.map(runner::probabilities).orElseGet(() -> runner.probabilities(features()));
  }
}
