package org.evenmatch.training;

import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.data.ImageSet;
import org.evenmatch.definition.Training;
import org.evenmatch.kernels.NetworkRunner;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The parameters of the epoch that was best on images set aside for that, where a recipe asks. */
final class BestEpoch {
  private final Optional<ImageSet> validation;
  private final int patience;
  private final MultiLayerNetwork network;
  private final INDArray parameters;
  private Optional<Mark> mark = Optional.empty();

  /**
   * An epoch and how good it was.
   *
   * @param epoch 1 for the first
   * @param accuracy on the images that were set aside
   */
  public record Mark(int epoch, double accuracy) {}

  /**
   * Has seen no epoch yet.
   *
   * @param validation the images that were set aside; empty to keep what the last epoch leaves
   */
  BestEpoch(Training training, Optional<ImageSet> validation, MultiLayerNetwork network) {
    this.validation = validation;
    this.patience = training.patience();
    this.network = network;
    this.parameters = validation.isPresent() ? network.params().dup() : null;
  }

  /** The parameters, for them to be saved and restored. */
  Optional<INDArray> values() {
    return Optional.ofNullable(parameters);
  }

  /** The best epoch so far. */
  Optional<Mark> mark() {
    return mark;
  }

  /** Goes on from what was saved with {@link #values}. */
  void restore(Optional<Mark> saved) {
    mark = saved;
  }

  /** Judges the network as it is after {@code epoch}; gives the best so far. */
  Optional<Mark> look(int epoch, Classifier classifier, NetworkRunner runner) {
    if (validation.isEmpty()) {
      return mark;
    }
    double accuracy = classifier.confusion(validation.get()).accuracy();
    if (mark.isEmpty() || accuracy > mark.get().accuracy()) {
      mark = Optional.of(new Mark(epoch, accuracy));
      runner.updateNetwork();
      parameters.assign(network.params());
    }
    return mark;
  }

  /** Whether so many epochs up to {@code epoch} brought nothing better that no more are tried. */
  boolean isOver(int epoch) {
    return patience > 0 && mark.isPresent() && epoch - mark.get().epoch() >= patience;
  }

  /** Gives the network the best epoch's parameters for good. */
  void finish(NetworkRunner runner) {
    if (validation.isPresent()) {
      runner.updateNetwork();
      network.params().assign(parameters);
      runner.parametersChanged();
    }
  }
}
