package org.evenmatch.kernels.gpu;

import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.DoublePointer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.engine.BackendChoice;
import org.evenmatch.kernels.Addresses;
import org.evenmatch.kernels.Logits;
import org.evenmatch.kernels.NetworkRunner;
import org.evenmatch.kernels.ParameterMean;
import org.evenmatch.kernels.Pixels;
import org.evenmatch.kernels.Supported;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs a network's whole steps on the GPU: the Deeplearning4j network stays in the processor's
 * memory, and has its parameters and its optimiser's state again after {@link #updateNetwork}.
 */
public final class GpuRunner implements NetworkRunner {
  private static final int MOST_PROGRAMS = 6;

  private final MultiLayerNetwork network;
  private final Device device;
  private final Arithmetic arithmetic;
  private final GpuParameters parameters;
  private Optional<GpuUpdates> updates = Optional.empty();
  private final DeviceArena arena = new DeviceArena();
  private final DeviceArray lossSum;
  private final Map<Made, GpuProgram> training = new RecentPrograms();
  private final Map<Made, GpuProgram> inference = new RecentPrograms();
  private int steps;

  /** What a program is made for. */
  private record Made(List<Long> dimensions, boolean bytes) {
    static Made of(Examples batch) {
      return new Made(
          Arrays.stream(batch.dimensions()).boxed().toList(), batch instanceof Examples.Bytes);
    }
  }

  /** The last few programs: a full batch and the rest of an epoch. */
  private static final class RecentPrograms extends LinkedHashMap<Made, GpuProgram> {
    private static final long serialVersionUID = 1L;

    RecentPrograms() {
      super(MOST_PROGRAMS, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Made, GpuProgram> eldest) {
      boolean remove = size() > MOST_PROGRAMS;
      if (remove) {
        // It may still be at work, and the processor's memory is given back too.
        Device.current().synchronize();
        eldest.getValue().close();
      }
      return remove;
    }
  }

  /** A runner of a network that {@link org.evenmatch.kernels.Supported} has no problem with. */
  GpuRunner(MultiLayerNetwork network, Device device, Arithmetic arithmetic) {
    this.network = network;
    this.device = device;
    this.arithmetic = arithmetic;
    device.use();
    this.parameters = new GpuParameters(network, device);
    try {
      this.lossSum = arena.bytes(Double.BYTES);
    } catch (RuntimeException | Error e) {
      parameters.close();
      throw e;
    }
  }

  @Override
  public void startEpoch(int epoch) {
    network.setEpochCount(epoch - 1);
  }

  @Override
  public void fit(INDArray features, INDArray labels) {
    fit(new Examples.Features(features), labels);
  }

  @Override
  public void fit(Pixels pixels, INDArray labels) {
    fit(new Examples.Bytes(pixels), labels);
  }

  private void fit(Examples batch, INDArray labels) {
    device.use();
    INDArray plainLabels = Examples.Features.plain(labels);
    int iteration = network.getIterationCount();
    try {
      trainingProgram(batch)
          .step(Addresses.of(plainLabels), batch, iteration, network.getEpochCount());
    } finally {
      // What is copied is an address: the array must not be collected before that is done.
      Reference.reachabilityFence(plainLabels);
    }
    parameters.changed();
    network.setIterationCount(iteration + 1);
    steps++;
  }

  /** Computes the gradient into the network's gradient array; gives the loss. */
  double computeGradient(INDArray features, INDArray labels) {
    device.use();
    INDArray plainLabels = Examples.Features.plain(labels);
    Examples batch = new Examples.Features(features);
    try {
      trainingProgram(batch)
          .gradientOnly(
              Addresses.of(plainLabels),
              batch,
              network.getIterationCount(),
              network.getEpochCount());
    } finally {
      Reference.reachabilityFence(plainLabels);
    }
    parameters.fetchGradient();
    // Running statistics have followed the batch.
    parameters.changed();
    steps++;
    return awaitLossSum();
  }

  GpuProgram trainingProgram(Examples batch) {
    if (updates.isEmpty()) {
      Supported.problem(network, layer -> Optional.empty())
          .ifPresent(
              reason -> {
                throw BackendChoice.unavailable(
                    "there are no kernels to train this network: " + reason);
              });
      updates = Optional.of(new GpuUpdates(network, parameters, device));
    }
    return training.computeIfAbsent(
        Made.of(batch), made -> program(batch, updates, Optional.of(lossSum)));
  }

  private GpuProgram program(
      Examples like, Optional<GpuUpdates> changes, Optional<DeviceArray> sum) {
    Workbench bench = new Workbench(device, arithmetic, sum.isPresent());
    try {
      return new GpuProgram(network, bench, parameters, changes, like, sum);
    } catch (RuntimeException | Error e) {
      // What lacks memory must not keep what it got.
      bench.close();
      throw e;
    }
  }

  @Override
  public boolean isImmediate() {
    return false;
  }

  @Override
  public double awaitLossSum() {
    device.use();
    double total;
    try (DoublePointer sum = new DoublePointer(1)) {
      device.fetch(lossSum, sum);
      total = sum.get();
      sum.put(0);
      device.send(sum, lossSum);
      device.synchronize();
    }
    if (steps > 0) {
      network.setScore(total / steps);
    }
    steps = 0;
    return total;
  }

  @Override
  public void parametersChanged() {
    device.use();
    parameters.sendValues();
  }

  @Override
  public void updateNetwork() {
    device.use();
    parameters.fetch();
  }

  @Override
  public void synchronize() {
    device.use();
    device.synchronize();
  }

  @Override
  public ParameterMean meanOf(MultiLayerNetwork sameNetwork, INDArray mean) {
    device.use();
    return new GpuMean(mean, parameters, device, arena);
  }

  @Override
  public int[] classify(INDArray features) {
    return classes(new Examples.Features(features));
  }

  @Override
  public int[] classify(Pixels pixels) {
    return classes(new Examples.Bytes(pixels));
  }

  @Override
  public float[] probabilities(INDArray features) {
    return probabilities(new Examples.Features(features));
  }

  @Override
  public float[] probabilities(Pixels pixels) {
    return probabilities(new Examples.Bytes(pixels));
  }

  private int[] classes(Examples batch) {
    float[] logits = logits(batch);
    return Logits.largest(logits, logits.length / (int) batch.dimensions()[0]);
  }

  private float[] probabilities(Examples batch) {
    float[] logits = logits(batch);
    return Logits.probabilities(logits, logits.length / (int) batch.dimensions()[0]);
  }

  private float[] logits(Examples batch) {
    device.use();
    return inference
        .computeIfAbsent(Made.of(batch), made -> program(batch, Optional.empty(), Optional.empty()))
        .logits(batch);
  }

  @Override
  public void close() {
    try {
      device.use();
      device.synchronize();
    } finally {
      free();
    }
  }

  private void free() {
    training.values().forEach(GpuProgram::close);
    inference.values().forEach(GpuProgram::close);
    training.clear();
    inference.clear();
    parameters.close();
    arena.close();
  }
}
