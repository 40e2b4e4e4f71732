package org.evenmatch.network;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.kernels.KernelLibrary;
import org.evenmatch.kernels.NetworkRunner;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A copy of a network on another device, with the one thread that computes there. */
final class Replica implements AutoCloseable {
  private final int device;
  private final ExecutorService thread;
  private final MultiLayerNetwork network;
  private final NetworkRunner runner;

  /**
   * Copies {@code original}, which must be at rest and have its updater.
   *
   * @param number 1 for the first copy
   * @param device ND4J's number of the device
   * @param runners makes what runs the copy
   */
  Replica(
      MultiLayerNetwork original,
      int number,
      int device,
      Function<MultiLayerNetwork, NetworkRunner> runners) {
    this.device = device;
    this.thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread made = new Thread(task, "replica-" + number);
              made.setDaemon(true);
              return made;
            });
    try {
      this.network = await(thread.submit(() -> copy(original, number)));
      this.runner = await(thread.submit(() -> runners.apply(network)));
      adopt(original);
    } catch (RuntimeException | Error e) {
      Future<Void> released = thread.submit(Replica::releaseThread);
      thread.shutdown();
      try {
        await(released);
      } catch (RuntimeException | Error other) {
        e.addSuppressed(other);
      }
      throw e;
    }
  }

  private MultiLayerNetwork copy(MultiLayerNetwork original, int number) {
    Nd4j.getAffinityManager().unsafeSetDevice(device);
    MultiLayerConfiguration configuration = original.getLayerWiseConfigurations().clone();
    // Dropout's masks follow from the seed, and shall not be the same everywhere.
    configuration.getConfs().forEach(layer -> layer.setSeed(layer.getSeed() + number));
    return Networks.initialised(configuration);
  }

  MultiLayerNetwork network() {
    return network;
  }

  /**
   * Begins a step on this replica's share of a batch.
   *
   * @return the mean loss of the share
   */
  Future<Double> fit(INDArray features, INDArray labels, int iteration, int epoch) {
    return thread.submit(
        () -> {
          network.setIterationCount(iteration);
          network.setEpochCount(epoch);
          INDArray featuresHere = here(features);
          INDArray labelsHere = here(labels);
          runner.fit(featuresHere, labelsHere);
          double loss = runner.awaitLossSum();
          runner.updateNetwork();
          release(featuresHere, features);
          release(labelsHere, labels);
          return loss;
        });
  }

  /** Takes over the parameters and the optimiser's state of {@code original}, which is at rest. */
  void adopt(MultiLayerNetwork original) {
    // An updater makes its arrays where it is first asked for: not in the replica's thread.
    INDArray parameters = original.params();
    INDArray state = original.getUpdater().getStateViewArray();
    Nd4j.getExecutioner().commit();
    await(
        thread.submit(
            () -> {
              assign(network.params(), parameters);
              if (state != null) {
                assign(network.getUpdater().getStateViewArray(), state);
              }
              return network;
            }));
  }

  /** Parameters and optimiser's state, as they are on this replica's device. */
  List<float[]> values() {
    return await(thread.submit(() -> values(network)));
  }

  /** Parameters and optimiser's state of {@code network}, for a thread that has its device. */
  static List<float[]> values(MultiLayerNetwork network) {
    return Stream.of(network.params(), network.getUpdater().getStateViewArray())
        .filter(Objects::nonNull)
        .map(array -> array.dup().data().asFloat())
        .toList();
  }

  private void assign(INDArray to, INDArray from) {
    INDArray values = here(from);
    to.assign(values);
    Nd4j.getExecutioner().commit();
    release(values, from);
  }

  /** The same values in the memory of this replica's device. */
  private INDArray here(INDArray array) {
    return Nd4j.getAffinityManager().getNumberOfDevices() > 1
        ? Nd4j.getAffinityManager().replicateToDevice(device, array)
        : array;
  }

  private static void release(INDArray copy, INDArray original) {
    if (copy != original) {
      copy.close();
    }
  }

  /** The result of what a replica's thread was asked for, or what went wrong there. */
  static <T> T await(Future<T> task) {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a replica was at work", e);
    }
  }

  private static Void releaseThread() {
    Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
    KernelLibrary.current().releaseThread();
    return null;
  }

  @Override
  public void close() {
    Callable<Void> end =
        () -> {
          try {
            network.close();
          } finally {
            releaseThread();
          }
          return null;
        };
    Future<Void> ended = thread.submit(end);
    thread.shutdown();
    await(ended);
  }
}
