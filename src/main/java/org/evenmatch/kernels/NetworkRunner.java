package org.evenmatch.kernels;

import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs one network: the seam between the training loop and whatever computes.
 *
 * <p>Features are float32 {@code [batch, channels, height, width]} for a convolutional network and
 * {@code [batch, values]} for a fully-connected one; labels are probabilities {@code [batch,
 * classes]}, one-hot unless they are smoothed.
 */
public interface NetworkRunner extends AutoCloseable {

  /** Begins an epoch, 1 for the first: the learning rate may depend on it. */
  void startEpoch(int epoch);

  /**
   * Does one optimisation step, which changes the network's parameters. A GPU may still be at it
   * when this returns.
   */
  void fit(INDArray features, INDArray labels);

  /**
   * The same for a device that makes features itself.
   *
   * @throws UnsupportedOperationException if the device does not
   */
  default void fit(Pixels pixels, INDArray labels) {
    throw needsFeatures();
  }

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

  /**
   * Has the network hold its parameters, its running statistics and its optimiser's state as they
   * are after the steps that were asked for: a device may have them in its own memory.
   */
  default void updateNetwork() {
    synchronize();
  }

  /** Says that somebody else has changed the network's parameters, after {@link #updateNetwork}. */
  default void parametersChanged() {}

  /** Waits until the device has done what was asked of it, for a clock to be read. */
  default void synchronize() {}

  /**
   * A mean of the parameters that this runner computes with, for as long as it is open.
   *
   * @param network the one that it runs
   * @param mean where the mean begins, and what it is fetched into
   */
  default ParameterMean meanOf(MultiLayerNetwork network, INDArray mean) {
    return new ParameterMean.InMemory(network, this, mean);
  }

  /** How the last step divided its time, where the runner knows. */
  default Optional<StepPhases> lastPhases() {
    return Optional.empty();
  }

  /** The class of highest probability for each example, as the network is now. */
  int[] classify(INDArray features);

  /** The probabilities of each example's classes, {@code [batch, classes]}, row by row. */
  float[] probabilities(INDArray features);

  /** The same for a device that makes features itself. */
  default int[] classify(Pixels pixels) {
    throw needsFeatures();
  }

  /** The same for a device that makes features itself. */
  default float[] probabilities(Pixels pixels) {
    throw needsFeatures();
  }

  private static UnsupportedOperationException needsFeatures() {
    return new UnsupportedOperationException("what runs this network must be given features");
  }

  /** Gives back what the network itself does not own. */
  @Override
  default void close() {}
}
