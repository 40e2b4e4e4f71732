package org.evenmatch.training;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.data.Batch;
import org.evenmatch.data.Batches;
import org.evenmatch.data.ImageSet;
import org.evenmatch.data.Normalization;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.engine.Backend;
import org.evenmatch.engine.BackendChoice;
import org.evenmatch.engine.NativeRuntime;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.kernels.KernelLibrary;
import org.evenmatch.kernels.NetworkRunner;
import org.evenmatch.kernels.StepPhases;
import org.evenmatch.match.LayerCount;
import org.evenmatch.match.NetworkCount;
import org.evenmatch.measure.StepTimes;
import org.evenmatch.measure.Throughput;
import org.evenmatch.measure.ThroughputMeter;
import org.evenmatch.network.Networks;
import org.evenmatch.network.Runners;
import org.evenmatch.training.TimedSteps.Span;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Measures how fast one network trains and classifies, on random images in memory. */
public final class Benchmark {
  private static final int WINDOWS = 5;
  private static final int FEWEST_BATCHES = 4;
  private static final int FEWEST_IMAGES = 4_096;

  /** Of those; large images are fewer. */
  private static final long MOST_BYTES = 256L << 20;

  /** Steps that a device is waited for one by one, to know how long a step takes. */
  private static final int SINGLE_STEPS = 100;

  private static final long LEAST_PACE_NANOS = 300_000_000L;

  private static final int GEMM_SIDE = 1_024;
  private static final int GEMM_TRIALS = 10;

  private Benchmark() {}

  /**
   * What was measured.
   *
   * @param training training throughput
   * @param inference inference throughput
   * @param steps times of training steps
   * @param trainGflops arithmetic a second in training: 6 floating-point operations a
   *     multiply-accumulate, less the first layer's input gradient
   * @param gemmGflops the device's own rate of multiplying matrices; empty where ND4J, which is
   *     asked for it, is on another
   * @param kernels who computed it
   */
  public record Result(
      Throughput training,
      Throughput inference,
      StepTimes steps,
      double trainGflops,
      Optional<Double> gemmGflops,
      String kernels) {}

  /** Measures {@code spec} on batches of its training settings' size. */
  public static Result of(NetworkSpec spec) {
    double trainMacs = trainMacs(NetworkCount.of(spec));
    int batch = spec.training().batch();
    int most = Math.toIntExact(Math.min(FEWEST_IMAGES, MOST_BYTES / spec.image().volume()));
    int images = Math.max(FEWEST_BATCHES * batch, most / batch * batch);
    MultiLayerNetwork network = Networks.build(spec, 1);
    try (NetworkRunner runner = Runners.of(network);
        Batches batches = batches(spec, spec.classes().orElseThrow(), images)) {
      runner.startEpoch(1);
      List<StepTimes.Step> steps = new ArrayList<>();
      Throughput training = training(runner, batches.endless(1), steps);
      return new Result(
          training,
          inference(runner, batches.endlessInOrder()),
          StepTimes.of(steps),
          2 * trainMacs * training.median() / 1e9,
          isNd4jOnTheDevice() ? Optional.of(gemmGflops()) : Optional.empty(),
          KernelLibrary.inUse(network));
    }
  }

  /**
   * How long {@code spec} takes to train on an example, from a few steps: rough, and soon known.
   *
   * @return nanoseconds
   */
  public static double nanosPerExample(NetworkSpec spec) {
    int batch = spec.training().batch();
    try (NetworkRunner runner = Runners.of(Networks.build(spec, 1));
        Batches batches = batches(spec, spec.classes().orElseThrow(), FEWEST_BATCHES * batch)) {
      runner.startEpoch(1);
      Iterator<Batch> endless = batches.endless(1);
      for (int i = 0; i < FEWEST_BATCHES; i++) {
        endless.next().fit(runner);
      }
      runner.synchronize();
      long start = System.nanoTime();
      long elapsedNanos = 0;
      int steps = 0;
      while (steps < FEWEST_BATCHES || elapsedNanos < LEAST_PACE_NANOS) {
        endless.next().fit(runner);
        runner.synchronize();
        steps++;
        elapsedNanos = System.nanoTime() - start;
      }
      return (double) elapsedNanos / steps / batch;
    }
  }

  /** Trains, and adds the single steps to {@code steps}. */
  private static Throughput training(
      NetworkRunner runner, Iterator<Batch> batches, List<StepTimes.Step> steps) {
    ThroughputMeter meter = new ThroughputMeter();
    TimedSteps timed = new TimedSteps(runner);
    while (meter.windows() < WINDOWS) {
      Optional<Span> span = timed.step(batches);
      if (span.isPresent()) {
        if (runner.isImmediate() && meter.isWarm()) {
          steps.add(step(span.get(), runner.lastPhases()));
        }
        meter.add(span.get().examples(), span.get().elapsedNanos());
      }
    }
    if (!runner.isImmediate()) {
      TimedSteps single = TimedSteps.oneByOne(runner);
      for (int i = 0; i < SINGLE_STEPS; i++) {
        steps.add(step(single.step(batches).orElseThrow(), runner.lastPhases()));
      }
    }
    return meter.result().orElseThrow();
  }

  /**
   * Multiply-accumulates to train on an example: forward, gradient of weights, gradient of inputs,
   * three a weight use, less the gradient of the first layer's inputs.
   */
  public static double trainMacs(NetworkCount count) {
    long first =
        count.layers().stream()
            .mapToLong(LayerCount::macs)
            .filter(macs -> macs > 0)
            .findFirst()
            .orElse(0);
    return (3.0 * count.macs()) - first;
  }

  private static StepTimes.Step step(Span span, Optional<StepPhases> phases) {
    if (!Double.isFinite(span.lossSum())) {
      throw new IllegalStateException("the loss on random images is " + span.lossSum());
    }
    StepPhases known = phases.orElse(new StepPhases(0, 0, 0));
    return new StepTimes.Step(
        span.elapsedNanos(),
        span.dataNanos(),
        known.forwardNanos(),
        known.backwardNanos(),
        known.optimizerNanos());
  }

  private static Throughput inference(NetworkRunner runner, Iterator<Batch> batches) {
    ThroughputMeter meter = new ThroughputMeter();
    while (meter.windows() < WINDOWS) {
      long start = System.nanoTime();
      int classified = batches.next().classify(runner).length;
      meter.add(classified, System.nanoTime() - start);
    }
    return meter.result().orElseThrow();
  }

  /** Random images, the same every time. */
  static Batches batches(NetworkSpec spec, int classes, int images) {
    SplittableRandom random = new SplittableRandom(1);
    long bytes = images * spec.image().volume();
    if (bytes > Integer.MAX_VALUE) {
      throw new InvalidInputException(
          String.format(
              "%,d random images of %s to be measured on must be at most 2 GB, but are %,d bytes:"
                  + " choose smaller batches",
              images, spec.image(), bytes));
    }
    byte[] pixels = new byte[(int) bytes];
    random.nextBytes(pixels);
    int[] labels = new int[images];
    for (int i = 0; i < images; i++) {
      labels[i] = random.nextInt(classes);
    }
    ImageSet set = new ImageSet(spec.image(), pixels, labels);
    return Batches.toTrain(spec, set, classes, Normalization.of(set));
  }

  private static boolean isNd4jOnTheDevice() {
    BackendChoice choice = NativeRuntime.current().choice();
    return choice.isNd4jOnGpu() || choice.backend() == Backend.CPU;
  }

  /** The best of several products of square float32 matrices. */
  private static double gemmGflops() {
    INDArray a = Nd4j.rand(DataType.FLOAT, GEMM_SIDE, GEMM_SIDE);
    INDArray b = Nd4j.rand(DataType.FLOAT, GEMM_SIDE, GEMM_SIDE);
    INDArray c = Nd4j.createUninitialized(DataType.FLOAT, GEMM_SIDE, GEMM_SIDE);
    double best = 0;
    for (int i = 0; i < GEMM_TRIALS; i++) {
      long start = System.nanoTime();
      a.mmuli(b, c);
      Nd4j.getExecutioner().commit();
      long elapsedNanos = System.nanoTime() - start;
      best = Math.max(best, 2.0 * GEMM_SIDE * GEMM_SIDE * GEMM_SIDE / elapsedNanos);
    }
    return best;
  }
}
