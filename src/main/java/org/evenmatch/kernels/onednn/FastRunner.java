package org.evenmatch.kernels.onednn;

import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.engine.NativeRuntime;
import org.evenmatch.kernels.Addresses;
import org.evenmatch.kernels.NetworkRunner;
import org.evenmatch.kernels.StepPhases;
import org.evenmatch.kernels.ThreadChoice;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs a network by oneDNN's kernels, on the memory of the Deeplearning4j network itself: its
 * parameters, gradients, updater state and counters are always the current ones, and what is saved
 * is what Deeplearning4j would have saved.
 *
 * <p>Against Deeplearning4j's own methods it saves: copies between layouts, the gradient of the
 * first layer's input, forward passes repeated in the backward pass, fresh buffers at every step,
 * and activations and optimisers that visit one value at a time.
 */
public final class FastRunner implements NetworkRunner {
  private static final int MOST_PROGRAMS = 6;

  private final MultiLayerNetwork network;
  private final OneDnn oneDnn;
  private final Map<Integer, Updates> updates = new HashMap<>();
  private final ThreadChoice trainingThreads;
  private final ThreadChoice inferenceThreads;
  private final Map<Made, Program> trainingPrograms = new RecentPrograms();
  private final Map<Made, Program> inferencePrograms = new RecentPrograms();

  private double lossSum;
  private long forwardNanos;
  private long backwardNanos;
  private StepPhases phases = new StepPhases(0, 0, 0);

  /** A runner of a network that has no {@link #problem}. */
  FastRunner(
      MultiLayerNetwork network,
      OneDnn oneDnn,
      ThreadChoice trainingThreads,
      ThreadChoice inferenceThreads) {
    this.network = network;
    this.oneDnn = oneDnn;
    this.trainingThreads = trainingThreads;
    this.inferenceThreads = inferenceThreads;
    oneDnn.useThreads(trainingThreads.threads());
    // Also has the network make room for its gradient.
    updates.put(trainingThreads.threads(), new Updates(network, oneDnn));
  }

  /** What a program is made for. */
  private record Made(List<Long> shape, int threads) {}

  /** The last few programs: a full batch and the rest of an epoch, on all threads and on one. */
  private static final class RecentPrograms extends LinkedHashMap<Made, Program> {
    private static final long serialVersionUID = 1L;

    RecentPrograms() {
      super(MOST_PROGRAMS, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Made, Program> eldest) {
      return size() > MOST_PROGRAMS;
    }
  }

  /**
   * A fast runner for {@code network}; empty, with the reason in {@link #problem}, if none can be.
   */
  public static Optional<FastRunner> find(MultiLayerNetwork network) {
    return problem(network).isPresent()
        ? Optional.empty()
        : OneDnn.find()
            .map(oneDnn -> new FastRunner(network, oneDnn, threadChoice(), threadChoice()));
  }

  private static ThreadChoice threadChoice() {
    NativeRuntime runtime = NativeRuntime.current();
    return new ThreadChoice(
        runtime.start().threads(), runtime.areThreadsGiven() || !OneDnn.sharesThreads());
  }

  /** Why {@code network} must run by Deeplearning4j's own methods; empty if it need not. */
  public static Optional<String> problem(MultiLayerNetwork network) {
    Optional<String> unsupported = OneDnnLimits.problem(network);
    if (unsupported.isPresent()) {
      return unsupported;
    }
    return OneDnn.find().isPresent() ? Optional.empty() : Optional.of(OneDnn.problem());
  }

  @Override
  public void startEpoch(int epoch) {
    network.setEpochCount(epoch - 1);
  }

  @Override
  public void fit(INDArray features, INDArray labels) {
    long begin = System.nanoTime();
    double loss = computeGradient(features, labels);
    long start = System.nanoTime();
    int iteration = network.getIterationCount();
    updates
        .computeIfAbsent(trainingThreads.threads(), made -> new Updates(network, oneDnn))
        .apply(iteration, network.getEpochCount());
    network.setIterationCount(iteration + 1);
    network.setScore(loss);
    long end = System.nanoTime();
    phases = new StepPhases(forwardNanos, backwardNanos, end - start);
    trainingThreads.took(end - begin, (int) features.size(0));
    lossSum += loss;
  }

  @Override
  public double awaitLossSum() {
    double total = lossSum;
    lossSum = 0;
    return total;
  }

  /**
   * Computes loss and gradient into the network's gradient array, as one training step does,
   * without changing parameters.
   */
  double computeGradient(INDArray features, INDArray labels) {
    Program program = program(trainingPrograms, trainingThreads, features, true);
    INDArray plainFeatures = plain(features);
    INDArray plainLabels = plain(labels);
    try {
      long start = System.nanoTime();
      program.forward(Addresses.of(plainFeatures));
      double loss = program.loss(Addresses.of(plainLabels));
      long middle = System.nanoTime();
      program.backward();
      forwardNanos = middle - start;
      backwardNanos = System.nanoTime() - middle;
      return loss;
    } finally {
      // The kernels know addresses only: the arrays must not be collected before they are done.
      Reference.reachabilityFence(plainFeatures);
      Reference.reachabilityFence(plainLabels);
    }
  }

  @Override
  public Optional<StepPhases> lastPhases() {
    return Optional.of(phases);
  }

  @Override
  public int[] classify(INDArray features) {
    return infer(features, Program::classes);
  }

  @Override
  public float[] probabilities(INDArray features) {
    return infer(features, Program::probabilities);
  }

  private <T> T infer(INDArray features, Function<Program, T> result) {
    Program program = program(inferencePrograms, inferenceThreads, features, false);
    INDArray plainFeatures = plain(features);
    try {
      long begin = System.nanoTime();
      program.forward(Addresses.of(plainFeatures));
      T found = result.apply(program);
      inferenceThreads.took(System.nanoTime() - begin, (int) features.size(0));
      return found;
    } finally {
      Reference.reachabilityFence(plainFeatures);
    }
  }

  private Program program(
      Map<Made, Program> programs, ThreadChoice threads, INDArray features, boolean training) {
    oneDnn.useThreads(threads.threads());
    return programs.computeIfAbsent(
        new Made(shape(features), threads.threads()),
        made -> new Program(network, oneDnn, features.shape(), training));
  }

  private static List<Long> shape(INDArray array) {
    return Arrays.stream(array.shape()).boxed().toList();
  }

  /** The same values, row by row; copies none where they lie so already. */
  private static INDArray plain(INDArray array) {
    if (array.dataType() != DataType.FLOAT) {
      throw new IllegalArgumentException("values must be float32, but are " + array.dataType());
    }
    return array.ordering() == 'c' && !array.isView() ? array : array.dup('c');
  }
}
