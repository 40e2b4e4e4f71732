package org.evenmatch.network;

import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.runtime.Backend;
import org.evenmatch.runtime.Cublas;
import org.evenmatch.runtime.NativeRuntime;
import org.evenmatch.runtime.Nd4jStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs one network: the seam between the training loop and whatever computes.
 *
 * <p>Features are float32 {@code [batch, channels, height, width]} for a convolutional network and
 * {@code [batch, values]} for a fully-connected one; labels are one-hot {@code [batch, classes]}.
 */
public interface NetworkRunner extends AutoCloseable {

  /** Set this system property to {@code built-in} to have Deeplearning4j compute everything. */
  String KERNELS_PROPERTY = "evenmatch.kernels";

  /**
   * The fastest runner that computes {@code network} as Deeplearning4j would: on a GPU that is
   * Deeplearning4j itself, with cuDNN's convolutions in networks that {@link Networks} built. On
   * several GPUs each takes its share of a batch.
   */
  static NetworkRunner of(MultiLayerNetwork network) {
    int gpus = NativeRuntime.current().choice().gpus().size();
    return gpus > 1
        ? new ReplicatedRunner(network, gpus, NetworkRunner::onOneDevice)
        : onOneDevice(network);
  }

  /** The same on one device, whatever the number of GPUs. */
  static NetworkRunner onOneDevice(MultiLayerNetwork network) {
    if (isOnGpu()) {
      Cublas.compute(NativeRuntime.current().precision(), Nd4jStream.cublas());
      return BuiltInRunner.deferring(network);
    }
    return builtInReason(network).isPresent()
        ? new BuiltInRunner(network)
        : FastRunner.find(network).orElseThrow();
  }

  /** Why {@code network} is not computed by the backend's fast kernels, if it is not. */
  static Optional<String> builtInReason(MultiLayerNetwork network) {
    if (isBuiltInAskedFor()) {
      return Optional.of("the system property " + KERNELS_PROPERTY + " asks for them");
    }
    return isOnGpu() ? Optional.empty() : FastRunner.problem(network);
  }

  /** Whether {@link #KERNELS_PROPERTY} asks for Deeplearning4j's own methods. */
  static boolean isBuiltInAskedFor() {
    return "built-in".equals(System.getProperty(KERNELS_PROPERTY));
  }

  private static boolean isOnGpu() {
    return NativeRuntime.current().choice().backend() == Backend.CUDA;
  }

  /** Begins an epoch, 1 for the first: the learning rate may depend on it. */
  void startEpoch(int epoch);

  /**
   * Does one optimisation step, which changes the network's parameters. A GPU may still be at it
   * when this returns.
   */
  void fit(INDArray features, INDArray labels);

  /** Whether a step is done when {@link #fit} returns, so that waiting for it costs nothing. */
  default boolean isImmediate() {
    return true;
  }

  /**
   * Waits for the steps that were asked for.
   *
   * @return the sum of what each step since the last call found its batch's mean loss to be
   */
  double awaitLossSum();

  /** Waits until the device has done what was asked of it, for a clock to be read. */
  default void synchronize() {}

  /** How the last step divided its time, where the runner knows. */
  default Optional<StepPhases> lastPhases() {
    return Optional.empty();
  }

  /** The class of highest probability for each example, as the network is now. */
  int[] classify(INDArray features);

  /** The probabilities of each example's classes, {@code [batch, classes]}, row by row. */
  float[] probabilities(INDArray features);

  /** Gives back what the network itself does not own. */
  @Override
  default void close() {}
}
