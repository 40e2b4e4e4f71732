package org.evenmatch.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.kernels.NetworkRunner;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Trains a network on several devices: each has a replica and takes its share of every batch; then
 * parameters and optimiser states are averaged. With plain gradient descent a step is the one that
 * a single device does with the whole batch, but for layers that look at more than one example or
 * draw numbers: batch normalisation takes the statistics of a share, and dropout has masks of its
 * own for each. An optimiser that squares gradients squares those of the shares.
 *
 * <p>Deeplearning4j's {@code ParallelWrapper} averages in the same way, by the same function of
 * ND4J, but makes its replicas anew for every iterator, gives each a whole batch, and leaves the
 * network's count of iterations behind, on which Adam's correction depends. Here a step is a step
 * of one device, so that runs on one and on several compare, and each can be interrupted anywhere.
 *
 * <p>A batch that cannot be divided evenly, as the last of an epoch may be, is the first device's.
 * So is classification.
 */
public final class ReplicatedRunner implements NetworkRunner {
  private final MultiLayerNetwork network;
  private final NetworkRunner first;
  private final List<Replica> others = new ArrayList<>();
  private boolean checked;
  private double lossSum;

  /**
   * Copies {@code network}, which is the first device's, to others.
   *
   * @param devices how many in all
   * @param runners makes what runs a replica on its device
   */
  public ReplicatedRunner(
      MultiLayerNetwork network, int devices, Function<MultiLayerNetwork, NetworkRunner> runners) {
    this.network = network;
    this.first = runners.apply(network);
    // It makes its arrays on the device of the thread that first asks for it.
    network.getUpdater();
    int own = Nd4j.getAffinityManager().getDeviceForCurrentThread();
    int there = Nd4j.getAffinityManager().getNumberOfDevices();
    try {
      for (int number = 1; number < devices; number++) {
        others.add(new Replica(network, number, (own + number) % there, runners));
      }
    } catch (RuntimeException | Error e) {
      closeAll().ifPresent(e::addSuppressed);
      throw e;
    }
  }

  @Override
  public void startEpoch(int epoch) {
    first.startEpoch(epoch);
  }

  @Override
  public void fit(INDArray features, INDArray labels) {
    long share = features.size(0) / (others.size() + 1);
    if (share * (others.size() + 1) != features.size(0)) {
      first.fit(features, labels);
      lossSum += first.awaitLossSum();
      others.forEach(replica -> replica.adopt(network));
      return;
    }
    List<INDArray> shares = new ArrayList<>();
    for (int i = 0; i <= others.size(); i++) {
      shares.add(rows(features, i * share, share));
      shares.add(rows(labels, i * share, share));
    }
    Nd4j.getExecutioner().commit();
    int iteration = network.getIterationCount();
    int epoch = network.getEpochCount();
    List<Future<Double>> losses = new ArrayList<>();
    for (int i = 0; i < others.size(); i++) {
      losses.add(
          others.get(i).fit(shares.get((2 * i) + 2), shares.get((2 * i) + 3), iteration, epoch));
    }
    first.fit(shares.get(0), shares.get(1));
    double loss = first.awaitLossSum();
    first.updateNetwork();
    for (Future<Double> other : losses) {
      loss += Replica.await(other);
    }
    shares.forEach(INDArray::close);
    average();
    network.setScore(loss / (others.size() + 1));
    lossSum += network.score();
    if (!checked) {
      Stream<List<float[]>> own = Stream.of(Replica.values(network));
      requireSame(Stream.concat(own, others.stream().map(Replica::values)).toList());
      checked = true;
    }
  }

  private static INDArray rows(INDArray array, long from, long count) {
    INDArrayIndex[] all = new INDArrayIndex[array.rank()];
    Arrays.fill(all, NDArrayIndex.all());
    all[0] = NDArrayIndex.interval(from, from + count);
    return array.get(all).dup('c');
  }

  /** Gives every replica the mean of all parameters, and of all values of optimisers' states. */
  private void average() {
    List<MultiLayerNetwork> all =
        Stream.concat(Stream.of(network), others.stream().map(Replica::network)).toList();
    Nd4j.averageAndPropagate(null, all.stream().map(MultiLayerNetwork::params).toList());
    if (network.getUpdater().getStateViewArray() != null) {
      Nd4j.averageAndPropagate(
          null, all.stream().map(one -> one.getUpdater().getStateViewArray()).toList());
    }
    Nd4j.getExecutioner().commit();
  }

  /** Averaging across devices is the driver's doing as well: one look at what came of it. */
  static void requireSame(List<List<float[]>> values) {
    for (int i = 1; i < values.size(); i++) {
      if (!Arrays.deepEquals(values.get(0).toArray(), values.get(i).toArray())) {
        throw new IllegalStateException(
            "after a step all GPUs must have the same parameters and optimiser state, but number "
                + (i + 1)
                + " of "
                + values.size()
                + " has others: use one GPU");
      }
    }
  }

  @Override
  public void parametersChanged() {
    others.forEach(replica -> replica.adopt(network));
  }

  @Override
  public double awaitLossSum() {
    double total = lossSum;
    lossSum = 0;
    return total;
  }

  @Override
  public int[] classify(INDArray features) {
    return first.classify(features);
  }

  @Override
  public float[] probabilities(INDArray features) {
    return first.probabilities(features);
  }

  @Override
  public void close() {
    Optional<RuntimeException> others = closeAll();
    first.close();
    others.ifPresent(
        failure -> {
          throw failure;
        });
  }

  /** Closes every replica; gives the first failure, with the others. */
  private Optional<RuntimeException> closeAll() {
    RuntimeException failure = null;
    for (Replica replica : others) {
      try {
        replica.close();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    return Optional.ofNullable(failure);
  }
}
