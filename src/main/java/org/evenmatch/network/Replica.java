package org.evenmatch.network;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A copy of a network on another device, with the one thread that computes there. */
final class Replica implements AutoCloseable {
  private final int device;
  private final ExecutorService thread;
  private final MultiLayerNetwork network;
  private final NetworkRunner runner;

  /**
   * Copies {@code original}, which must be at rest.
   *
   * @param device the number of the device
   * @param runners makes what runs the copy
   */
  Replica(
      MultiLayerNetwork original, int device, Function<MultiLayerNetwork, NetworkRunner> runners) {
    this.device = device;
    this.thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread made = new Thread(task, "replica-" + device);
              made.setDaemon(true);
              return made;
            });
    this.network = await(thread.submit(() -> copy(original)));
    this.runner = await(thread.submit(() -> runners.apply(network)));
    adopt(original);
  }

  private MultiLayerNetwork copy(MultiLayerNetwork original) {
    Nd4j.getAffinityManager()
        .unsafeSetDevice(device % Nd4j.getAffinityManager().getNumberOfDevices());
    MultiLayerConfiguration configuration = original.getLayerWiseConfigurations().clone();
    // Dropout's masks follow from the seed, and shall not be the same everywhere.
    configuration.getConfs().forEach(layer -> layer.setSeed(layer.getSeed() + device));
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
          runner.synchronize();
          release(featuresHere, features);
          release(labelsHere, labels);
          return loss;
        });
  }

  /** Takes over the parameters and the optimiser's state of {@code original}, which is at rest. */
  void adopt(MultiLayerNetwork original) {
    Nd4j.getExecutioner().commit();
    await(
        thread.submit(
            () -> {
              assign(network.params(), original.params());
              INDArray state = original.getUpdater().getStateViewArray();
              if (state != null) {
                assign(network.getUpdater().getStateViewArray(), state);
              }
              return network;
            }));
  }

  /** The parameters, as they are on this replica's device. */
  float[] parameters() {
    return await(thread.submit(() -> network.params().dup().data().asFloat()));
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

  @Override
  public void close() {
    Callable<Void> end =
        () -> {
          network.close();
          Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
          return null;
        };
    Future<Void> ended = thread.submit(end);
    thread.shutdown();
    await(ended);
  }
}
