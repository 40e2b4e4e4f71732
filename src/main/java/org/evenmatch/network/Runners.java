package org.evenmatch.network;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.engine.NativeRuntime;
import org.evenmatch.kernels.KernelLibrary;
import org.evenmatch.kernels.NetworkRunner;

/** Finds the fastest way to compute a network as Deeplearning4j would. */
public final class Runners {
  private Runners() {}

  /**
   * The fastest runner of {@code network} on this process's backend; on several GPUs each takes its
   * share of a batch.
   */
  public static NetworkRunner of(MultiLayerNetwork network) {
    int gpus = NativeRuntime.current().choice().gpus().size();
    return gpus > 1
        ? new ReplicatedRunner(network, gpus, Runners::onOneDevice)
        : onOneDevice(network);
  }

  /** The same on one device, whatever the number of GPUs. */
  public static NetworkRunner onOneDevice(MultiLayerNetwork network) {
    return KernelLibrary.current().runner(network);
  }
}
